"""Who is at risk at each event time: the sums that log-rank test and Cox model are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.survival_times import BoolArray, FloatArray, IntArray, SurvivalTimes


@dataclass(frozen=True, eq=False)
class RiskSets:
    """One risk set for each distinct event time of each stratum, by stratum, then time.

    A row is in the risk set at t if entry < t <= time. So who is censored at an event time is
    still at risk there, and who enters at it is not yet.

    With g risk sets, n rows and d events: `deaths` (g) events in each set; `stratum` (g);
    `event_rows` (d) the rows with an event, by set; `set_of_event` (d) the set of each.
    Row i is at risk in the sets first[i] <= set < last[i].
    """

    deaths: IntArray
    stratum: IntArray
    event_rows: IntArray
    set_of_event: IntArray
    first: IntArray
    last: IntArray
    exits: _Slices
    entries: _Slices | None

    @property
    def first_event(self) -> IntArray:
        """Where in `event_rows` each set begins (g)."""
        return np.cumsum(self.deaths) - self.deaths

    def sums(self, values: FloatArray) -> FloatArray:
        """Sum `values` (n or n x m) over each risk set: g or g x m. O(n m) after sorting."""
        total = self.exits.sums(values)
        return total if self.entries is None else total - self.entries.sums(values)

    def sums_of_events(self, values: FloatArray) -> FloatArray:
        """Sum `values` (n or n x m) over the events of each risk set: g or g x m."""
        return self.sums_by_set(values[self.event_rows])

    def sums_by_set(self, per_event: FloatArray) -> FloatArray:
        """Sum `per_event` (d or d x m, in the order of `event_rows`) by risk set: g or g x m."""
        return np.add.reduceat(per_event, self.first_event, axis=0)

    def sums_while_at_risk(self, values: FloatArray) -> FloatArray:
        """Sum `values` (g or g x m) over the risk sets each row is in: n or n x m."""
        before = np.concatenate((np.zeros_like(values[:1]), np.cumsum(values, axis=0)))
        difference: FloatArray = before[self.last] - before[self.first]
        return difference

    def sizes(self) -> FloatArray:
        """Number at risk in each set (g)."""
        return self.sums(np.ones(len(self.first)))


@dataclass(frozen=True, eq=False)
class _Slices:
    """Rows in an order in which each risk set (or what to take off it) is one slice."""

    order: IntArray
    start: IntArray
    stop: IntArray

    def sums(self, values: FloatArray) -> FloatArray:
        # Summed from the end, so that without strata nothing is subtracted from a late, small set.
        after = np.zeros((len(self.order) + 1, *values.shape[1:]))
        after[:-1] = np.cumsum(values[self.order][::-1], axis=0)[::-1]
        difference: FloatArray = after[self.start] - after[self.stop]
        return difference


def derive_risk_sets(times: SurvivalTimes, stratum: IntArray | None = None) -> RiskSets:
    """Find the risk sets of all event times; `stratum` (n) numbers the strata from 0.

    Needs at least one event. Sorting costs O(n log n), everything after it O(n).
    """
    strata = np.zeros(times.n, dtype=np.intp) if stratum is None else stratum
    moments = np.unique(times.time if times.entry is None else _joined(times))
    width = len(moments)
    exit_key = strata * width + np.searchsorted(moments, times.time)
    set_key, deaths = np.unique(exit_key[times.event], return_counts=True)
    stratum_end = (set_key // width + 1) * width
    event_rows = _event_rows(exit_key, times.event)
    if times.entry is None:
        entries, first = None, np.searchsorted(set_key, strata * width, side="left")
    else:
        entry_key = strata * width + np.searchsorted(moments, times.entry)
        entries = _slices(entry_key, set_key, stratum_end)
        first = np.searchsorted(set_key, entry_key, side="right")
    return RiskSets(
        deaths=deaths,
        stratum=set_key // width,
        event_rows=event_rows,
        set_of_event=np.searchsorted(set_key, exit_key[event_rows]),
        first=first,
        last=np.searchsorted(set_key, exit_key, side="right"),
        exits=_slices(exit_key, set_key, stratum_end),
        entries=entries,
    )


def _joined(times: SurvivalTimes) -> FloatArray:
    assert times.entry is not None
    return np.concatenate((times.time, times.entry))


def _event_rows(exit_key: IntArray, event: BoolArray) -> IntArray:
    rows = np.flatnonzero(event)
    return rows[np.argsort(exit_key[rows], kind="stable")]


def _slices(row_key: IntArray, set_key: IntArray, stratum_end: IntArray) -> _Slices:
    order = np.argsort(row_key, kind="stable")
    in_order = row_key[order]
    return _Slices(
        order, np.searchsorted(in_order, set_key), np.searchsorted(in_order, stratum_end)
    )
