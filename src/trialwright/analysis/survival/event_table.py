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

    def from_positions(self, first_exit: IntArray, times: FloatArray) -> FloatArray:
        """The same where the position of the first exit at or after each time is known."""
        at_risk = _from(first_exit, len(self.exits), self.weight_from_exit)
        if self.entries is None:
            return at_risk
        first_entry = np.searchsorted(self.entries, times)
        return at_risk - _from(first_entry, len(self.entries), self.weight_from_entry)


def _from(position: IntArray, n: int, weight_from: FloatArray | None) -> FloatArray:
    if weight_from is None:
        return (n - position).astype(np.float64)
    return weight_from[position]


@dataclass(frozen=True, eq=False)
class EventTable:
    """A row for each distinct time (m), censored times included.

    `n_risk` just before `time`; `n_event` and `n_censor` at it: numbers, or sums of weights if
    `weighted`. `deaths` (m): the number of events in any case. `order` (n): the rows by time, ties
    as given; `first` (m): where in `order` each time begins.
    """

    time: FloatArray
    n_risk: FloatArray
    n_event: FloatArray
    n_censor: FloatArray
    deaths: IntArray
    weighted: bool
    at_risk: AtRisk
    order: IntArray
    first: IntArray

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
    # Whole numbers add up in any order; weights are added in the order given, on any machine.
    order = np.argsort(times.time, kind=None if weights is None else "stable")
    exits, event = times.time[order], times.event[order]
    starts = np.empty(len(exits), dtype=np.bool_)
    starts[0] = True
    np.not_equal(exits[1:], exits[:-1], out=starts[1:])
    first = np.flatnonzero(starts)
    moments = exits[first]
    deaths = np.add.reduceat(event, first, dtype=np.intp)
    leaving = np.diff(first, append=len(exits))
    at_risk = _at_risk(times, weights, exits, order)
    n_risk = at_risk.from_positions(first, moments)
    if weights is None:
        n_event, n_censor = deaths.astype(np.float64), (leaving - deaths).astype(np.float64)
    else:
        n_event, n_censor = _weighted_events(weights[order], event, first)
        # Two sums of the same weights may differ in the last bit; S = 0 must be 0.
        number = AtRisk(exits, at_risk.entries).from_positions(first, moments)
        n_risk = np.where(number == deaths, n_event, n_risk)
    return EventTable(
        time=moments,
        n_risk=n_risk,
        n_event=n_event,
        n_censor=n_censor,
        deaths=deaths,
        weighted=weights is not None,
        at_risk=at_risk,
        order=order,
        first=first,
    )


def _at_risk(
    times: SurvivalTimes, weights: FloatArray | None, exits: FloatArray, order: IntArray
) -> AtRisk:
    if weights is None:
        return AtRisk(exits, None if times.entry is None else np.sort(times.entry))
    from_exit = _sums_to_the_end(weights[order])
    if times.entry is None:
        return AtRisk(exits, None, from_exit)
    by_entry = np.argsort(times.entry, kind="stable")
    return AtRisk(exits, times.entry[by_entry], from_exit, _sums_to_the_end(weights[by_entry]))


def _sums_to_the_end(weights: FloatArray) -> FloatArray:
    sums = np.zeros(len(weights) + 1)
    np.cumsum(weights[::-1], out=sums[-2::-1])
    return sums


def _weighted_events(
    weights: FloatArray, event: BoolArray, first: IntArray
) -> tuple[FloatArray, FloatArray]:
    with_event = np.add.reduceat(np.where(event, weights, 0.0), first)
    return with_event, np.add.reduceat(np.where(event, 0.0, weights), first)
