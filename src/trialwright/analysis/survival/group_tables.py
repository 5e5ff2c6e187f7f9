"""A table of groups by event for each event time: what the log-rank family adds up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class GroupTables:
    """One table for each distinct event time of each stratum (m), by stratum, then time.

    `n_risk`, `n_event` (m) of all groups; `risk_of_group`, `events_of_group` (k x m). `starts`:
    where each stratum's tables begin.
    """

    n_risk: FloatArray
    n_event: FloatArray
    risk_of_group: FloatArray
    events_of_group: FloatArray
    starts: IntArray


def derive_group_tables(
    times: SurvivalTimes, group: IntArray, groups: int, stratum: IntArray | None = None
) -> GroupTables:
    """Count the tables; `group` (n) and `stratum` (n) are numbered from 0. O(n log n + n k).

    At risk on (entry, time]: censored at an event time is still at risk there, and entered at it
    not yet. Needs at least one event.
    """
    # Only numbers are added up, so ties may come in any order.
    by_exit = np.argsort(times.time) if stratum is None else np.lexsort((times.time, stratum))
    first, event = _event_times(times, by_exit, stratum)
    of_entries, entered = _entries(times, stratum, by_exit, first)
    small = group.astype(np.min_scalar_type(groups))
    leaving, entering = small[by_exit], small[of_entries]
    risk, events = np.empty((groups, len(first))), np.empty((groups, len(first)))
    # Who belongs to earlier strata has entered and left; what remains is at risk.
    n_risk, n_event = (entered - first).astype(np.float64), _sums(event, first)
    risk[-1], events[-1] = n_risk, n_event
    for number in range(groups - 1):
        member = leaving == number
        left = _cumulate(member)
        came = left if of_entries is by_exit else _cumulate(entering == number)
        risk[number] = came[entered] - left[first]
        events[number] = _sums(member & event, first)
        risk[-1] -= risk[number]
        events[-1] -= events[number]
    starts = np.zeros(1, dtype=np.intp)
    if stratum is not None:
        starts = np.flatnonzero(np.diff(stratum[by_exit[first]], prepend=-1))
    return GroupTables(n_risk, n_event, risk, events, starts)


def _event_times(
    times: SurvivalTimes, by_exit: IntArray, stratum: IntArray | None
) -> tuple[IntArray, BoolArray]:
    """Where in `by_exit` the exits at each event time begin; and each exit's event."""
    exits, event = times.time[by_exit], times.event[by_exit]
    begins = np.empty(len(exits), dtype=np.bool_)
    begins[0] = True
    np.not_equal(exits[1:], exits[:-1], out=begins[1:])
    if stratum is not None:
        begins[1:] |= np.diff(stratum[by_exit]) != 0
    first = np.flatnonzero(begins)
    any_event = event if len(first) == len(event) else np.logical_or.reduceat(event, first)
    return first[any_event], event


def _entries(
    times: SurvivalTimes, stratum: IntArray | None, by_exit: IntArray, first: IntArray
) -> tuple[IntArray, IntArray]:
    """The rows in the order of entry, and where in it each event time lies (m).

    Without delayed entry any order within the strata will do, and each time lies at the end of
    its stratum.
    """
    if times.entry is None:
        if stratum is None:
            return by_exit, np.full(len(first), times.n)
        return by_exit, np.cumsum(np.bincount(stratum))[stratum[by_exit[first]]]
    strata = np.zeros(times.n, dtype=np.intp) if stratum is None else stratum
    at = by_exit[first]
    # One whole number orders by stratum, then time.
    moments = np.unique(np.concatenate((times.time, times.entry)))
    entry_key = strata * len(moments) + np.searchsorted(moments, times.entry)
    time_key = strata[at] * len(moments) + np.searchsorted(moments, times.time[at])
    by_entry = np.argsort(entry_key)
    return by_entry, np.searchsorted(entry_key[by_entry], time_key)


def _cumulate(member: BoolArray) -> IntArray:
    """How many of the first 0, 1, ..., n are members."""
    counts = np.zeros(len(member) + 1, dtype=np.intp)
    np.cumsum(member, out=counts[1:])
    return counts


def _sums(chosen: BoolArray, first: IntArray) -> FloatArray:
    """How many are chosen from each position in `first` to the next.

    Exits between two event times are counted with the earlier one; none of them is an event.
    """
    return np.add.reduceat(chosen, first, dtype=np.intp).astype(np.float64)
