"""A log-rank test for interval-censored events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from trialwright.analysis.interval_censoring.baseline_ascent import maximise_common_baseline
from trialwright.analysis.interval_censoring.baseline_likelihood import BaselineLikelihood
from trialwright.analysis.interval_censoring.event_intervals import EventIntervals
from trialwright.analysis.interval_censoring.innermost_intervals import find_innermost
from trialwright.analysis.interval_censoring.profile_likelihood import predictor_scores
from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    code_strata,
)
from trialwright.analysis.numeric.regular_columns import regular_quadratic_form
from trialwright.analysis.survival.compared_groups import code_groups


@dataclass(frozen=True, eq=False)
class IntervalLogRankTest:
    """`score` (g): observed less expected events a group, positive = earlier events; they add up to
    0. `var` (g x g): their permutation covariance. `chisq`, `p` are None and `df` 0 if no group's
    events can be told from another's.
    """

    levels: tuple[Any, ...]
    chisq: float | None
    df: int
    p: float | None
    score: FloatArray
    var: FloatArray


def interval_log_rank(
    left: ArrayLike,
    right: ArrayLike,
    group: ArrayLike,
    *,
    levels: Sequence[Any] | None = None,
    strata: ArrayLike | Sequence[ArrayLike] | None = None,
) -> IntervalLogRankTest:
    """Ask whether groups have the same hazard when events lie in (left, right].

    `left`, `right` (n) as in `turnbull`; `group` (n), `levels` its values in the order of the
    result (absent: sorted); `strata`: one column of labels (n), or a list of columns.

    The score test of Finkelstein (1986): the derivative at 0 of the proportional hazards likelihood
    in the groups' log hazard ratios, the common curve estimated as by `turnbull`, within each
    stratum. A participant's score is (S(l) log S(l) - S(r) log S(r))/(S(l) - S(r)). Variance over
    permutations of the groups within strata (Fay 1996), so the test holds where the looks are
    scheduled alike in all groups: see `compare_scan_schedules` (STA-07). With known times it is
    close to `log_rank`, not equal to it.

    Raises AnalysisError for an interval that is missing or wrong, fewer than two groups, a group
    not in `levels`, or nobody with a finite right end.
    """
    intervals = EventIntervals.from_columns(left, right)
    intervals.check_has_events()
    names, codes = code_groups(group, levels, intervals.n)
    stratum = code_strata(strata, intervals.n)
    stratum = np.zeros(intervals.n, dtype=np.intp) if stratum is None else stratum
    score, var = np.zeros(len(names)), np.zeros((len(names), len(names)))
    for s in range(stratum.max() + 1):
        rows = stratum == s
        part = EventIntervals(intervals.left[rows], intervals.right[rows])
        more_score, more_var = _score_and_covariance(part, codes[rows], len(names))
        score, var = score + more_score, var + more_var
    chisq, df = regular_quadratic_form(var[:-1, :-1], score[:-1])
    return IntervalLogRankTest(
        levels=names,
        chisq=chisq if df else None,
        df=df,
        p=float(chdtrc(df, chisq)) if df else None,
        score=score,
        var=var,
    )


def _score_and_covariance(
    intervals: EventIntervals, group: IntArray, n_groups: int
) -> tuple[FloatArray, FloatArray]:
    scores = participant_scores(intervals)
    n = len(scores)
    member = (group[:, None] == np.arange(n_groups)).astype(np.float64)
    if n == 1:
        return member.T @ scores, np.zeros((n_groups, n_groups))
    size = member.sum(axis=0)
    spread = np.sum((scores - scores.mean()) ** 2) / (n - 1)
    return member.T @ scores, spread * (np.diag(size) - np.outer(size, size) / n)


def participant_scores(intervals: EventIntervals) -> FloatArray:
    """Derivative of each participant's log likelihood in a log hazard ratio, at none (n)."""
    likelihood = BaselineLikelihood.of(find_innermost(intervals))
    if not likelihood.n_jumps:
        return np.zeros(intervals.n)
    best = maximise_common_baseline(likelihood.merged())
    return predictor_scores(likelihood, likelihood.at(best.jumps, np.ones(intervals.n)))
