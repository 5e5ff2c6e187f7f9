"""The nonparametric survival curve of interval-censored events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.interval_censoring.baseline_ascent import maximise_common_baseline
from trialwright.analysis.interval_censoring.baseline_likelihood import BaselineLikelihood
from trialwright.analysis.interval_censoring.event_intervals import EventIntervals
from trialwright.analysis.interval_censoring.innermost_intervals import (
    InnermostIntervals,
    find_innermost,
)
from trialwright.analysis.numeric.columns import BoolArray, FloatArray, check_numbers


@dataclass(frozen=True, eq=False)
class TurnbullCurve:
    """Where the events can have been, and with what probability; one row an innermost interval (K).

    The interval is (`lower`, `upper`], or the single time where `is_point`; `probability` (K) of
    each; `surv` (K) at its upper end. Inside an interval the curve may fall in any way: the data do
    not say. `loglik` is the sum of log(S(left) - S(right)). `shortfall` bounds what the log
    likelihood can be below its maximum: the largest derivative in a probability, less n, which is 0
    at the maximum (Gentleman & Geyer 1994). `n` participants, `n_events` with a finite right end.
    """

    lower: FloatArray
    upper: FloatArray
    is_point: BoolArray
    probability: FloatArray
    surv: FloatArray
    loglik: float
    shortfall: float
    n: int
    n_events: int
    iterations: int

    def at(self, times: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """The least and the largest value that S can have at `times`; equal outside the intervals.

        An event at t counts at t.
        """
        asked = check_numbers(times, "times")
        steps = np.concatenate(([1.0], self.surv))
        least = steps[np.searchsorted(self.begins, asked, side="left")]
        largest = steps[np.searchsorted(self.upper, asked, side="right")]
        return least, largest

    @property
    def begins(self) -> FloatArray:
        """From just after these times on the curve may have fallen; a point counts at itself."""
        return np.where(self.is_point, np.nextafter(self.lower, -np.inf), self.lower)


def turnbull(left: ArrayLike, right: ArrayLike) -> TurnbullCurve:
    """Estimate S without any model from events that lie in (left, right] (Turnbull 1976).

    `left` (n) 0 or more, `right` (n) at least `left`, infinite = event-free when last seen; equal =
    the event was at that very time. Probability goes only into the innermost intervals (Peto
    1973). The maximum is found by a constrained Newton method (Wang 2007); `shortfall` shows how
    near it is, whatever the method. The log likelihood of the maximum is unique, and so is S
    wherever the data determine it.

    Assumes that the times of the looks do not depend on the event (for groups that are compared:
    `compare_scan_schedules`, STA-07). No standard error is given: the curve converges at the rate
    of the cube root of n, and Greenwood's does not apply.

    Raises AnalysisError for a missing value, unequal lengths, right < left or a time below 0.
    """
    intervals = EventIntervals.from_columns(left, right)
    innermost = find_innermost(intervals)
    likelihood = BaselineLikelihood.of(innermost).merged()
    baseline = maximise_common_baseline(likelihood)
    surv = np.exp(-np.concatenate(([0.0], np.cumsum(baseline.jumps), [np.inf])))
    # -expm1 keeps the small probabilities exact that a difference of curves would lose.
    probability = surv[:-1] * -np.expm1(-np.concatenate((baseline.jumps, [np.inf])))
    return TurnbullCurve(
        lower=innermost.lower,
        upper=innermost.upper,
        is_point=innermost.is_point,
        probability=probability,
        surv=surv[1:],
        loglik=baseline.point.loglik,
        shortfall=_shortfall(innermost, probability),
        n=intervals.n,
        n_events=intervals.n_events,
        iterations=baseline.iterations,
    )


def _shortfall(innermost: InnermostIntervals, probability: FloatArray) -> float:
    """The log likelihood is concave in the probabilities p, and its derivatives d satisfy d.p = n:
    at no other q can it be higher by more than d.(q - p) <= max d - n.
    """
    cumulative = np.concatenate(([0.0], np.cumsum(probability)))
    inverse = 1 / (cumulative[innermost.end] - cumulative[innermost.first])
    length = innermost.size + 1
    change = np.bincount(innermost.first, weights=inverse, minlength=length)
    change = change - np.bincount(innermost.end, weights=inverse, minlength=length)
    derivative = np.cumsum(change)[:-1]
    return max(float(derivative.max()) - len(inverse), 0.0)
