"""A survival curve with its limits, to be read at any time or at any quantile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import FloatArray, check_numbers
from trialwright.analysis.survival.curve_limits import ConfType, compute_curve_limits
from trialwright.analysis.survival.curve_quantiles import (
    CurveQuantile,
    check_probability,
    compute_limit_quantile,
    compute_quantile,
)
from trialwright.analysis.survival.curve_units import CurveVariance
from trialwright.analysis.survival.event_table import AtRisk
from trialwright.analysis.survival.hazard_estimate import HazardEstimate


@dataclass(frozen=True, eq=False)
class CurvePoints:
    """The curve read at chosen times; a row for each, in the order asked for.

    `n_risk` counts those with entry < t <= time, or adds their weights: 0 after the last time.
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

    `n_risk` just before, `n_event` and `n_censor` at `time`: numbers, or sums of weights;
    `surv` S(time), events at it counted; `std_err_log` of log S, `std_err` of S; `lower`, `upper`
    limits of S; `cumhaz`, `std_chaz` the cumulative hazard and its standard error. `n`, `n_events`
    count rows. `emptied_at`: times after which nobody was at risk until somebody entered: the
    curve is not to be trusted there. `exact`: S is a product of ratios of numbers. Limits and
    hazard are computed when first read: over a million times they cost more than the curve.
    """

    time: FloatArray
    n_risk: FloatArray
    n_event: FloatArray
    n_censor: FloatArray
    surv: FloatArray
    std_err_log: FloatArray
    n: int
    n_events: int
    emptied_at: tuple[float, ...]
    conf_type: ConfType
    conf_level: float
    variance: CurveVariance
    exact: bool
    at_risk: AtRisk
    hazard: HazardEstimate

    @cached_property
    def std_err(self) -> FloatArray:
        """The standard error of S. Where S = 0: NaN by Greenwood, 0 by the jackknife."""
        with np.errstate(invalid="ignore"):
            std_err = self.surv * self.std_err_log
        if self.variance == "infinitesimal_jackknife":
            std_err[self.surv == 0] = 0.0
        return std_err

    @property
    def lower(self) -> FloatArray:
        """Lower limits of S."""
        return self._limits[0]

    @property
    def upper(self) -> FloatArray:
        """Upper limits of S."""
        return self._limits[1]

    @cached_property
    def _limits(self) -> tuple[FloatArray, FloatArray]:
        return compute_curve_limits(
            self.surv, self.std_err_log, self.conf_type, self.conf_level, self.std_err
        )

    @property
    def cumhaz(self) -> FloatArray:
        """The cumulative hazard."""
        return self.hazard.cumhaz

    @property
    def std_chaz(self) -> FloatArray:
        """The standard error of the cumulative hazard."""
        return self.hazard.std_err

    def at(self, times: ArrayLike) -> CurvePoints:
        """Read the step function at `times`; an event at t already counts in S(t) (STA-05)."""
        asked = check_numbers(times, "times")
        row = np.searchsorted(self.time, asked, side="right")
        start = np.nan if self.conf_type == "log-log" else 1.0
        return CurvePoints(
            time=asked,
            surv=_read(self.surv, row, 1.0),
            std_err=_read(self.std_err, row, 0.0),
            lower=_read(self.lower, row, start),
            upper=_read(self.upper, row, start),
            n_risk=self.at_risk.before(asked),
        )

    def quantile(self, p: float) -> CurveQuantile:
        """The time by which a share `p` (between 0 and 1) has had the event, with its limits.

        The first time with S below 1 - p; where S equals 1 - p on a stretch, the stretch's
        midpoint; None if never. Limits by Brookmeyer & Crowley (1982): the same rule on the curves
        of `lower` and `upper`.
        """
        share = check_probability(p)
        return CurveQuantile(
            p=p,
            time=compute_quantile(self.time, self.surv, self._ratios(), share),
            lower=compute_limit_quantile(self.time, self.lower, share),
            upper=compute_limit_quantile(self.time, self.upper, share),
        )

    @property
    def median(self) -> float | None:
        """The first time with S below 0.5, in the unit of time; None = not reached."""
        return compute_quantile(self.time, self.surv, self._ratios(), check_probability(0.5))

    @property
    def median_lower(self) -> float | None:
        """The lower limit of the median; None = not reached."""
        return compute_limit_quantile(self.time, self.lower, check_probability(0.5))

    @property
    def median_upper(self) -> float | None:
        """The upper limit of the median; None = not reached."""
        return compute_limit_quantile(self.time, self.upper, check_probability(0.5))

    def _ratios(self) -> tuple[FloatArray, FloatArray] | None:
        return (self.n_risk, self.n_event) if self.exact else None


def _read(column: FloatArray, row: np.ndarray, before: float) -> FloatArray:
    """The column's value in row - 1, `before` for row 0."""
    return np.where(row == 0, before, column[row - 1])
