"""Risk sets in which those who failed from another cause stay, with a weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.competing_risks.censoring_curve import CensoringCurve
from trialwright.analysis.competing_risks.competing_times import CompetingTimes
from trialwright.analysis.numeric.columns import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class SubdistributionRisk:
    """Rows sorted by time, and the weighted risk sets at the g distinct times of the cause.

    A row is at risk with weight 1 up to its time T. If it failed from another cause it stays at
    risk at every later time t with weight G(t-)/G(T-), G of its censoring group. The weight is a
    product of a factor of t and one of the row, so sums over risk sets are cumulative sums over
    rows, O(n) for all of them together; the n x g weights are never made.

    `order` (n): the rows sorted by time. By sorted row: `is_own`, `is_other` (n) say how it ended,
    `stays` (n) is 1/G(T-) for another cause and 0 else, `censoring_group` (n) its group; `slot` (n)
    counts event times <= T. `before` (g): rows with T < t. `events` (g) at each event time.
    `uncensored` (g x groups) is G(t-).
    """

    order: IntArray
    time: FloatArray
    is_own: FloatArray
    is_other: FloatArray
    is_censored: FloatArray
    stays: FloatArray
    censoring_group: IntArray
    curves: tuple[CensoringCurve, ...]
    event_time: FloatArray
    slot: IntArray
    before: IntArray
    events: FloatArray
    uncensored: FloatArray

    @classmethod
    def of(cls, times: CompetingTimes, code: int, group: IntArray) -> SubdistributionRisk:
        """`code`: the cause; `group` (n) numbers the groups with a censoring of their own."""
        order = np.argsort(times.time, kind="stable")
        time, ended, group = times.time[order], times.code[order], group[order]
        curves = tuple(
            CensoringCurve.of(time[group == g], ended[group == g] == 0)
            for g in range(group.max() + 1)
        )
        is_other = (ended > 0) & (ended != code)
        stays = np.zeros(len(time))
        for g, curve in enumerate(curves):
            rows = is_other & (group == g)
            stays[rows] = 1 / curve.before(time[rows])
        event_time, events = np.unique(time[ended == code], return_counts=True)
        return cls(
            order=order,
            time=time,
            is_own=(ended == code).astype(np.float64),
            is_other=is_other.astype(np.float64),
            is_censored=(ended == 0).astype(np.float64),
            stays=stays,
            censoring_group=group,
            curves=curves,
            event_time=event_time,
            slot=np.searchsorted(event_time, time, side="right"),
            before=np.searchsorted(time, event_time, side="left"),
            events=events.astype(np.float64),
            uncensored=np.column_stack([curve.before(event_time) for curve in curves]),
        )

    def sums(self, values: FloatArray) -> FloatArray:
        """Sum `values` (n x m, by sorted row) over each weighted risk set: g x m."""
        total = sums_from(values)[self.before]
        for g in range(len(self.curves)):
            factor = self.stays * (self.censoring_group == g)
            gone = sums_before(factor[:, None] * values)[self.before]
            total += self.uncensored[:, g, None] * gone
        return total

    def sums_while_at_risk(self, values: FloatArray) -> FloatArray:
        """Sum `values` (g x m) over the risk sets of each row, with its weight in each: n x m."""
        total = sums_before(values)[self.slot]
        for g in range(len(self.curves)):
            factor = self.stays * (self.censoring_group == g)
            later = sums_from(self.uncensored[:, g, None] * values)[self.slot]
            total += factor[:, None] * later
        return total

    def sums_of_events(self, values: FloatArray) -> FloatArray:
        """Sum `values` (n x m, by sorted row) over the events of each event time: g x m."""
        rows = np.flatnonzero(self.is_own)
        starts = np.cumsum(self.events) - self.events
        sums: FloatArray = np.add.reduceat(values[rows], starts.astype(np.intp), axis=0)
        return sums


def sums_before(values: FloatArray) -> FloatArray:
    """Row j: the sum of the first j rows; one row more than `values`."""
    return np.concatenate((np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)))


def sums_from(values: FloatArray) -> FloatArray:
    """Row j: the sum of the rows from j on; one row more than `values`."""
    backward = np.cumsum(values[::-1], axis=0)[::-1]
    return np.concatenate((backward, np.zeros((1, values.shape[1]))))
