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
    member = group[by_exit] == np.arange(groups)[:, None]
    gone = np.concatenate((np.zeros((groups, 1), np.intp), np.cumsum(member, axis=1)), axis=1)
    # Who belongs to earlier strata has entered and gone; what remains is at risk.
    if times.entry is None:
        entered = gone[:, _stratum_ends(by_exit, stratum, first)]
    else:
        entered = _entered_before(times, group, groups, stratum, by_exit[first])
    risk = (entered - gone[:, first]).astype(np.float64)
    events = np.add.reduceat(member & event, first, axis=1, dtype=np.intp).astype(np.float64)
    starts = np.zeros(1, dtype=np.intp)
    if stratum is not None:
        starts = np.flatnonzero(np.diff(stratum[by_exit[first]], prepend=-1))
    return GroupTables(
        n_risk=risk.sum(axis=0),
        n_event=events.sum(axis=0),
        risk_of_group=risk,
        events_of_group=events,
        starts=starts,
    )


def _event_times(
    times: SurvivalTimes, by_exit: IntArray, stratum: IntArray | None
) -> tuple[IntArray, BoolArray]:
    """Where in `by_exit` the exits at each event time begin; and each exit's event.

    Exits between two event times are counted with the earlier one; none of them is an event.
    """
    exits, event = times.time[by_exit], times.event[by_exit]
    new = np.empty(len(exits), dtype=np.bool_)
    new[0] = True
    np.not_equal(exits[1:], exits[:-1], out=new[1:])
    if stratum is not None:
        new[1:] |= np.diff(stratum[by_exit]) != 0
    begins = np.flatnonzero(new)
    return begins[np.logical_or.reduceat(event, begins)], event


def _stratum_ends(by_exit: IntArray, stratum: IntArray | None, first: IntArray) -> IntArray:
    if stratum is None:
        return np.full(len(first), len(by_exit))
    return np.cumsum(np.bincount(stratum))[stratum[by_exit[first]]]


def _entered_before(
    times: SurvivalTimes,
    group: IntArray,
    groups: int,
    stratum: IntArray | None,
    at: IntArray,
) -> IntArray:
    """Entered in earlier strata, or in this one before the time of the rows `at`: k x m."""
    assert times.entry is not None
    strata = np.zeros(times.n, dtype=np.intp) if stratum is None else stratum
    # One whole number orders by stratum, then time.
    moments = np.unique(np.concatenate((times.time, times.entry)))
    entry_key = strata * len(moments) + np.searchsorted(moments, times.entry)
    by_entry = np.argsort(entry_key)
    time_key = strata[at] * len(moments) + np.searchsorted(moments, times.time[at])
    position = np.searchsorted(entry_key[by_entry], time_key)
    member = group[by_entry] == np.arange(groups)[:, None]
    come = np.concatenate((np.zeros((groups, 1), np.intp), np.cumsum(member, axis=1)), axis=1)
    return come[:, position]
