"""The log-rank test for a trend over ordered groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import FloatArray, analysis_error, check_numbers
from trialwright.analysis.survival.compared_groups import read_groups
from trialwright.analysis.survival.log_rank import LogRankTest, compare_groups


@dataclass(frozen=True, eq=False)
class LogRankTrend:
    """Whether the hazard rises or falls with the scores of the groups.

    `excess`: sum of scores x (obs - exp), above 0 where higher scores have more events than
    expected; `variance` of it; `chisq`, `p` with one degree of freedom, None when no two groups
    with different scores are ever at risk together. `test`: the groups one by one.
    """

    scores: tuple[float, ...]
    excess: float
    variance: float
    chisq: float | None
    p: float | None
    test: LogRankTest


def log_rank_trend(
    time: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    *,
    scores: Sequence[float] | None = None,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    strata: ArrayLike | Sequence[ArrayLike] | None = None,
    levels: Sequence[Any] | None = None,
    rho: float = 0.0,
    gamma: float = 0.0,
    merge_close_times: bool = False,
) -> LogRankTrend:
    """Ask whether the hazard changes with the order of the groups (Tarone 1975).

    `scores`: a number for each of `levels`, in their order (absent: 1, 2, ...); only their
    distances matter. Columns, options, ties, censoring and errors are those of `log_rank`;
    AnalysisError also for scores that are too few, too many or all the same.
    """
    groups = read_groups(
        time, event, group, entry, weights, cluster, strata, levels, merge_close_times
    )
    k = len(groups.levels)
    score = np.arange(1.0, k + 1) if scores is None else check_numbers(scores, "scores")
    if len(score) != k:
        raise analysis_error("scores", f"there are {len(score)} scores for {k} groups")
    if score.min() == score.max():
        raise analysis_error("scores", "all scores are the same: there is no trend to test")
    return _trend(score, compare_groups(groups, rho, gamma))


def _trend(score: FloatArray, test: LogRankTest) -> LogRankTrend:
    # Rows of the covariance add to zero, so scores may be centred, which spares rounding.
    centred = score - score.mean()
    excess = float(centred @ (test.obs - test.exp))
    variance = float(centred @ test.var @ centred)
    scale = float(np.abs(centred) @ np.abs(test.var) @ np.abs(centred))
    chi_square = ChiSquareTest(excess**2 / variance, 1) if variance > 1e-12 * scale else None
    return LogRankTrend(
        scores=tuple(score.tolist()),
        excess=excess,
        variance=variance,
        chisq=chi_square.chisq if chi_square else None,
        p=chi_square.p if chi_square else None,
        test=test,
    )
