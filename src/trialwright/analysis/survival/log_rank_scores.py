"""Each row's score in a log-rank test: what its sandwich variance is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, IntArray
from trialwright.analysis.survival.compared_groups import ComparedGroups
from trialwright.analysis.survival.event_weights import survival_weights
from trialwright.analysis.survival.risk_sets import derive_risk_sets


@dataclass(frozen=True, eq=False)
class LogRankScores:
    """`obs`, `exp` (k) of k groups, weighted; `by_unit` (units x k): what each row, or cluster,
    adds to obs - exp, less what its time at risk would under equal hazards.
    """

    obs: FloatArray
    exp: FloatArray
    by_unit: FloatArray

    def covariance(self) -> FloatArray:
        """The sandwich covariance of obs - exp (k x k)."""
        return self.by_unit.T @ self.by_unit


def compute_scores(groups: ComparedGroups, rho: float, gamma: float) -> LogRankScores:
    """Weighted scores K (Z - share) (dN - Y d/n) of each row, summed by cluster (Lin & Wei 1989).

    K: weight of the event time; Z: the row's group as 0/1 columns; share: the groups' weighted
    shares of the risk set. O(n log n + n k).
    """
    weights = np.ones(groups.times.n) if groups.weights is None else groups.weights
    member = (groups.code[:, None] == np.arange(len(groups.levels))).astype(np.float64)
    sets = derive_risk_sets(groups.times, groups.stratum)
    n, d = sets.sums(weights), sets.sums_of_events(weights)
    share = sets.sums(weights[:, None] * member) / n[:, None]
    starts = np.flatnonzero(np.diff(sets.stratum, prepend=-1))
    weight = survival_weights(n, d, starts, rho, gamma)
    # What the time at risk is expected to bring: Z times one sum, less the shares' own sums.
    expected = weight * d / n
    at_risk = member * sets.sums_while_at_risk(expected)[:, None]
    score = sets.sums_while_at_risk(expected[:, None] * share) - at_risk
    rows, set_of = sets.event_rows, sets.set_of_event
    score[rows] += weight[set_of, None] * (member[rows] - share[set_of])
    by_row = weights[:, None] * score
    return LogRankScores(
        obs=weight @ sets.sums_of_events(weights[:, None] * member),
        exp=(weight * d) @ share,
        by_unit=by_row if groups.cluster is None else _sum_by(groups.cluster, by_row),
    )


def _sum_by(cluster: IntArray, rows: FloatArray) -> FloatArray:
    return np.column_stack([np.bincount(cluster, weights=column) for column in rows.T])
