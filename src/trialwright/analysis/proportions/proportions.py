"""Proportions of participants and how they differ between two groups (STA-12)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, sqrt

from trialwright.analysis.numeric.columns import analysis_error
from trialwright.analysis.survival.curve_limits import normal_quantile


@dataclass(frozen=True)
class Estimate:
    """A number with its confidence limits; None = cannot be determined from these data."""

    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Count:
    """So many of so many: `events` of `n` participants, whole numbers."""

    events: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.events <= self.n:
            raise analysis_error("events", f"{self.events} of {self.n} is not a proportion")

    @property
    def proportion(self) -> Fraction | None:
        """The exact proportion; None when nobody was counted."""
        return Fraction(self.events, self.n) if self.n else None


_UNDETERMINED = Estimate(None, None, None)


def compute_proportion(count: Count, conf_level: float = 0.95) -> Estimate:
    """The proportion with its score interval (Wilson 1927, no continuity correction).

    The interval keeps its coverage near 0 and 1 and for few participants. None of 0 has the
    exact lower limit 0, all of n the exact upper limit 1.
    """
    p = count.proportion
    if p is None:
        return _UNDETERMINED
    lower, upper = _wilson_limits(count, normal_quantile(conf_level))
    return Estimate(float(p), lower, upper)


def compute_proportion_difference(
    treated: Count, control: Count, conf_level: float = 0.95
) -> Estimate:
    """Treated minus control, with the hybrid score interval (Newcombe 1998, method 10).

    Each limit joins, by Pythagoras, the distances of the two proportions from their own Wilson
    limits; so the interval never leaves [-1, 1].
    """
    if treated.proportion is None or control.proportion is None:
        return _UNDETERMINED
    z = normal_quantile(conf_level)
    p1, p0 = float(treated.proportion), float(control.proportion)
    (lower1, upper1), (lower0, upper0) = _wilson_limits(treated, z), _wilson_limits(control, z)
    difference = treated.proportion - control.proportion
    return Estimate(
        float(difference),
        float(difference) - sqrt((p1 - lower1) ** 2 + (upper0 - p0) ** 2),
        float(difference) + sqrt((upper1 - p1) ** 2 + (p0 - lower0) ** 2),
    )


def compute_proportion_ratio(treated: Count, control: Count, conf_level: float = 0.95) -> Estimate:
    """Treated over control, with normal limits of its logarithm (Katz et al. 1978).

    No ratio when the control proportion is 0, and no limits when either is 0.
    """
    if not (treated.proportion is not None and control.proportion):
        return _UNDETERMINED
    ratio = float(treated.proportion / control.proportion)
    if not treated.events:
        return Estimate(ratio, None, None)
    variance = (1 - treated.proportion) / treated.events + (1 - control.proportion) / control.events
    reach = normal_quantile(conf_level) * sqrt(variance)
    return Estimate(ratio, exp(log(ratio) - reach), exp(log(ratio) + reach))


def _wilson_limits(count: Count, z: float) -> tuple[float, float]:
    x, n = count.events, count.n
    centre = x + z * z / 2
    reach = z * sqrt(float(Fraction(x * (n - x), n)) + z * z / 4)
    lower = 0.0 if x == 0 else (centre - reach) / (n + z * z)
    upper = 1.0 if x == n else (centre + reach) / (n + z * z)
    return lower, upper
