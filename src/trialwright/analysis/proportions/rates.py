"""Event rates for the time participants were followed, and how they differ (STA-15)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf, sqrt

from scipy.special import betaincinv, gammaincinv

from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.estimate import UNDETERMINED, Estimate
from trialwright.analysis.proportions.counts import Rate
from trialwright.analysis.proportions.score_limits import invert_score

DAYS_PER_YEAR = Fraction(1461, 4)


def exact_poisson_rate(
    rate: Rate, *, per: float | Fraction = 1, conf_level: float = 0.95
) -> Estimate:
    """Events for each `per` units of time, with exact Poisson limits (Garwood 1936).

    `per=100 * DAYS_PER_YEAR` gives events per 100 person-years from a time in days. Without
    events the lower limit is exactly 0 and the upper one is one-sided at half of the error.
    Nobody watched: undetermined. Events of one participant are taken as independent. Raises
    AnalysisError for a `conf_level` outside (0, 1).
    """
    normal_quantile(conf_level)  # refuses a level outside (0, 1)
    if rate.value is None:
        return UNDETERMINED
    scale = Fraction(per) / Fraction(rate.time)
    lower, upper = _count_limits(rate.events, conf_level)
    return Estimate(float(rate.events * scale), lower * float(scale), upper * float(scale))


def rate_ratio(treated: Rate, control: Rate, *, conf_level: float = 0.95) -> Estimate:
    """Treated over control, with limits from the exact conditional distribution.

    Given their total, the treated events are binomial (Przyborowski & Wilenski 1940); the limits
    are those of Clopper and Pearson for that proportion. Without control events the ratio is
    infinite with a finite lower limit; without any, undetermined with limits 0 and infinity.
    Nobody watched in a group: undetermined. Raises AnalysisError for a `conf_level` outside (0, 1).
    """
    normal_quantile(conf_level)  # refuses a level outside (0, 1)
    if treated.value is None or control.value is None:
        return UNDETERMINED
    x1, x0 = treated.events, control.events
    if not x1 + x0:
        return Estimate(None, 0.0, inf)
    tail, times = (1 - conf_level) / 2, control.time / treated.time
    lower = float(betaincinv(x1, x0 + 1, tail)) if x1 else 0.0
    upper = float(betaincinv(x1 + 1, x0, 1 - tail)) if x0 else 1.0
    return Estimate(
        float(treated.value / control.value) if x0 else inf,
        lower / (1 - lower) * times,
        upper / (1 - upper) * times if x0 else inf,
    )


def rate_difference(
    treated: Rate, control: Rate, *, per: float | Fraction = 1, conf_level: float = 0.95
) -> Estimate:
    """Treated minus control for each `per` units of time, with score limits.

    The exposure-adjusted difference of Miettinen & Nurminen (1985): the variance is taken at
    the rates that are most likely where they differ by the value tested. Defined without
    events. Nobody watched in a group: undetermined. Raises AnalysisError for a `conf_level`
    outside (0, 1).
    """
    z = normal_quantile(conf_level)
    if treated.value is None or control.value is None:
        return UNDETERMINED
    x1, t1, x0, t0 = treated.events, treated.time, control.events, control.time
    value = float(treated.value - control.value)

    def statistic(delta: float) -> float:
        rest, time = x1 + x0 - (t1 + t0) * delta, t1 + t0
        root = sqrt(max(rest * rest + 4 * time * x0 * delta, 0.0))
        # The larger root, without cancellation where rest is negative.
        r0 = (rest + root) / (2 * time) if rest > 0 else 2 * x0 * delta / (root - rest or inf)
        r1 = max(r0 + delta, 0.0)
        variance = r1 / t1 + max(r0, 0.0) / t0
        return (x1 / t1 - x0 / t0 - delta) / sqrt(variance) if variance else 0.0

    high = _beyond(lambda delta: -statistic(delta), z, 1 / t1)
    low = -_beyond(lambda delta: statistic(-delta), z, 1 / t0)
    lower, upper = invert_score(statistic, z, low, value, high)
    scale = float(per)
    return Estimate(
        float((treated.value - control.value) * Fraction(per)), lower * scale, upper * scale
    )


def _count_limits(events: int, conf_level: float) -> tuple[float, float]:
    tail = (1 - conf_level) / 2
    lower = float(gammaincinv(events, tail)) if events else 0.0
    return lower, float(gammaincinv(events + 1, 1 - tail))


def _beyond(statistic: Callable[[float], float], z: float, start: float) -> float:
    """A difference that the score test rejects."""
    while statistic(start) <= z:
        start *= 2
    return start
