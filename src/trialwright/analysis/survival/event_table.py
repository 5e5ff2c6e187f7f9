"""How many are at risk, have the event and are censored at each time: what curves are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class AtRisk:
    """The number at risk at any time, or its sum of case weights.

    `exits` and `entries` (n, sorted; no `entries` = everybody enters at the start).
    `weight_from_exit`, `weight_from_entry` (n + 1): summed weights of those who leave, and enter,
    at the i-th time or later; None = each counts for one.
    """

    exits: FloatArray
    entries: FloatArray | None = None
    weight_from_exit: FloatArray | None = None
    weight_from_entry: FloatArray | None = None

    def before(self, times: FloatArray) -> FloatArray:
        """At risk just before each of `times`: entry < t <= time. After the last exit: 0."""
        return self.from_positions(np.searchsorted(self.exits, times), times)

    def from_positions(
        self, first_exit: IntArray, times: FloatArray, out: FloatArray | None = None
    ) -> FloatArray:
        """The same where the position of the first exit at or after each time is known."""
        at_risk = _from(first_exit, len(self.exits), self.weight_from_exit, out)
        if self.entries is not None:
            first_entry = np.searchsorted(self.entries, times)
            at_risk -= _from(first_entry, len(self.entries), self.weight_from_entry)
        return at_risk


def _from(
    position: IntArray, n: int, weight_from: FloatArray | None, out: FloatArray | None = None
) -> FloatArray:
    if weight_from is None:
        return np.subtract(n, position, dtype=np.float64, out=out)
    return np.take(weight_from, position, out=out)


@dataclass(frozen=True, eq=False)
class EventTable:
    """A row for each distinct time (m), censored times included.

    `n_risk` just before `time`; `n_event` and `n_censor` at it: numbers, or sums of weights.
    `deaths` (m): the number of events in any case. `first` (m): where in the sorted exits each
    time begins.
    """

    time: FloatArray
    n_risk: FloatArray
    n_event: FloatArray
    n_censor: FloatArray
    deaths: FloatArray
    first: IntArray
    at_risk: AtRisk

    @property
    def emptied_at(self) -> tuple[float, ...]:
        """Times after which nobody was at risk until somebody entered."""
        entries = self.at_risk.entries
        if entries is None:
            return ()
        gone = np.append(self.first[1:], len(entries))
        come = np.searchsorted(entries, self.time, side="left")
        return tuple(self.time[(come == gone) & (come < len(entries))].tolist())


def derive_event_table(times: SurvivalTimes, weights: FloatArray | None = None) -> EventTable:
    """Count by time; `weights` (n) are positive case weights. O(n log n).

    At risk on (entry, time]: censored at an event time is still at risk there, and entered at it
    not yet.
    """
    return _count(times) if weights is None else _weigh(times, weights)


def _count(times: SurvivalTimes) -> EventTable:
    exits, event = _sort_exits(times)
    first = begins_of_ties(exits)
    moments = exits if len(first) == len(exits) else exits[first]
    at_risk = AtRisk(exits, None if times.entry is None else np.sort(times.entry))
    # One block for the columns: large blocks get large pages, single columns take twice as long.
    n_risk, n_event, n_censor = np.empty((3, len(first)))
    at_risk.from_positions(first, moments, out=n_risk)
    _sum_ties(event, first, out=n_event)
    _sum_ties(~event, first, out=n_censor)
    return EventTable(
        time=moments,
        n_risk=n_risk,
        n_event=n_event,
        n_censor=n_censor,
        deaths=n_event,
        first=first,
        at_risk=at_risk,
    )


def _sort_exits(times: SurvivalTimes) -> tuple[FloatArray, BoolArray]:
    """Exits in order, and whether each is an event, events first among ties."""
    if times.time.min() < 0:
        order = np.lexsort((~times.event, times.time))
        return times.time[order], times.event[order]
    # The bits of numbers from 0 on are in the order of the numbers, and the sign's bit is free.
    # Sorting whole numbers that carry the event is three times as fast as sorting positions.
    keys = times.time.view(np.uint64) << 1
    keys |= ~times.event
    keys.sort()
    event = (keys & 1) == 0
    keys >>= 1
    return keys.view(np.float64), event


def begins_of_ties(ordered: FloatArray) -> IntArray:
    """Where each distinct value of a sorted column begins."""
    begins = np.empty(len(ordered), dtype=np.bool_)
    begins[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def _sum_ties(chosen: BoolArray, first: IntArray, out: FloatArray) -> None:
    """How many are chosen from each position in `first` to the next."""
    out[:] = chosen if len(first) == len(chosen) else np.add.reduceat(chosen, first, dtype=np.intp)


def _weigh(times: SurvivalTimes, weights: FloatArray) -> EventTable:
    # Ties stay in the order given, so that their weights add up the same way on any machine.
    order = np.argsort(times.time, kind="stable")
    exits, event, weight = times.time[order], times.event[order], weights[order]
    first = begins_of_ties(exits)
    moments = exits[first]
    at_risk = _weights_at_risk(times, weights, exits, weight)
    deaths = np.add.reduceat(event, first, dtype=np.intp).astype(np.float64)
    n_event = np.add.reduceat(np.where(event, weight, 0.0), first)
    # Two sums of the same weights may differ in the last bit; where all have the event, S is 0.
    number = AtRisk(exits, at_risk.entries).from_positions(first, moments)
    n_risk = np.where(number == deaths, n_event, at_risk.from_positions(first, moments))
    return EventTable(
        time=moments,
        n_risk=n_risk,
        n_event=n_event,
        n_censor=np.add.reduceat(np.where(event, 0.0, weight), first),
        deaths=deaths,
        first=first,
        at_risk=at_risk,
    )


def _weights_at_risk(
    times: SurvivalTimes, weights: FloatArray, exits: FloatArray, weight: FloatArray
) -> AtRisk:
    from_exit = _sums_to_the_end(weight)
    if times.entry is None:
        return AtRisk(exits, None, from_exit)
    by_entry = np.argsort(times.entry, kind="stable")
    return AtRisk(exits, times.entry[by_entry], from_exit, _sums_to_the_end(weights[by_entry]))


def _sums_to_the_end(weights: FloatArray) -> FloatArray:
    sums = np.zeros(len(weights) + 1)
    np.cumsum(weights[::-1], out=sums[-2::-1])
    return sums
