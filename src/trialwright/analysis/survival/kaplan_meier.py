"""The Kaplan-Meier survival curve, its standard error, limits and median."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, check_numbers
from trialwright.analysis.survival.curve_limits import ConfType, compute_curve_limits
from trialwright.analysis.survival.curve_median import compute_limit_median, compute_median
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class CurvePoints:
    """The curve read at chosen times; a row for each, in the order asked for.

    `n_risk` counts those with entry < t <= time: 0 after the last time.
    """

    time: FloatArray
    surv: FloatArray
    std_err: FloatArray
    lower: FloatArray
    upper: FloatArray
    n_risk: FloatArray


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """One group's curve, a row for each distinct time, censored times included.

    `n_risk` just before, `n_event` and `n_censor` at `time`; `surv` S(time), events at it
    counted; `std_err_log` of log S, `std_err` of S; `lower`, `upper` limits of S; `cumhaz`,
    `std_chaz` Nelson-Aalen. Medians in the unit of time; None = not reached. `emptied_at`: times
    after which nobody was at risk until somebody entered: the curve is not to be trusted there.
    `exits`, `entries` (sorted) give the number at risk at any other time.
    """

    time: FloatArray
    n_risk: FloatArray
    n_event: FloatArray
    n_censor: FloatArray
    surv: FloatArray
    std_err_log: FloatArray
    std_err: FloatArray
    lower: FloatArray
    upper: FloatArray
    cumhaz: FloatArray
    std_chaz: FloatArray
    median: float | None
    median_lower: float | None
    median_upper: float | None
    n: int
    n_events: int
    emptied_at: tuple[float, ...]
    conf_type: ConfType
    conf_level: float
    exits: FloatArray
    entries: FloatArray | None

    def at(self, times: ArrayLike) -> CurvePoints:
        """Read the step function at `times`; an event at t already counts in S(t) (STA-05)."""
        asked = check_numbers(times, "times")
        row = np.searchsorted(self.time, asked, side="right")
        surv = np.concatenate(([1.0], self.surv))[row]
        std_err_log = np.concatenate(([0.0], self.std_err_log))[row]
        lower, upper = compute_curve_limits(surv, std_err_log, self.conf_type, self.conf_level)
        std_err = np.concatenate(([0.0], self.std_err))[row]
        n_risk = _count_at_risk(asked, self.exits, self.entries)
        return CurvePoints(asked, surv, std_err, lower, upper, n_risk)


def compute_kaplan_meier(
    times: SurvivalTimes, *, conf_type: ConfType = "log-log", conf_level: float = 0.95
) -> SurvivalCurve:
    """Estimate how many stay free of the event over time.

    Product-limit estimate (Kaplan & Meier 1958), variance of log S by Greenwood (1926), sum of
    d/(n(n-d)); cumulative hazard sum of d/n with variance sum of d/n^2 (Nelson 1972, Aalen 1978).
    Censored at an event time: still at risk there. Delayed entry: at risk on (entry, time]; the
    risk set can then run empty early, S stays as computed (0 for good after all at risk had the
    event) and `emptied_at` says so. S = 0: the standard error of log S is infinite, that of S and
    both limits NaN. Limits and their conventions: `compute_curve_limits`.
    """
    moments, which = np.unique(times.time, return_inverse=True)
    n_event = np.bincount(which, weights=times.event).astype(np.float64)
    n_censor = np.bincount(which, weights=~times.event).astype(np.float64)
    exits = np.sort(times.time)
    entries = None if times.entry is None else np.sort(times.entry)
    n_risk = _count_at_risk(moments, exits, entries)
    surv = np.cumprod((n_risk - n_event) / n_risk, dtype=np.float64)
    std_err_log = _greenwood(n_risk, n_event)
    lower, upper = compute_curve_limits(surv, std_err_log, conf_type, conf_level)
    with np.errstate(invalid="ignore"):
        std_err = surv * std_err_log
    return SurvivalCurve(
        time=moments,
        n_risk=n_risk,
        n_event=n_event,
        n_censor=n_censor,
        surv=surv,
        std_err_log=std_err_log,
        std_err=std_err,
        lower=lower,
        upper=upper,
        cumhaz=np.cumsum(n_event / n_risk),
        std_chaz=np.sqrt(np.cumsum(n_event / n_risk**2)),
        median=compute_median(moments, n_risk, n_event),
        median_lower=compute_limit_median(moments, lower),
        median_upper=compute_limit_median(moments, upper),
        n=times.n,
        n_events=times.n_events,
        emptied_at=_emptied_at(moments, n_risk - n_event - n_censor == 0, entries),
        conf_type=conf_type,
        conf_level=conf_level,
        exits=exits,
        entries=entries,
    )


def _greenwood(n_risk: FloatArray, n_event: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(n_event == 0, 0.0, n_event / (n_risk * (n_risk - n_event)))
    variance: FloatArray = np.cumsum(terms)
    return np.sqrt(variance)


def _count_at_risk(at: FloatArray, exits: FloatArray, entries: FloatArray | None) -> FloatArray:
    gone = np.searchsorted(exits, at, side="left")
    come = len(exits) if entries is None else np.searchsorted(entries, at, side="left")
    return np.asarray(come - gone, dtype=np.float64)


def _emptied_at(
    moments: FloatArray, nobody_stays: BoolArray, entries: FloatArray | None
) -> tuple[float, ...]:
    if entries is None:
        return ()
    next_entry = np.searchsorted(entries, moments, side="left")
    return tuple(float(t) for t in moments[nobody_stays & (next_entry < len(entries))])
