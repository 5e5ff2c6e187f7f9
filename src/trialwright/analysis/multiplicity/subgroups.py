"""The effect within subgroups, and whether it differs between them (STA-14)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import BoolArray, analysis_error, code_levels, read_array
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.terms import Term, factor, label
from trialwright.errors import AnalysisError


@dataclass(frozen=True)
class Effect:
    """An effect with its standard error, on the scale where it is nearly normal: a log hazard
    ratio, a log odds ratio, a risk difference. `events` among those it was estimated from.
    """

    estimate: float
    se: float
    events: int


@dataclass(frozen=True)
class ForestRow:
    """One line of a forest plot: `n` participants of one `level`, the effect and its limits.

    Where nothing can be estimated the numbers are None and `why` says what failed. There is no
    p-value: an effect within a subgroup is described, not tested.
    """

    variable: str
    level: str
    n: int
    events: int | None
    estimate: float | None
    se: float | None
    lower: float | None
    upper: float | None
    why: str = ""


@dataclass(frozen=True)
class Subgroups:
    """A forest: `overall`, the `rows` by variable and level, and for each variable the test that
    the effect is the same at all levels (`interaction`; None where fewer than two were estimated,
    or where the model with the interaction has no answer: `why` says which).
    """

    overall: ForestRow
    rows: tuple[ForestRow, ...]
    interaction: Mapping[str, ChiSquareTest | None]
    why: Mapping[str, str]


Estimator = Callable[[BoolArray], Effect]
InteractionTest = Callable[[Term], ChiSquareTest]


@dataclass(frozen=True)
class SubgroupModel:
    """How an effect is estimated from some rows, and how its interaction with a factor is tested.

    `cox_by_subgroup`, `logistic_by_subgroup` and `risk_difference_by_subgroup` make the usual
    ones. Without `interaction` it is Cochran's Q of the levels' estimates (Cochran 1954), which
    assumes nothing but their independence.
    """

    effect: Estimator
    interaction: InteractionTest | None = None


def subgroups(
    variables: Mapping[str, ArrayLike], model: SubgroupModel, *, conf_level: float = 0.95
) -> Subgroups:
    """Estimate an effect in each level of each variable, and test for interaction.

    `variables`: columns (n) of levels by name, fixed before the data are seen. `model` estimates
    from the rows of one level, and tests the interaction of treatment with the whole factor in
    one model; an AnalysisError it raises becomes the row's, or the test's, `why`. Levels are
    sorted. Raises AnalysisError for a missing level: give it a level of its own.
    """
    z = normal_quantile(conf_level)
    columns = {name: read_array(values, name) for name, values in variables.items()}
    if not columns:
        raise analysis_error("variables", "no subgroup is asked for")
    n = len(next(iter(columns.values())))
    rows: list[ForestRow] = []
    tests: dict[str, ChiSquareTest | None] = {}
    reasons: dict[str, str] = {}
    for name, column in columns.items():
        own = _levels(name, column, n, model.effect, z)
        rows += own
        tests[name], reasons[name] = _interaction(name, column, own, model.interaction)
    overall = _row("", "", np.ones(n, dtype=np.bool_), model.effect, z)
    return Subgroups(overall, tuple(rows), tests, reasons)


def _levels(
    name: str, column: NDArray[Any], n: int, effect: Estimator, z: float
) -> list[ForestRow]:
    codes = code_levels(column, name, n)
    return [
        _row(name, label(column[codes == code][0]), codes == code, effect, z)
        for code in range(int(codes.max(initial=-1)) + 1)
    ]


def _row(variable: str, level: str, rows: BoolArray, effect: Estimator, z: float) -> ForestRow:
    n = int(rows.sum())
    try:
        found = effect(rows)
    except AnalysisError as error:
        return ForestRow(variable, level, n, None, None, None, None, None, str(error))
    reach = z * found.se
    return ForestRow(
        variable,
        level,
        n,
        found.events,
        found.estimate,
        found.se,
        found.estimate - reach,
        found.estimate + reach,
    )


def _interaction(
    name: str, column: NDArray[Any], rows: list[ForestRow], test: InteractionTest | None
) -> tuple[ChiSquareTest | None, str]:
    if test is not None and len(rows) > 1:
        try:
            return test(factor(name, column)), ""
        except AnalysisError as error:
            return None, str(error)
    effects = [(row.estimate, row.se) for row in rows if row.estimate is not None and row.se]
    if len(effects) < 2:
        return None, "fewer than two levels have an effect to compare"
    estimates, errors = np.array(effects, dtype=np.float64).T
    weights = 1 / errors**2
    mean = np.average(estimates, weights=weights)
    return ChiSquareTest(float(weights @ (estimates - mean) ** 2), len(effects) - 1), ""
