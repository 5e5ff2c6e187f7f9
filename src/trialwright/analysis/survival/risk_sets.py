"""Who is at risk at each event time: the sums that log-rank test and Cox model are made of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class RiskSets:
    """One risk set for each distinct event time of each stratum, by stratum, then time.

    A row is in the risk set at t if entry < t <= time. So who is censored at an event time is
    still at risk there, and who enters at it is not yet.

    With g risk sets, n rows and d events: `deaths` (g) events in each set; `stratum` (g);
    `event_rows` (d) the rows with an event, by set; `set_of_event` (d) the set of each.
    `after`, `late`: the rows that leave, and enter, at or after each set (no `late` without
    delayed entry). `first`, `last` (n): positions among the cumulated sets before the first and
    after the last one a row is in. `set_bounds`: where each stratum's sets begin, and the end.
    """

    deaths: IntArray
    stratum: IntArray
    event_rows: IntArray
    set_of_event: IntArray
    after: _Suffixes
    late: _Suffixes | None
    first: IntArray
    last: IntArray
    set_bounds: IntArray

    @property
    def first_event(self) -> IntArray:
        """Where in `event_rows` each set begins (g)."""
        return np.cumsum(self.deaths) - self.deaths

    def sums(self, values: FloatArray) -> FloatArray:
        """Sum `values` (n or n x m) over each risk set: g or g x m. O(n m) after sorting."""
        total = self.after.sums(values)
        return total if self.late is None else total - self.late.sums(values)

    def sums_of_events(self, values: FloatArray) -> FloatArray:
        """Sum `values` (n or n x m) over the events of each risk set: g or g x m."""
        return self.sums_by_set(values[self.event_rows])

    def sums_by_set(self, per_event: FloatArray) -> FloatArray:
        """Sum `per_event` (d or d x m, in the order of `event_rows`) by risk set: g or g x m."""
        return np.add.reduceat(per_event, self.first_event, axis=0)

    def sums_while_at_risk(self, values: FloatArray) -> FloatArray:
        """Sum `values` (g or g x m) over the risk sets each row is in: n or n x m."""
        cumulated = _cumulate(values, self.set_bounds)
        difference: FloatArray = cumulated[self.last] - cumulated[self.first]
        return difference

    def sizes(self) -> FloatArray:
        """Number at risk in each set (g)."""
        return self.sums(np.ones(len(self.first)))


@dataclass(frozen=True, eq=False)
class _Suffixes:
    """Rows by stratum, latest first; set number s is summed by position[s] of the cumulated sums.

    `bounds`: where each stratum's rows begin, and the end.
    """

    order: IntArray
    bounds: IntArray
    position: IntArray

    def sums(self, values: FloatArray) -> FloatArray:
        sums: FloatArray = _cumulate(values[self.order], self.bounds)[self.position]
        return sums


def _cumulate(values: FloatArray, bounds: IntArray) -> FloatArray:
    """Cumulative sums that begin again, with a row of zeros, at each stratum.

    Sums across strata, subtracted later, would drown a small stratum in the rounding of the rest.
    """
    cumulated = np.zeros((len(values) + len(bounds) - 1, *values.shape[1:]))
    for stratum, (begin, end) in enumerate(pairwise(bounds.tolist())):
        place = cumulated[begin + stratum + 1 : end + stratum + 1]
        np.cumsum(values[begin:end], axis=0, out=place)
    return cumulated


def derive_risk_sets(times: SurvivalTimes, stratum: IntArray | None = None) -> RiskSets:
    """Find the risk sets of all event times; `stratum` (n) numbers the strata from 0.

    Needs at least one event. Sorting costs O(n log n), everything after it O(n).
    """
    strata = np.zeros(times.n, dtype=np.intp) if stratum is None else stratum
    moments = np.unique(times.time if times.entry is None else _joined(times))
    # One whole number orders rows by stratum, then time.
    width = len(moments)
    exit_key = strata * width + np.searchsorted(moments, times.time)
    set_key, deaths = np.unique(exit_key[times.event], return_counts=True)
    set_bounds = np.searchsorted(set_key, np.arange(strata.max() + 2) * width)
    late, first = None, set_bounds[strata]
    if times.entry is not None:
        entry_key = strata * width + np.searchsorted(moments, times.entry)
        late = _suffixes(entry_key, set_key, strata, width)
        first = np.searchsorted(set_key, entry_key, side="right")
    return RiskSets(
        deaths=deaths,
        stratum=set_key // width,
        event_rows=_event_rows(exit_key, times.event),
        set_of_event=np.repeat(np.arange(len(set_key)), deaths),
        after=_suffixes(exit_key, set_key, strata, width),
        late=late,
        first=first + strata,
        last=np.searchsorted(set_key, exit_key, side="right") + strata,
        set_bounds=set_bounds,
    )


def _joined(times: SurvivalTimes) -> FloatArray:
    assert times.entry is not None
    return np.concatenate((times.time, times.entry))


def _event_rows(exit_key: IntArray, event: BoolArray) -> IntArray:
    rows = np.flatnonzero(event)
    return rows[np.argsort(exit_key[rows], kind="stable")]


def _suffixes(row_key: IntArray, set_key: IntArray, strata: IntArray, width: int) -> _Suffixes:
    backward = _latest_first(row_key, width)
    order = np.argsort(backward, kind="stable")
    rows_until = np.searchsorted(backward[order], _latest_first(set_key, width), side="right")
    bounds = np.concatenate(([0], np.cumsum(np.bincount(strata))))
    return _Suffixes(order, bounds, rows_until + set_key // width)


def _latest_first(key: IntArray, width: int) -> IntArray:
    stratum, moment = np.divmod(key, width)
    return stratum * width + width - 1 - moment
