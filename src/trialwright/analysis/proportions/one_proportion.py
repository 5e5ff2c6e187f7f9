"""The proportion of one group (STA-12)."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

from scipy.special import betaincinv

from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.estimate import UNDETERMINED, Estimate
from trialwright.analysis.proportions.counts import Count


def wilson(count: Count, *, conf_level: float = 0.95) -> Estimate:
    """The proportion with its score interval (Wilson 1927, no continuity correction).

    The interval keeps its coverage near 0 and 1 and for few participants. None of 0 has the
    exact lower limit 0, all of n the exact upper limit 1. Nobody counted: undetermined.
    Raises AnalysisError for a `conf_level` outside (0, 1).
    """
    z, p = normal_quantile(conf_level), count.proportion
    if p is None:
        return UNDETERMINED
    return Estimate(float(p), *wilson_limits(count, z))


def clopper_pearson(count: Count, *, conf_level: float = 0.95) -> Estimate:
    """The proportion with its exact interval (Clopper & Pearson 1934).

    Each limit is the proportion at which a result as far away has probability (1 -
    conf_level)/2. It covers at least `conf_level`, mostly more. Nobody counted: undetermined.
    Raises AnalysisError for a `conf_level` outside (0, 1).
    """
    normal_quantile(conf_level)  # refuses a level outside (0, 1)
    p, x, n = count.proportion, count.events, count.n
    if p is None:
        return UNDETERMINED
    tail = (1 - conf_level) / 2
    lower = float(betaincinv(x, n - x + 1, tail)) if x else 0.0
    upper = float(betaincinv(x + 1, n - x, 1 - tail)) if x < n else 1.0
    return Estimate(float(p), lower, upper)


def wilson_limits(count: Count, z: float) -> tuple[float, float]:
    """Limits for z standard errors; `count` is of somebody."""
    x, n = count.events, count.n
    centre = x + z * z / 2
    reach = z * sqrt(float(Fraction(x * (n - x), n)) + z * z / 4)
    lower = 0.0 if x == 0 else (centre - reach) / (n + z * z)
    upper = 1.0 if x == n else (centre + reach) / (n + z * z)
    return lower, upper
