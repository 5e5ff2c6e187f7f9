"""Score limits of the difference, ratio and odds ratio of two proportions.

Miettinen & Nurminen, Statistics in Medicine 1985; 4: 213-226. The variance is taken at the
proportions that are most likely under the value tested, with the factor N/(N - 1).
"""

from __future__ import annotations

from collections.abc import Callable
from math import acos, copysign, cos, exp, inf, log, pi, sqrt
from typing import Literal, get_args

from trialwright.analysis.numeric.columns import analysis_error
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.estimate import UNDETERMINED, Estimate
from trialwright.analysis.proportions.counts import Count
from trialwright.analysis.proportions.fitted_table import fitted_events
from trialwright.analysis.proportions.score_limits import invert_score

Measure = Literal["difference", "ratio", "odds_ratio"]

# Ratios are searched as logarithms between these: beyond, they are 0 and infinity.
_FURTHEST_LOG = 40.0


def miettinen_nurminen(
    treated: Count,
    control: Count,
    *,
    measure: Measure = "difference",
    conf_level: float = 0.95,
) -> Estimate:
    """Treated against control with score limits, which exist for every table.

    `measure`: "difference" and "ratio" of the proportions, "odds_ratio". Without events in the
    control group a ratio is infinite, with a finite lower limit; without any event (for the
    odds ratio: or without any non-event) it is undetermined, with limits 0 and infinity. Nobody
    in a group: undetermined. Miettinen & Nurminen (1985), with their factor N / (N - 1). Raises
    AnalysisError for an unknown `measure` or a `conf_level` outside (0, 1).
    """
    if measure not in get_args(Measure):
        raise analysis_error("measure", f"unknown measure {measure!r}", str(get_args(Measure)))
    z = normal_quantile(conf_level)
    if not treated.n or not control.n:
        return UNDETERMINED
    if measure == "difference":
        value = float(treated.events / treated.n - control.events / control.n)
        limits = invert_score(_difference(treated, control), z, -1.0, value, 1.0)
        return Estimate(value, *limits)
    if measure == "ratio":
        return _ratio_limits(
            _ratio(treated, control),
            z,
            _over(treated.events * control.n, control.events * treated.n),
        )
    odds = _over(
        treated.events * (control.n - control.events), control.events * (treated.n - treated.events)
    )
    return _ratio_limits(_odds_ratio(treated, control), z, odds)


def _over(numerator: int, denominator: int) -> float | None:
    if denominator:
        return numerator / denominator
    return inf if numerator else None


def _ratio_limits(statistic: Callable[[float], float], z: float, value: float | None) -> Estimate:
    if value is None:
        return Estimate(None, 0.0, inf)
    middle = -_FURTHEST_LOG if value == 0 else min(log(value), _FURTHEST_LOG)
    ends = invert_score(lambda at: statistic(exp(at)), z, -_FURTHEST_LOG, middle, _FURTHEST_LOG)
    lower = 0.0 if ends[0] <= -_FURTHEST_LOG else exp(ends[0])
    return Estimate(value, lower, inf if ends[1] >= _FURTHEST_LOG else exp(ends[1]))


def _signed(difference: float, variance: float) -> float:
    if difference == 0:
        return 0.0
    return copysign(inf, difference) if variance <= 0 else difference / sqrt(variance)


def _difference(treated: Count, control: Count) -> Callable[[float], float]:
    x1, n1, x0, n0 = treated.events, treated.n, control.events, control.n
    n = n1 + n0

    def statistic(delta: float) -> float:
        p0 = _restricted_control(x1, n1, x0, n0, delta)
        p1 = min(max(p0 + delta, 0.0), 1.0)
        variance = (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0) * n / (n - 1)
        return _signed(x1 / n1 - x0 / n0 - delta, variance)

    return statistic


def _restricted_control(x1: int, n1: int, x0: int, n0: int, delta: float) -> float:
    """The most likely control proportion where the difference is delta: a root of their cubic."""
    l3, l2 = n1 + n0, (n1 + 2 * n0) * delta - (n1 + n0) - (x1 + x0)
    l1 = (n0 * delta - (n1 + n0) - 2 * x0) * delta + x1 + x0
    l0 = x0 * delta * (1 - delta)
    q = (l2 / (3 * l3)) ** 3 - l1 * l2 / (6 * l3 * l3) + l0 / (2 * l3)
    p = copysign(sqrt(max((l2 / (3 * l3)) ** 2 - l1 / (3 * l3), 0.0)), q)
    angle = (pi + acos(min(max(q / p**3, -1.0), 1.0))) / 3 if p else pi / 3
    root = 2 * p * cos(angle) - l2 / (3 * l3)
    for _ in range(2):  # the cosine loses half the digits near a double root
        slope = (3 * l3 * root + 2 * l2) * root + l1
        if slope:
            root -= (((l3 * root + l2) * root + l1) * root + l0) / slope
    return min(max(root, 0.0, -delta), 1.0, 1.0 - delta)


def _ratio(treated: Count, control: Count) -> Callable[[float], float]:
    x1, n1, x0, n0 = treated.events, treated.n, control.events, control.n
    n = n1 + n0

    def statistic(ratio: float) -> float:
        a, b = n * ratio, -(n1 * ratio + x1 + n0 + x0 * ratio)
        # The smaller root of a p^2 + b p + c, without cancellation.
        p0 = 2 * (x1 + x0) / (-b + sqrt(max(b * b - 4 * a * (x1 + x0), 0.0)))
        p0 = min(p0, 1.0, 1 / ratio)
        p1 = min(p0 * ratio, 1.0)
        variance = (p1 * (1 - p1) / n1 + ratio**2 * p0 * (1 - p0) / n0) * n / (n - 1)
        return _signed(x1 / n1 - ratio * x0 / n0, variance)

    return statistic


def _odds_ratio(treated: Count, control: Count) -> Callable[[float], float]:
    x1, n1, n0 = treated.events, treated.n, control.n
    n, x = n1 + n0, treated.events + control.events

    def statistic(ratio: float) -> float:
        events = fitted_events(n1, n0, x, ratio)
        spread1 = events * (n1 - events) / n1
        spread0 = (x - events) * (n0 - x + events) / n0
        if spread1 <= 0 or spread0 <= 0:
            return _signed(x1 - events, 0.0)
        return _signed(x1 - events, n / (n - 1) / (1 / spread1 + 1 / spread0))

    return statistic
