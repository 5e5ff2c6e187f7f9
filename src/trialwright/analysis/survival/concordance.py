"""Harrell's concordance: how often the one with the higher predicted risk has the event first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    check_numbers,
    check_weights,
    code_levels,
    code_strata,
)
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True)
class Concordance:
    """Share of comparable pairs ranked rightly, ties in the predictor counting one half.

    `value` and `std_err` are None when no pair can be compared. `comparable` counts the pairs, or
    sums the products of their weights.
    """

    value: float | None
    std_err: float | None
    comparable: float


def concordance(
    time: ArrayLike,
    event: ArrayLike,
    risk: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    strata: ArrayLike | Sequence[ArrayLike] | None = None,
    cluster: ArrayLike | None = None,
) -> Concordance:
    """Measure how well `risk` (n; higher = earlier event) orders the events.

    Harrell et al. 1982. `time` (n), `event` (n): true or 1 = event. Two rows of one stratum are
    compared when one has an event at t and the other, at risk on (entry, time], is at risk then
    and outlives it: its time is later, or the same and censored. Two events at one time are not
    compared. A pair weighs the product of its `weights` (n, above 0). `strata`: one column of
    labels, or a list of columns. Standard error by the infinitesimal jackknife, influences summed
    within `cluster` (n; absent: a row each). O(n log n). Raises AnalysisError naming a column that
    is missing values or has another length.
    """
    times = SurvivalTimes.from_columns(time, event, entry)
    predictor = check_numbers(risk, "risk")
    if len(predictor) != times.n:
        raise analysis_error("risk", f"risk has {len(predictor)} rows, time has {times.n}")
    return compute_concordance(
        times,
        predictor,
        weight=None if weights is None else check_weights(weights, times.n),
        stratum=code_strata(strata, times.n),
        cluster=None if cluster is None else code_levels(cluster, "cluster", times.n),
    )


def compute_concordance(
    times: SurvivalTimes,
    risk: FloatArray,
    *,
    weight: FloatArray | None = None,
    stratum: IntArray | None = None,
    cluster: IntArray | None = None,
) -> Concordance:
    """The concordance of checked columns; `stratum` and `cluster` (n) are numbered from 0."""
    case_weight = np.ones(times.n) if weight is None else weight
    strata = np.zeros(times.n, dtype=np.intp) if stratum is None else stratum
    (score_first, pairs_first), (score_later, pairs_later) = _count_pairs(
        times, risk, strata, case_weight
    )
    comparable = float(case_weight @ pairs_first)
    if comparable <= 0:
        return Concordance(None, None, 0)
    value = float(case_weight @ score_first) / (2 * comparable)
    score, pairs = score_first + score_later, pairs_first + pairs_later
    influence = case_weight * (score - 2 * value * pairs) / (2 * comparable)
    by_cluster = influence if cluster is None else np.bincount(cluster, weights=influence)
    return Concordance(value, float(np.sqrt(by_cluster @ by_cluster)), comparable)


_Counts = tuple[FloatArray, FloatArray]


def _count_pairs(
    times: SurvivalTimes, risk: FloatArray, strata: IntArray, weight: FloatArray
) -> tuple[_Counts, _Counts]:
    """For each row, doubled scores (2 right, 1 tied, 0 wrong) and weights of the pairs in which it
    has the event, and of those in which it outlives one.
    """
    from trialwright.analysis.survival.concordance_kernels import (
        count_from_events,
        count_from_survivors,
    )

    rank = np.unique(risk, return_inverse=True)[1].astype(np.intp)
    leaves, enters = _time_keys(times, strata)
    order = np.argsort(leaves, kind="stable")
    late = np.argsort(enters, kind="stable") if times.entry is not None else order[:0]
    first = np.zeros(times.n), np.zeros(times.n)
    later = np.zeros(times.n), np.zeros(times.n)
    back, late_back = np.ascontiguousarray(order[::-1]), np.ascontiguousarray(late[::-1])
    given = (enters, strata, times.event, rank, weight)
    count_from_events(back, leaves, late_back, *given, *first)
    count_from_survivors(order, leaves, late, *given, *later)
    return first, later


def _time_keys(times: SurvivalTimes, strata: IntArray) -> tuple[IntArray, IntArray]:
    """Whole numbers in the order of stratum and time: of leaving and of entering. At one time
    events come before censorings, which therefore outlive them.
    """
    entry = times.time[:0] if times.entry is None else times.entry
    moments, place = np.unique(np.concatenate((times.time, entry)), return_inverse=True)
    start = strata * 2 * len(moments)
    leaves = start + 2 * place[: times.n] + ~times.event
    enters = start + 2 * place[times.n :] if times.entry is not None else start
    return leaves.astype(np.intp), enters.astype(np.intp)
