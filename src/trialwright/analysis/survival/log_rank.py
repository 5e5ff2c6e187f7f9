"""The log-rank test and its Fleming-Harrington weights, for any number of groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    IntArray,
    analysis_error,
    code_levels,
    combine_levels,
)
from trialwright.analysis.survival.risk_sets import RiskSets, derive_risk_sets
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class LogRankTest:
    """Observed and expected events a group, and whether they differ more than chance allows.

    `obs`, `exp` (k): weighted if rho > 0, summed over strata. `var` (k x k): covariance of
    obs - exp. `chisq` and `p` are None, and `df` 0, when no two groups are ever at risk together.
    """

    levels: tuple[Any, ...]
    chisq: float | None
    df: int
    p: float | None
    obs: FloatArray
    exp: FloatArray
    var: FloatArray


def compute_log_rank(
    times: SurvivalTimes,
    group: ArrayLike,
    *,
    levels: Sequence[Any] | None = None,
    strata: Sequence[ArrayLike] = (),
    rho: float = 0.0,
) -> LogRankTest:
    """Ask whether the groups have the same hazard.

    `group` (n); `levels`: its values in the order of the result (absent: sorted). `strata`:
    columns; compare within each combination of their values and add up. `rho`: weight S(t-)^rho from the pooled Kaplan-Meier
    curve of the stratum just before t; 0 = log-rank (Mantel 1966), 1 = Peto-Peto (Fleming &
    Harrington 1981). Ties: hypergeometric variance. Censored at an event time: still at risk.
    Delayed entry: at risk on (entry, time]. A group that is never at risk together with another
    one tells nothing, and is left out of the degrees of freedom. Raises AnalysisError for fewer
    than two groups, a group not in `levels`, or no event.
    """
    group_levels, codes = _code_groups(group, levels, times.n)
    if not times.n_events:
        raise analysis_error("event", "nobody had the event: there is nothing to compare")
    stratum = combine_levels(strata, "strata", times.n) if strata else None
    risk_sets = derive_risk_sets(times, stratum)
    member = (codes[:, None] == np.arange(len(group_levels))).astype(np.float64)
    obs, exp, var = _observed_and_expected(risk_sets, member, rho)
    test = _compute_test(obs - exp, var)
    return LogRankTest(
        levels=group_levels,
        chisq=test.chisq if test else None,
        df=test.df if test else 0,
        p=test.p if test else None,
        obs=obs,
        exp=exp,
        var=var,
    )


def _code_groups(
    group: ArrayLike, levels: Sequence[Any] | None, n: int
) -> tuple[tuple[Any, ...], IntArray]:
    column: NDArray[Any] = np.asarray(group)
    codes = code_levels(column, "group", n)
    present: list[Any] = np.unique(column).tolist()
    wanted = present if levels is None else list(levels)
    unknown = [value for value in present if value not in wanted]
    if unknown:
        raise analysis_error("group", f"group holds {unknown}, which are not among {wanted}")
    if len(wanted) < 2:
        raise analysis_error("group", f"there is one group, {wanted}: a test compares two or more")
    position = np.array([wanted.index(value) for value in present], dtype=np.intp)
    return tuple(wanted), position[codes]


def _observed_and_expected(
    risk_sets: RiskSets, member: FloatArray, rho: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    n, d = risk_sets.sizes(), risk_sets.deaths
    weight = _survival_before(risk_sets, n) ** rho
    share = risk_sets.sums(member) / n[:, None]
    obs = weight @ risk_sets.sums_of_events(member)
    exp = (weight * d) @ share
    spread = weight**2 * d * (n - d) / np.maximum(n - 1, 1)
    var = np.diag(spread @ share) - (share * spread[:, None]).T @ share
    return obs, exp, var


def _survival_before(risk_sets: RiskSets, n: FloatArray) -> FloatArray:
    stays = 1 - risk_sets.deaths / n
    starts = np.flatnonzero(np.diff(risk_sets.stratum)) + 1
    before = [np.cumprod(np.concatenate(([1.0], s[:-1]))) for s in np.split(stays, starts)]
    return np.concatenate(before)


def _compute_test(difference: FloatArray, var: FloatArray) -> ChiSquareTest | None:
    keep = _estimable(var)
    if not keep.any():
        return None
    u, v = difference[keep], var[np.ix_(keep, keep)]
    return ChiSquareTest(float(u @ np.linalg.solve(v, u)), int(np.count_nonzero(keep)))


def _estimable(var: FloatArray) -> BoolArray:
    """All groups but the first of each set of groups that are compared with one another.

    The covariance is a sum of hypergeometric ones, each with rows that add to zero: within a set
    of connected groups exactly one is redundant.
    """
    reach = np.eye(len(var), dtype=np.bool_) | (var < 0)
    for _ in range(len(var)):
        reach = reach @ reach
    redundant: BoolArray = reach.argmax(axis=1) == np.arange(len(var))
    return ~redundant
