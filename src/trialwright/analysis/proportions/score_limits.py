"""Limits of a parameter as the values that a score test does not reject."""

from __future__ import annotations

from collections.abc import Callable

from scipy.optimize import brentq

# Brent's method ends within this and four roundings of the limit.
_TOLERANCE = 1e-13


def invert_score(
    statistic: Callable[[float], float], z: float, low: float, middle: float, high: float
) -> tuple[float, float]:
    """Lower and upper limit of a parameter in [low, high] with the estimate `middle`.

    `statistic` falls in its argument, is 0 at the estimate, and is asked inside the interval
    only. Where it never reaches z (or -z) the limit is the end of the interval.
    """
    lower = low if middle <= low else _cross(lambda value: statistic(value) - z, low, middle)
    upper = high if middle >= high else _cross(lambda value: statistic(value) + z, middle, high)
    return lower, upper


def _cross(function: Callable[[float], float], left: float, right: float) -> float:
    """Where a falling function crosses 0, or the end towards which it does not."""
    inset = 1e-14 * (right - left)
    start, end = left + inset, right - inset
    if function(start) <= 0:
        return left
    if function(end) >= 0:
        return right
    return float(brentq(function, start, end, xtol=_TOLERANCE * (right - left), maxiter=200))
