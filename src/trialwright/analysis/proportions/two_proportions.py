"""How the proportions of two groups, or of one group at two times, differ (STA-12)."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, sqrt

from trialwright.analysis.numeric.columns import analysis_error
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.estimate import UNDETERMINED, Estimate
from trialwright.analysis.proportions.counts import Count
from trialwright.analysis.proportions.one_proportion import wilson_limits


def newcombe_difference(treated: Count, control: Count, *, conf_level: float = 0.95) -> Estimate:
    """Treated minus control, with the hybrid score interval (Newcombe 1998, method 10).

    Each limit joins, by Pythagoras, the distances of the two proportions from their own Wilson
    limits; so the interval never leaves [-1, 1]. Nobody in a group: undetermined. Raises
    AnalysisError for a `conf_level` outside (0, 1).
    """
    z = normal_quantile(conf_level)
    if treated.proportion is None or control.proportion is None:
        return UNDETERMINED
    p1, p0 = float(treated.proportion), float(control.proportion)
    (lower1, upper1), (lower0, upper0) = wilson_limits(treated, z), wilson_limits(control, z)
    difference = float(treated.proportion - control.proportion)
    return Estimate(
        difference,
        difference - sqrt((p1 - lower1) ** 2 + (upper0 - p0) ** 2),
        difference + sqrt((upper1 - p1) ** 2 + (p0 - lower0) ** 2),
    )


@dataclass(frozen=True)
class PairedCounts:
    """Participants who answered twice: yes both times, only the first, only the second, never."""

    both: int
    first: int
    second: int
    neither: int

    def __post_init__(self) -> None:
        if min(self.both, self.first, self.second, self.neither) < 0:
            raise analysis_error("first", f"{self} has a negative number of participants")


def newcombe_paired_difference(pairs: PairedCounts, *, conf_level: float = 0.95) -> Estimate:
    """First minus second proportion of the same participants (Newcombe 1998b, method 10).

    As `newcombe_difference`, with the correlation of the two answers, which is taken as 0 where
    an answer never varies, and reduced by a continuity correction where it is positive. Raises
    AnalysisError for a `conf_level` outside (0, 1).
    """
    z = normal_quantile(conf_level)
    a, b, c, d = pairs.both, pairs.first, pairs.second, pairs.neither
    n = a + b + c + d
    if not n:
        return UNDETERMINED
    one, two = Count(a + b, n), Count(a + c, n)
    (lower1, upper1), (lower2, upper2) = wilson_limits(one, z), wilson_limits(two, z)
    phi = _correlation(a, b, c, d)
    p1, p2 = one.events / n, two.events / n
    below = (p1 - lower1, upper2 - p2)
    above = (upper1 - p1, p2 - lower2)
    reach = [sqrt(x * x - 2 * phi * x * y + y * y) for x, y in (below, above)]
    difference = (b - c) / n
    return Estimate(difference, difference - reach[0], difference + reach[1])


def _correlation(a: int, b: int, c: int, d: int) -> float:
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if not margins:
        return 0.0
    excess = float(a * d - b * c)
    if excess > 0:
        excess = max(excess - (a + b + c + d) / 2, 0.0)
    return excess / sqrt(margins)


def risk_ratio(treated: Count, control: Count, *, conf_level: float = 0.95) -> Estimate:
    """Treated over control, with normal limits of its logarithm (Katz et al. 1978).

    No ratio when the control proportion is 0, and no limits when either is 0: then
    `miettinen_nurminen` still has limits. Raises AnalysisError for a `conf_level` outside (0,
    1).
    """
    z = normal_quantile(conf_level)
    if not (treated.proportion is not None and control.proportion):
        return UNDETERMINED
    ratio = float(treated.proportion / control.proportion)
    if not treated.events:
        return Estimate(ratio, None, None)
    variance = (1 - treated.proportion) / treated.events + (1 - control.proportion) / control.events
    reach = z * sqrt(variance)
    return Estimate(ratio, exp(log(ratio) - reach), exp(log(ratio) + reach))


def odds_ratio(treated: Count, control: Count, *, conf_level: float = 0.95) -> Estimate:
    """The odds of treated over those of control, with normal limits of the log (Woolf 1955).

    With an empty cell the ratio is 0, infinite or undetermined, and has no limits: then
    `miettinen_nurminen` still has them. Raises AnalysisError for a `conf_level` outside (0, 1).
    """
    z = normal_quantile(conf_level)
    a, b = treated.events, treated.n - treated.events
    c, d = control.events, control.n - control.events
    if not (a * d or b * c):
        return UNDETERMINED
    if not a * b * c * d:
        return Estimate(inf if a * d else 0.0, None, None)
    ratio, reach = a * d / (b * c), z * sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return Estimate(ratio, exp(log(ratio) - reach), exp(log(ratio) + reach))
