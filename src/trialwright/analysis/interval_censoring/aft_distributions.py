"""Error distributions of accelerated failure time models, by their cumulative hazard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit, log_expit

from trialwright.analysis.numeric.columns import FloatArray

Dist = Literal["weibull", "exponential", "loglogistic"]


@dataclass(frozen=True)
class ErrorDistribution:
    """Of the error e in log T = x'b + scale e: S(e) = exp(-H(e)).

    `cumulative` H, `hazard` H' and `slope` H'' as functions of e; `log_hazard` of e with
    `log_slope` and `log_bend`, its first and second derivative. Both families have a log-concave
    density. `has_scale`: the scale is estimated, not 1.
    """

    cumulative: Callable[[FloatArray], FloatArray]
    hazard: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    log_hazard: Callable[[FloatArray], FloatArray]
    log_slope: Callable[[FloatArray], FloatArray]
    log_bend: Callable[[FloatArray], FloatArray]
    has_scale: bool = True


def _identity(e: FloatArray) -> FloatArray:
    return e


def _minimum_extreme_value(*, has_scale: bool) -> ErrorDistribution:
    """H = exp(e): T is Weibull, or exponential if the scale is 1."""
    return ErrorDistribution(
        cumulative=np.exp,
        hazard=np.exp,
        slope=np.exp,
        log_hazard=_identity,
        log_slope=np.ones_like,
        log_bend=np.zeros_like,
        has_scale=has_scale,
    )


def _logistic_bend(e: FloatArray) -> FloatArray:
    bend: FloatArray = expit(e) * expit(-e)
    return bend


# H = log(1 + exp(e)): T is log-logistic.
_LOGISTIC = ErrorDistribution(
    cumulative=lambda e: -log_expit(-e),
    hazard=expit,
    slope=_logistic_bend,
    log_hazard=log_expit,
    log_slope=lambda e: expit(-e),
    log_bend=lambda e: -_logistic_bend(e),
)

DISTRIBUTIONS: dict[Dist, ErrorDistribution] = {
    "weibull": _minimum_extreme_value(has_scale=True),
    "exponential": _minimum_extreme_value(has_scale=False),
    "loglogistic": _LOGISTIC,
}
