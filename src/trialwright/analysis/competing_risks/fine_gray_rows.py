"""Rows for a weighted Cox model that estimates subdistribution hazards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.competing_risks.competing_times import CompetingTimes
from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray, analysis_error


@dataclass(frozen=True, eq=False)
class FineGrayRows:
    """Intervals (entry, time] with their weight; `row` says of which participant (from 0).

    `event`: the cause of interest at `time`. A participant who failed from another cause goes on
    in further intervals, each with a constant weight.
    """

    row: IntArray
    entry: FloatArray
    time: FloatArray
    event: BoolArray
    weight: FloatArray


def fine_gray_rows(
    time: ArrayLike,
    cause: ArrayLike,
    *,
    cause_of_interest: Any,
    causes: Sequence[Any],
    censored: Any = 0,
    entry: ArrayLike | None = None,
    merge_close_times: bool = False,
) -> FineGrayRows:
    """Split who failed from another cause into intervals with the weights of Fine & Gray (1999).

    After such a failure at T the weight is G(t-)/G(T-), G the Kaplan-Meier estimate of the
    censoring distribution, pooled; rows with any event at a censoring time are no longer at risk
    there, as in R's `finegray` and unlike `fine_gray`. G falls in steps, so an interval ends at
    each censoring time; intervals without an event of the cause are left out. Delayed entry: the
    weight is G(t-)H(t-)/(G(T-)H(T-)) with H(t) the product, over entry times e > t, of 1 - (entered
    at e)/(at risk just after e), the distribution of entry estimated backwards (Geskus 2011).

    `merge_close_times`: times that differ by rounding tie, as in R.

    The rows grow with failures times censoring times: meant for hundreds of participants.
    Raises AnalysisError as `fine_gray` does, and where delayed entry leaves nobody at risk for a
    while, so that a weight has no value.
    """
    times = CompetingTimes.from_columns(
        time, cause, causes, censored=censored, entry=entry, merge_close_times=merge_close_times
    )
    code = times.check_has_events(cause_of_interest)
    cuts, level = _weight_steps(times)
    holds_event = _intervals_with(times.time[times.code == code], cuts)
    start = _entries(times)
    goes_on = (times.code > 0) & (times.code != code)
    # The interval its own time lies in, to the end of which the weight stays 1.
    own = np.searchsorted(cuts, times.time, side="left")
    end = np.where(goes_on, cuts[own], times.time)
    further_row, further = np.nonzero(
        goes_on[:, None] & holds_event & (np.arange(len(cuts)) > own[:, None])
    )
    _check_weights(level[own[further_row]], times.time[further_row])
    row = np.concatenate((np.arange(times.n), further_row))
    order = np.argsort(row, kind="stable")
    return FineGrayRows(
        row=row[order],
        entry=np.concatenate((start, cuts[further - 1]))[order],
        time=np.concatenate((end, cuts[further]))[order],
        event=np.concatenate((times.code == code, np.zeros(len(further), np.bool_)))[order],
        weight=np.concatenate((np.ones(times.n), level[further] / level[own[further_row]]))[order],
    )


def _check_weights(at_failure: FloatArray, time: FloatArray) -> None:
    """With delayed entry a risk set can run empty; then a weight's denominator is 0."""
    undefined = np.flatnonzero(at_failure == 0)
    if len(undefined):
        raise analysis_error(
            "entry",
            f"nobody was at risk for a while before or after {time[undefined[0]]:g}, where "
            "somebody failed from another cause: the weights of later times are not defined",
            "start the clock where the risk set stays filled",
        )


def _entries(times: CompetingTimes) -> FloatArray:
    """Entry times; without delayed entry a time before everything that happens."""
    if times.entry is not None:
        return times.entry
    first = times.time.min()
    return np.full(times.n, 0.0 if first > 0 else first - 1.0)


def _intervals_with(event_times: FloatArray, cuts: FloatArray) -> BoolArray:
    """Which of the intervals that end at the cuts hold an event."""
    holds = np.zeros(len(cuts), dtype=np.bool_)
    holds[np.searchsorted(cuts, event_times, side="left")] = True
    return holds


def _weight_steps(times: CompetingTimes) -> tuple[FloatArray, FloatArray]:
    """Interval ends (J), the last being the end of all follow-up, and the weight on each (J).

    An interval is open at its left end, the end of the one before.
    """
    last = times.time.max()
    moments, uncensored = _censoring_steps(times)
    # Who enters at the first time that somebody leaves was not at risk there.
    if times.entry is not None and times.entry.max() >= times.time.min():
        entries, entered = _entry_steps(times, times.entry)
        joined = np.union1d(moments, entries)
        uncensored = np.concatenate(([1.0], uncensored))
        uncensored = uncensored[np.searchsorted(moments, joined, side="right")]
        uncensored = uncensored * entered[np.searchsorted(entries, joined, side="right") - 1]
        moments = joined
    ends = np.concatenate((moments[moments < last], [last]))
    return ends, np.concatenate(([1.0], uncensored))[: len(ends)]


def _censoring_steps(times: CompetingTimes) -> tuple[FloatArray, FloatArray]:
    """The censoring times, and G from each on."""
    moments, n_censored = np.unique(times.time[times.code == 0], return_counts=True)
    leaves = np.sort(times.time)
    n_risk = times.n - np.searchsorted(leaves, moments, side="left")
    failing = np.sort(times.time[times.code > 0])
    n_risk -= np.searchsorted(failing, moments, "right") - np.searchsorted(failing, moments, "left")
    if times.entry is not None:
        n_risk -= times.n - np.searchsorted(np.sort(times.entry), moments, side="left")
    return moments, np.cumprod(1 - n_censored / n_risk, dtype=np.float64)


def _entry_steps(times: CompetingTimes, entry: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The entry times, and H from each on: the product over later entry times."""
    moments, n_entered = np.unique(entry, return_counts=True)
    n_risk = np.searchsorted(np.sort(entry), moments, side="right")
    n_risk = n_risk - np.searchsorted(np.sort(times.time), moments, side="right")
    stays = 1 - n_entered / n_risk
    backward = np.cumprod(np.concatenate(([1.0], stays[:0:-1])), dtype=np.float64)
    return moments, backward[::-1]
