"""The usual effects of treatment, as `subgroups` estimates and tests them."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.analysis.confounding.logistic import logistic
from trialwright.analysis.multiplicity.subgroups import Effect, SubgroupModel
from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    analysis_error,
    check_numbers,
    check_weights,
    read_array,
)
from trialwright.analysis.numeric.regular_columns import regular_quadratic_form
from trialwright.analysis.numeric.terms import Covariates, Term, interaction, number
from trialwright.analysis.proportional_hazards.cox import cox
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit
from trialwright.analysis.proportions.counts import Count, check_yes_or_no
from trialwright.analysis.survival.survival_times import SurvivalTimes

TREATED = "treated"


def cox_by_subgroup(
    time: ArrayLike,
    event: ArrayLike,
    treated: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> SubgroupModel:
    """Log hazard ratios of `treated` (n, 0 or 1), and the Wald test of treatment by level.

    Columns (n) as in `cox`, with Efron's ties. With `weights` the variance is robust. Raises
    AnalysisError for a column of another length or with a missing value; what one level cannot
    be asked, `subgroups` says there.
    """
    group = check_yes_or_no(treated, TREATED)
    happened = check_yes_or_no(event, "event")
    SurvivalTimes.from_columns(time, happened, entry)  # refuses what no level could mend
    columns = {"time": check_numbers(time, "time"), "event": happened}
    if weights is not None:
        check_weights(weights, len(group))
    optional = {"entry": entry, "strata": strata, "weights": weights}
    given = {name: read_array(value, name) for name, value in optional.items() if value is not None}
    _check_lengths(group, columns | given)

    def fit(rows: BoolArray, covariates: Covariates) -> CoxFit:
        some = {name: column[rows] for name, column in (columns | given).items()}
        return cox(
            some["time"],
            some["event"],
            covariates,
            entry=some.get("entry"),
            strata=some.get("strata"),
            weights=some.get("weights"),
            robust=weights is not None,
        )

    def effect(rows: BoolArray) -> Effect:
        _check_both(group[rows])
        found = fit(rows, {TREATED: group[rows]})
        return Effect(float(found.coef[0]), float(found.se[0]), found.n_events)

    def test(term: Term) -> ChiSquareTest:
        terms = _with_interaction(group, term)
        found = fit(np.ones(len(group), dtype=np.bool_), terms)
        return _wald(found.coef, found.vcov, len(term.names))

    return SubgroupModel(effect, test)


def logistic_by_subgroup(response: ArrayLike, treated: ArrayLike) -> SubgroupModel:
    """Log odds ratios of `treated` for the `response` (both n, 0 or 1), and the Wald test of
    treatment by level.

    Raises AnalysisError for a column of another length or with a missing value; what one level
    cannot be asked, `subgroups` says there.
    """
    group, yes = check_yes_or_no(treated, TREATED), check_yes_or_no(response, "response")
    _check_lengths(group, {"response": yes})

    def effect(rows: BoolArray) -> Effect:
        _check_both(group[rows])
        found = logistic(yes[rows], {TREATED: group[rows]})
        return Effect(float(found.coef[1]), float(found.se[1]), found.n_events)

    def test(term: Term) -> ChiSquareTest:
        found = logistic(yes, _with_interaction(group, term))
        return _wald(found.coef, found.vcov, len(term.names))

    return SubgroupModel(effect, test)


def risk_difference_by_subgroup(response: ArrayLike, treated: ArrayLike) -> SubgroupModel:
    """Proportion with the `response` of the treated minus that of the others (both n, 0 or 1).

    The variance is that of two binomial proportions, and levels are compared by Cochran's Q. A
    level where a group has no response, or only responses, has no variance to compare by.
    Raises AnalysisError for a column of another length or with a missing value.
    """
    group, yes = check_yes_or_no(treated, TREATED), check_yes_or_no(response, "response")
    _check_lengths(group, {"response": yes})

    def effect(rows: BoolArray) -> Effect:
        _check_both(group[rows])
        sides = [yes[rows & (group == side)] for side in (True, False)]
        counts = [Count(int(side.sum()), len(side)) for side in sides]
        one, two = (count.events / count.n for count in counts)
        variance = one * (1 - one) / counts[0].n + two * (1 - two) / counts[1].n
        return Effect(one - two, sqrt(variance), counts[0].events + counts[1].events)

    return SubgroupModel(effect)


def _check_lengths(group: BoolArray, columns: Mapping[str, NDArray[Any]]) -> None:
    for name, column in columns.items():
        if column.shape != group.shape:
            raise analysis_error(name, f"{name} has shape {column.shape}, treated {group.shape}")


def _check_both(group: BoolArray) -> None:
    if group.all() or not group.any():
        raise analysis_error(TREATED, "only one of the two treatments was given at this level")


def _with_interaction(group: BoolArray, term: Term) -> list[Term]:
    treatment = number(TREATED, group)
    return [treatment, term, interaction(treatment, term)]


def _wald(coef: FloatArray, vcov: FloatArray, k: int) -> ChiSquareTest:
    """Test that the last k coefficients are 0."""
    return ChiSquareTest(*regular_quadratic_form(vcov[-k:, -k:], coef[-k:]))
