"""Means and their differences between two groups."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import FloatArray, check_numbers
from trialwright.analysis.numeric.confidence import t_quantile
from trialwright.analysis.numeric.estimate import Estimate


@dataclass(frozen=True)
class Summary:
    """A measured quantity in one group; None = too few values to say (mean 1, sd and limits 2)."""

    n: int
    mean: float | None
    sd: float | None
    lower: float | None
    upper: float | None
    minimum: float | None
    median: float | None
    maximum: float | None


def compute_summary(values: ArrayLike, conf_level: float = 0.95) -> Summary:
    """Number, mean, standard deviation (n - 1), t limits of the mean, and range.

    Sums run over sorted values, so that the order of the rows never changes the last digit.
    """
    ordered = np.sort(check_numbers(values, "values"))
    n = len(ordered)
    if not n:
        return Summary(0, *[None] * 7)
    mean, variance = _moments(ordered)
    limits: tuple[float | None, float | None] = (None, None)
    if variance is not None:
        reach = float(t_quantile(n - 1, conf_level)) * sqrt(variance / n)
        limits = (mean - reach, mean + reach)
    return Summary(
        n=n,
        mean=mean,
        sd=None if variance is None else sqrt(variance),
        lower=limits[0],
        upper=limits[1],
        minimum=float(ordered[0]),
        median=float(np.median(ordered)),
        maximum=float(ordered[-1]),
    )


def compute_mean_difference(
    treated: ArrayLike, control: ArrayLike, conf_level: float = 0.95
) -> Estimate:
    """Mean of treated minus mean of control, with t limits that let the variances differ.

    Welch 1947, degrees of freedom by Satterthwaite 1946. No limits with fewer than two values in
    a group; no difference with none.
    """
    groups = [np.sort(check_numbers(v, k)) for v, k in ((treated, "treated"), (control, "control"))]
    if not all(len(group) for group in groups):
        return Estimate(None, None, None)
    (mean1, variance1), (mean0, variance0) = (_moments(group) for group in groups)
    difference = mean1 - mean0
    if variance1 is None or variance0 is None:
        return Estimate(difference, None, None)
    part1, part0 = variance1 / len(groups[0]), variance0 / len(groups[1])
    if not part1 + part0:
        return Estimate(difference, difference, difference)
    df = (part1 + part0) ** 2 / (part1**2 / (len(groups[0]) - 1) + part0**2 / (len(groups[1]) - 1))
    reach = float(t_quantile(df, conf_level)) * sqrt(part1 + part0)
    return Estimate(difference, difference - reach, difference + reach)


def _moments(ordered: FloatArray) -> tuple[float, float | None]:
    mean = float(np.sum(ordered)) / len(ordered)
    if len(ordered) < 2:
        return mean, None
    squares = np.sort((ordered - mean) ** 2)
    return mean, float(np.sum(squares)) / (len(ordered) - 1)
