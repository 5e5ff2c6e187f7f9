"""Harrell's concordance: how often the one with the higher predicted risk has the event first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import IntArray, analysis_error, check_numbers
from trialwright.analysis.survival.dominance_counts import count_below
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True)
class Concordance:
    """Share of comparable pairs ranked rightly, ties in the predictor counting one half.

    `value` and `std_err` are None when no pair can be compared. `comparable` counts the pairs.
    """

    value: float | None
    std_err: float | None
    comparable: int


def compute_concordance(
    times: SurvivalTimes,
    risk: ArrayLike,
    *,
    stratum: IntArray | None = None,
    cluster: IntArray | None = None,
) -> Concordance:
    """Measure how well `risk` (n; higher = earlier event) orders the events.

    Harrell et al. 1982. Two rows of one stratum are compared when one has an event at t and the
    other, at risk on (entry, time], is at risk then and outlives it: its time is later, or the
    same and censored. Two events at one time are not compared. Standard error by the
    infinitesimal jackknife, influences summed within `cluster` (absent: a row each). `stratum`
    and `cluster` (n) are numbered from 0. O(n log n).
    """
    predictor = check_numbers(risk, "risk")
    if len(predictor) != times.n:
        raise analysis_error("risk", f"risk has {len(predictor)} rows, time has {times.n}")
    strata = np.zeros(times.n, dtype=np.intp) if stratum is None else stratum
    rank = np.unique(predictor, return_inverse=True)[1].astype(np.intp)
    score, pairs = _count_pairs(times, rank, strata)
    total = int(pairs.sum())
    if not total:
        return Concordance(None, None, 0)
    # Each pair was counted from both ends, and its score doubled: 2 right, 1 tied, 0 wrong.
    value = int(score.sum()) / (2 * total)
    influence = (score - 2 * value * pairs) / total
    by_cluster = influence if cluster is None else np.bincount(cluster, weights=influence)
    return Concordance(value, float(np.sqrt(by_cluster @ by_cluster)), total // 2)


@dataclass(frozen=True, eq=False)
class _Ordered:
    """Rows sorted by a time key, with their rank in the predictor."""

    key: IntArray
    rank: IntArray

    @classmethod
    def by(cls, key: IntArray, rank: IntArray) -> _Ordered:
        order = np.argsort(key, kind="stable")
        return cls(key[order], rank[order])

    def compare(self, first: IntArray, end: IntArray, rank: IntArray) -> tuple[IntArray, IntArray]:
        """For rows with first <= key < end: 2 for each of lower rank, 1 of equal; and how many."""
        start, stop = np.searchsorted(self.key, first), np.searchsorted(self.key, end)
        lower = count_below(self.rank, start, stop, rank)
        lower_or_equal = count_below(self.rank, start, stop, rank + 1)
        return lower + lower_or_equal, stop - start


def _count_pairs(
    times: SurvivalTimes, rank: IntArray, strata: IntArray
) -> tuple[IntArray, IntArray]:
    """For each row, over the pairs it is in: the doubled score, and the number of pairs."""
    leaves, enters, end = _time_keys(times, strata)
    events = np.flatnonzero(times.event)
    at, risk, until = leaves[events], rank[events], end[events]
    # Seen from the later one of the pair: earlier events, of which higher risk is right.
    lower, pairs = _Ordered.by(at, risk).compare(enters + 1, leaves, rank)
    score = 2 * pairs - lower
    # Seen from the event: all that outlive it, less those not yet at risk; lower risk is right.
    outlived, outlived_pairs = _Ordered.by(leaves, rank).compare(at + 1, until, risk)
    score[events] += outlived
    pairs[events] += outlived_pairs
    if times.entry is not None:
        late, late_pairs = _Ordered.by(enters, rank).compare(at, until, risk)
        score[events] -= late
        pairs[events] -= late_pairs
    return score, pairs


def _time_keys(times: SurvivalTimes, strata: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Whole numbers in the order of stratum and time: of leaving, of entering, of the stratum's
    end. At one time events come before censorings, which therefore outlive them.
    """
    entry = np.full(times.n, -np.inf) if times.entry is None else times.entry
    moments = np.unique(np.concatenate((entry, times.time)))
    width = 2 * len(moments)
    start = strata * width
    leaves = start + 2 * np.searchsorted(moments, times.time) + ~times.event
    return leaves, start + 2 * np.searchsorted(moments, entry), start + width
