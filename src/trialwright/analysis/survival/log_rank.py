"""The log-rank test and its Fleming-Harrington weights, for any number of groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import BoolArray, FloatArray
from trialwright.analysis.numeric.regular_columns import regular_quadratic_form
from trialwright.analysis.survival.compared_groups import ComparedGroups, read_groups
from trialwright.analysis.survival.event_weights import survival_weights
from trialwright.analysis.survival.group_tables import GroupTables, derive_group_tables
from trialwright.analysis.survival.log_rank_scores import compute_scores


@dataclass(frozen=True, eq=False)
class LogRankTest:
    """Observed and expected events a group, and whether they differ more than chance allows.

    `obs`, `exp` (k): weighted if rho, gamma or case weights are, summed over strata. `var`
    (k x k): covariance of obs - exp, the sandwich if `robust`. `chisq` and `p` are None, and `df`
    0, when no two groups are ever at risk together.
    """

    levels: tuple[Any, ...]
    chisq: float | None
    df: int
    p: float | None
    obs: FloatArray
    exp: FloatArray
    var: FloatArray
    robust: bool


def log_rank(
    time: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    strata: ArrayLike | Sequence[ArrayLike] | None = None,
    levels: Sequence[Any] | None = None,
    rho: float = 0.0,
    gamma: float = 0.0,
    merge_close_times: bool = False,
) -> LogRankTest:
    """Ask whether the groups have the same hazard.

    Columns of n rows: `time` and `entry` in one unit, at risk on (entry, time]; `event` boolean or
    0/1; `group` any labels, `levels` their order in the result (absent: sorted). `strata`: a
    column of labels or a list of columns; groups are compared within each combination and the
    comparisons added up. Censored at an event time: still at risk there. Entered at it: not yet.

    `rho`, `gamma`: each event time counts S(t-)^rho (1 - S(t-))^gamma, S the pooled Kaplan-Meier
    curve of the stratum just before t; 0, 0 = log-rank (Mantel 1966), 1, 0 = Peto-Peto, 0, 1 sees
    late differences (Fleming & Harrington 1991, chapter 7). Ties: hypergeometric variance.

    `weights` (positive case weights, such as those of a propensity model) or `cluster`: weighted
    numbers of events and at risk, and the sandwich variance, the scores of each row summed by
    cluster (Lin & Wei 1989): the robust score test of a Cox model with Breslow's ties. The weights
    count as known.

    A group that is never at risk together with another one tells nothing, and is left out of the
    degrees of freedom. Raises AnalysisError for columns that `SurvivalTimes.from_columns` refuses,
    fewer than two groups, a group not in `levels`, no event, and negative `rho` or `gamma`.
    """
    groups = read_groups(
        time, event, group, entry, weights, cluster, strata, levels, merge_close_times
    )
    return compare_groups(groups, rho, gamma)


def compare_groups(groups: ComparedGroups, rho: float, gamma: float) -> LogRankTest:
    """`log_rank` of columns that are checked."""
    if groups.robust:
        scores = compute_scores(groups, rho, gamma)
        obs, exp, var = scores.obs, scores.exp, scores.covariance()
        test = _robust_test(obs - exp, var)
    else:
        tables = derive_group_tables(groups.times, groups.code, len(groups.levels), groups.stratum)
        obs, exp, var = _observed_and_expected(tables, rho, gamma)
        test = _test(obs - exp, var)
    return LogRankTest(
        levels=groups.levels,
        chisq=test.chisq if test else None,
        df=test.df if test else 0,
        p=test.p if test else None,
        obs=obs,
        exp=exp,
        var=var,
        robust=groups.robust,
    )


def _observed_and_expected(
    tables: GroupTables, rho: float, gamma: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    n, d = tables.n_risk, tables.n_event
    share = tables.risk_of_group / n
    spread = d * (n - d) / np.maximum(n - 1, 1)
    if rho == 0 == gamma:
        obs, exp = tables.events_of_group.sum(axis=1), share @ d
    else:
        weight = survival_weights(n, d, tables.starts, rho, gamma)
        obs, exp = tables.events_of_group @ weight, share @ (weight * d)
        spread = weight**2 * spread
    var = np.diag(share @ spread) - (share * spread) @ share.T
    return obs, exp, var


def _test(difference: FloatArray, var: FloatArray) -> ChiSquareTest | None:
    keep = _estimable(var)
    if not keep.any():
        return None
    u, v = difference[keep], var[np.ix_(keep, keep)]
    return ChiSquareTest(float(u @ np.linalg.solve(v, u)), int(np.count_nonzero(keep)))


def _robust_test(difference: FloatArray, var: FloatArray) -> ChiSquareTest | None:
    chisq, df = regular_quadratic_form(var, difference)
    return ChiSquareTest(chisq, df) if df else None


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
