"""An effect as result rows: the number, its limits, P, and what must be said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import exp

import numpy as np
from scipy.special import stdtr

from trialwright.analysis.imputation.rubin import pool_rubin
from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.estimate import Estimate
from trialwright.analysis.registered.cohort import Cohort
from trialwright.analysis.registered.plan import CONTRAST
from trialwright.analysis.results import ResultRow


def ratio_rows(
    cohort: Cohort, name: str, log_ratio: float, se: float, *, variable: str = "", level: str = ""
) -> Iterator[ResultRow]:
    """A ratio from its logarithm and the standard error of that, with normal limits and P."""
    plan = cohort.plan
    reach = normal_quantile(plan.conf_level) * se
    estimate = Estimate(exp(log_ratio), exp(log_ratio - reach), exp(log_ratio + reach))
    p = ChiSquareTest((log_ratio / se) ** 2, 1).p
    yield from effect_rows(cohort, name, estimate, p, variable=variable, level=level)


def effect_rows(
    cohort: Cohort,
    name: str,
    estimate: Estimate,
    p: float | None = None,
    *,
    unit: str = "",
    variable: str = "",
    level: str = "",
    group: str = CONTRAST,
) -> Iterator[ResultRow]:
    """An estimate with limits, and P where there is one."""
    plan, sources = cohort.plan, cohort.sources
    yield from plan.estimate(
        group,
        name,
        estimate,
        unit=unit,
        n=cohort.n,
        sources=sources,
        variable=variable,
        level=level,
    )
    if p is not None:
        yield plan.result(
            group, "p", p, n=cohort.n, sources=sources, variable=variable, level=level
        )


def number_row(
    cohort: Cohort,
    group: str,
    name: str,
    value: float | None,
    *,
    unit: str = "participants",
    variable: str = "",
    level: str = "",
    note: str = "",
) -> ResultRow:
    """One number about the cohort."""
    return cohort.plan.result(
        group,
        name,
        value,
        unit=unit,
        n=cohort.n,
        sources=cohort.sources,
        variable=variable,
        level=level,
        note=note,
    )


def pooled(
    cohort: Cohort, name: str, fits: Sequence[tuple[float, float]], back: Callable[[float], float]
) -> Iterator[ResultRow]:
    """Estimates and standard errors of imputed sets as one, by Rubin's rules; one set is itself.

    `back` leads from the scale of the estimates to the one that is shown (exp for log ratios).
    """
    plan = cohort.plan
    estimates, errors = (np.array(column) for column in zip(*fits, strict=True))
    if len(fits) == 1:
        reach = normal_quantile(plan.conf_level) * errors[0]
        value, low, high = estimates[0], estimates[0] - reach, estimates[0] + reach
        p = ChiSquareTest(float((value / errors[0]) ** 2), 1).p
    else:
        pool = pool_rubin(estimates[:, None], errors[:, None] ** 2, conf_level=plan.conf_level)
        value, low, high = pool.estimate[0], pool.lower[0], pool.upper[0]
        p = float(2 * stdtr(pool.df[0], -abs(value / pool.se[0])))
    estimate = Estimate(back(float(value)), back(float(low)), back(float(high)))
    yield from effect_rows(cohort, name, estimate, p)
    if len(fits) > 1:
        yield number_row(cohort, CONTRAST, "imputed_sets", len(fits), unit="sets")
