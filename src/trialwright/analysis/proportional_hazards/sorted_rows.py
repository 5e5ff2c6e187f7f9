"""The rows of a Cox model in the order in which the likelihood is summed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class SortedRows:
    """Rows by stratum, latest time first, in one order of memory.

    Place i holds row `order[i]` of the data. Ties keep the order of the data. `entry` and
    `entry_order` (places by stratum, latest entry first) are empty without delayed entry; with it
    rows that no event finds at risk are left out, since sums that take them on and off again
    would only lose digits. `x` (n x p) are the covariates, as given.
    """

    order: IntArray
    stratum: IntArray
    time: FloatArray
    event: BoolArray
    entry: FloatArray
    entry_order: IntArray
    weight: FloatArray
    offset: FloatArray
    x: FloatArray

    @classmethod
    def of(
        cls,
        times: SurvivalTimes,
        x: FloatArray,
        *,
        stratum: IntArray | None = None,
        weight: FloatArray | None = None,
        offset: FloatArray | None = None,
    ) -> SortedRows:
        """Sort, O(n log n). `stratum` (n) is numbered from 0; weights absent are 1, offsets 0."""
        strata = np.zeros(times.n, dtype=np.intp) if stratum is None else stratum
        order = _latest_first(times.time, strata)
        entry, entry_order = np.empty(0), np.empty(0, dtype=np.intp)
        if times.entry is not None:
            order = order[_meets_an_event(times, strata)[order]]
            entry = times.entry[order]
            entry_order = _latest_first(entry, strata[order])
        return cls(
            order=order,
            stratum=strata[order],
            time=times.time[order],
            event=times.event[order],
            entry=entry,
            entry_order=entry_order,
            weight=np.ones(len(order)) if weight is None else weight[order],
            offset=np.zeros(len(order)) if offset is None else offset[order],
            x=np.ascontiguousarray(x[order]),
        )

    def reweighted(self, weight: FloatArray) -> SortedRows:
        """The same rows with other case weights (n, in the order of the data)."""
        return replace(self, weight=weight[self.order])

    def resampled(self, count: IntArray) -> SortedRows:
        """Each row of the data `count` (n) times, as a bootstrap draws it. O(n), nothing sorted."""
        times = count[self.order]
        place = np.repeat(np.arange(len(times)), times)
        entry_order = self.entry_order
        if len(entry_order):
            repeated = times[entry_order]
            # Copies of place i stand together, from first[i] on.
            first = np.cumsum(times) - times
            ends = np.cumsum(repeated)
            within = np.arange(ends[-1]) - np.repeat(ends - repeated, repeated)
            entry_order = np.repeat(first[entry_order], repeated) + within
        return SortedRows(
            order=self.order[place],
            stratum=self.stratum[place],
            time=self.time[place],
            event=self.event[place],
            entry=self.entry[place] if len(self.entry) else self.entry,
            entry_order=entry_order,
            weight=self.weight[place],
            offset=self.offset[place],
            x=self.x[place],
        )

    @property
    def largest_tie(self) -> int:
        """The most events at one time of one stratum."""
        at = np.flatnonzero(self.event)
        new = (np.diff(self.time[at]) != 0) | (np.diff(self.stratum[at]) != 0)
        edges = np.concatenate(([0], np.flatnonzero(new) + 1, [len(at)]))
        return int(np.diff(edges).max(initial=0))


def _latest_first(moment: FloatArray, stratum: IntArray) -> IntArray:
    order = np.argsort(-moment, kind="stable")
    if stratum.max(initial=0) == 0:
        return order
    by_stratum: IntArray = order[np.argsort(stratum[order], kind="stable")]
    return by_stratum


def _meets_an_event(times: SurvivalTimes, stratum: IntArray) -> BoolArray:
    """Whether a row is at risk, on (entry, time], at any event of its stratum (n)."""
    assert times.entry is not None
    moments = np.unique(times.time[times.event])
    width = len(moments) + 1
    until = stratum * width + np.searchsorted(moments, times.time, side="right")
    since = stratum * width + np.searchsorted(moments, times.entry, side="right")
    of_events = np.unique(until[times.event])
    met: BoolArray = np.searchsorted(of_events, until, side="right") > np.searchsorted(
        of_events, since, side="right"
    )
    return met
