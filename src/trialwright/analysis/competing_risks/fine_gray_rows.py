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
    while after such a failure, so that its weight has no value.
    """
    times = CompetingTimes.from_columns(
        time, cause, causes, censored=censored, entry=entry, merge_close_times=merge_close_times
    )
    code = times.check_has_events(cause_of_interest)
    steps = _weight_steps(times)
    holds_event = _intervals_with(times.time[times.code == code], steps.end)
    start = _entries(times)
    goes_on = (times.code > 0) & (times.code != code)
    # The interval its own time lies in, to the end of which the weight stays 1.
    own = np.searchsorted(steps.end, times.time, side="left")
    end = np.where(goes_on, steps.end[own], times.time)
    further_row, further = np.nonzero(
        goes_on[:, None] & holds_event & (np.arange(len(steps.end)) > own[:, None])
    )
    weight = _weights(steps, own[further_row], further, times.time[further_row])
    row = np.concatenate((np.arange(times.n), further_row))
    order = np.argsort(row, kind="stable")
    return FineGrayRows(
        row=row[order],
        entry=np.concatenate((start, steps.end[further - 1]))[order],
        time=np.concatenate((end, steps.end[further]))[order],
        event=np.concatenate((times.code == code, np.zeros(len(further), np.bool_)))[order],
        weight=np.concatenate((np.ones(times.n), weight))[order],
    )


@dataclass(frozen=True, eq=False)
class _WeightSteps:
    """Intervals by their `end` (J), each open at the end of the one before, and G H on each (J).

    `level` leaves out factors of 0, which come only with delayed entry: `emptied` counts those of G
    up to the interval, after which nobody was at risk; `filled` those of H, before which nobody was.
    """

    end: FloatArray
    level: FloatArray
    emptied: IntArray
    filled: IntArray


def _weights(
    steps: _WeightSteps, own: IntArray, further: IntArray, failure: FloatArray
) -> FloatArray:
    """The weight in each further interval of who failed at `failure` in the interval `own`."""
    undefined = np.flatnonzero(steps.filled[further] > steps.filled[own])
    if len(undefined):
        raise analysis_error(
            "entry",
            f"nobody was at risk for a while after {failure[undefined[0]]:g}, where somebody failed "
            "from another cause: the weights of later times are not defined",
            "start the clock where the risk set stays filled",
        )
    ratio = steps.level[further] / steps.level[own]
    weight: FloatArray = np.where(steps.emptied[further] > steps.emptied[own], 0.0, ratio)
    return weight


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


def _weight_steps(times: CompetingTimes) -> _WeightSteps:
    last = times.time.max()
    censored, stays = _censoring_factors(times)
    # Who enters at the first time that somebody leaves was not at risk there.
    late = times.entry is not None and times.entry.max() >= times.time.min()
    entered, absent = _entry_factors(times) if late else (np.empty(0), np.empty(0))
    moments = np.union1d(censored, entered)
    factor, emptied = np.ones(len(moments)), np.zeros(len(moments), dtype=np.intp)
    filled = np.zeros(len(moments), dtype=np.intp)
    at_censoring, at_entry = (np.searchsorted(moments, at) for at in (censored, entered))
    factor[at_censoring] = np.where(stays > 0, stays, 1.0)
    emptied[at_censoring] = stays == 0
    # H(t) is a product over later entries: passing one divides by its factor.
    factor[at_entry] /= np.where(absent > 0, absent, 1.0)
    filled[at_entry] = absent == 0
    before_last = moments < last
    inner = moments[before_last]
    return _WeightSteps(
        end=np.append(inner, last),
        level=np.cumprod(np.append(1.0, factor[before_last]), dtype=np.float64),
        emptied=np.cumsum(np.append(0, emptied[before_last])),
        filled=np.cumsum(np.append(0, filled[before_last])),
    )


def _censoring_factors(times: CompetingTimes) -> tuple[FloatArray, FloatArray]:
    """The censoring times, and the factor of G at each."""
    moments, n_censored = np.unique(times.time[times.code == 0], return_counts=True)
    leaves = np.sort(times.time)
    n_risk = times.n - np.searchsorted(leaves, moments, side="left")
    failing = np.sort(times.time[times.code > 0])
    n_risk -= np.searchsorted(failing, moments, "right") - np.searchsorted(failing, moments, "left")
    if times.entry is not None:
        n_risk -= times.n - np.searchsorted(np.sort(times.entry), moments, side="left")
    return moments, 1 - n_censored / n_risk


def _entry_factors(times: CompetingTimes) -> tuple[FloatArray, FloatArray]:
    """The entry times, and the factor of H at each."""
    entry = np.empty(0) if times.entry is None else times.entry
    moments, n_entered = np.unique(entry, return_counts=True)
    n_risk = np.searchsorted(np.sort(entry), moments, side="right")
    n_risk = n_risk - np.searchsorted(np.sort(times.time), moments, side="right")
    return moments, 1 - n_entered / n_risk
