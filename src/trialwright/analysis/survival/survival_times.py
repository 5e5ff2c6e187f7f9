"""Follow-up times with events and delayed entry, checked once before any estimator sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    analysis_error,
    check_numbers,
)


@dataclass(frozen=True, eq=False)
class SurvivalTimes:
    """When each participant left the risk set, whether by the event, and when they came into it.

    `time` (n): end of follow-up. `event` (n): True = event, False = censored at `time`.
    `entry` (n) or None: a participant is at risk on (entry, time]; None = at risk from the very
    start, an event at time 0 included. All in one unit; whole days keep ties what they are.
    """

    time: FloatArray
    event: BoolArray
    entry: FloatArray | None = None

    @classmethod
    def from_columns(
        cls,
        time: ArrayLike,
        event: ArrayLike,
        entry: ArrayLike | None = None,
        *,
        merge_close_times: bool = False,
    ) -> SurvivalTimes:
        """Check the columns and keep copies; `event` is boolean or 0/1.

        `merge_close_times`: make times tie that differ by rounding only (`merge_close`). Raises
        AnalysisError for an empty or missing column value, for unequal lengths, and for rows
        with entry >= time: they are never at risk and belong to the flow (STA-01).
        """
        times = check_numbers(time, "time")
        if not len(times):
            raise analysis_error("time", "nobody is in this analysis", "check its population")
        entries = None if entry is None else check_numbers(entry, "entry")
        checked = cls(times, _check_events(event), entries)
        _check_lengths(checked)
        if merge_close_times:
            checked = _merged(checked)
        _check_entries(checked)
        return checked

    @property
    def n(self) -> int:
        return len(self.time)

    @property
    def n_events(self) -> int:
        return int(np.count_nonzero(self.event))

    def rows(self, chosen: BoolArray) -> SurvivalTimes:
        """The participants for whom `chosen` is True, in the same order."""
        entry = None if self.entry is None else self.entry[chosen]
        return SurvivalTimes(self.time[chosen], self.event[chosen], entry)


# The square root of the smallest relative difference of two floats, as R's survival has it.
_CLOSE = float(np.sqrt(np.finfo(np.float64).eps))


def merge_close(values: FloatArray) -> FloatArray:
    """Give values that differ by rounding only the value of the least of them.

    Neighbours, in order, tie when they are at most 1.5e-8 apart, or that part of the mean size of
    the distinct values: what survival does by default (its vignette "tiedtimes"). For times in
    years that were computed from days; whole days need none of it.
    """
    distinct, which = np.unique(values, return_inverse=True)
    gap = np.diff(distinct)
    close = (gap <= _CLOSE) | (gap <= _CLOSE * np.mean(np.abs(distinct)))
    first = np.concatenate(([True], ~close))
    merged: FloatArray = distinct[first][np.cumsum(first) - 1][which]
    return merged


def _merged(times: SurvivalTimes) -> SurvivalTimes:
    if times.entry is None:
        return SurvivalTimes(merge_close(times.time), times.event)
    both = merge_close(np.concatenate((times.time, times.entry)))
    return SurvivalTimes(both[: times.n], times.event, both[times.n :])


def _check_events(event: ArrayLike) -> BoolArray:
    numbers = check_numbers(event, "event")
    if not np.isin(numbers, (0.0, 1.0)).all():
        raise analysis_error("event", "event holds values other than true (1) and false (0)")
    happened: BoolArray = numbers == 1.0
    return happened


def _check_lengths(times: SurvivalTimes) -> None:
    for name, column in (("event", times.event), ("entry", times.entry)):
        if column is not None and len(column) != times.n:
            raise analysis_error(name, f"{name} has {len(column)} rows, time has {times.n}")


def _check_entries(times: SurvivalTimes) -> None:
    if times.entry is None:
        return
    never = np.flatnonzero(times.entry >= times.time)
    if len(never):
        row = never[0]
        raise analysis_error(
            "entry",
            f"{len(never)} rows are never at risk, first row {row + 1}: "
            f"entry {times.entry[row]:g}, end {times.time[row]:g}",
            "leave them out and count them in the flow (STA-01)",
        )
