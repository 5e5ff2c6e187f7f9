"""The infinitesimal jackknife: how far each participant, or cluster, moves a curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray
from trialwright.analysis.survival.event_table import EventTable
from trialwright.analysis.survival.survival_times import SurvivalTimes

# A variance that is this small beside its parts is what rounding leaves of zero.
_NOISE = 1e-14


@dataclass(frozen=True, eq=False)
class RowInfluence:
    """How the curve's statistic moves with one row's weight: dU/dw_i at each time t.

    A row at risk on (entry, time] adds C(min(t, time)) - C(entry), where C are the cumulated sums
    of `compensator` (m), and from its own event on also `jump` (m) of that time.
    """

    compensator: FloatArray
    jump: FloatArray


@dataclass(frozen=True, eq=False)
class PlacedRows:
    """Each row (n) on the times (m) of a table: at risk at times number enter, ..., leave."""

    enter: IntArray
    leave: IntArray
    event: BoolArray
    weight: FloatArray
    cluster: IntArray


def place_rows(
    times: SurvivalTimes,
    table: EventTable,
    weights: FloatArray | None,
    cluster: IntArray | None,
) -> PlacedRows:
    """Place the rows that made `table`; each row is a cluster of its own if there are none."""
    n = times.n
    enter = np.zeros(n, dtype=np.intp)
    if times.entry is not None:
        enter = np.searchsorted(table.time, times.entry, side="right")
    return PlacedRows(
        enter=enter,
        leave=np.searchsorted(table.time, times.time),
        event=times.event,
        weight=np.ones(n) if weights is None else weights,
        cluster=np.arange(n) if cluster is None else cluster,
    )


def influence_at_end(rows: PlacedRows, influence: RowInfluence) -> FloatArray:
    """w_i dU/dw_i after the last time, summed by cluster."""
    so_far = np.concatenate(([0.0], np.cumsum(influence.compensator)))
    own = np.where(rows.event, influence.jump[rows.leave], 0.0)
    by_row = rows.weight * (so_far[rows.leave + 1] - so_far[rows.enter] + own)
    return _sum_by(rows.cluster, by_row)


def jackknife_variance(rows: PlacedRows, influence: RowInfluence) -> FloatArray:
    """The sum over clusters of (sum of w_i dU/dw_i)^2 at each time (m). O(n log n).

    Between the times at which its rows enter and leave, the influence of a cluster is
    a + b C(t): b its weight at risk, a what its rows have gathered. So the variance is
    sum a^2 + 2 C(t) sum a b + C(t)^2 sum b^2, and each sum changes with one cluster at a time.
    """
    so_far = np.concatenate(([0.0], np.cumsum(influence.compensator)))
    moment, cluster, change_a, change_b = _changes(rows, influence, so_far)
    order = np.lexsort((moment, cluster))
    moment, cluster = moment[order], cluster[order]
    after_a = _cumulate_within(change_a[order], cluster)
    after_b = _cumulate_within(change_b[order], cluster)
    before_a, before_b = after_a - change_a[order], after_b - change_b[order]
    m = len(influence.compensator)
    gathered = _sum_by(moment, after_a**2 - before_a**2, m)
    both = _sum_by(moment, after_a * after_b - before_a * before_b, m)
    waiting = _sum_by(moment, after_b**2 - before_b**2, m)
    c = so_far[1:]
    # What belongs to those at risk ends at zero: summed from the end it stays exact near the end.
    parts = (np.cumsum(gathered), -2 * c * _sum_after(both), -(c**2) * _sum_after(waiting))
    variance, scale = sum(parts), sum(np.abs(part) for part in parts)
    return np.where(variance > _NOISE * scale, variance, 0.0)


def _changes(
    rows: PlacedRows, influence: RowInfluence, so_far: FloatArray
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """(time number, cluster, change of a, change of b), for all entries and then all exits.

    A change at time number j is in force at that time.
    """
    own = np.where(rows.event, influence.jump[rows.leave], 0.0)
    entering = -rows.weight * so_far[rows.enter]
    leaving = rows.weight * (so_far[rows.leave + 1] + own)
    return (
        np.concatenate((rows.enter, rows.leave)),
        np.concatenate((rows.cluster, rows.cluster)),
        np.concatenate((entering, leaving)),
        np.concatenate((rows.weight, -rows.weight)),
    )


def _cumulate_within(values: FloatArray, cluster: IntArray) -> FloatArray:
    """Cumulative sums that begin again with each cluster; `cluster` is sorted."""
    total = np.cumsum(values)
    begins = np.flatnonzero(np.diff(cluster, prepend=-1))
    base = np.concatenate(([0.0], total))[begins]
    within: FloatArray = total - np.repeat(base, np.diff(begins, append=len(values)))
    return within


def _sum_by(code: IntArray, values: FloatArray, codes: int = 0) -> FloatArray:
    return np.bincount(code, weights=values, minlength=codes).astype(np.float64, copy=False)


def _sum_after(changes: FloatArray) -> FloatArray:
    """Sum of all later changes, a value for each of the m times."""
    return np.append(np.cumsum(changes[:0:-1])[::-1], 0.0)
