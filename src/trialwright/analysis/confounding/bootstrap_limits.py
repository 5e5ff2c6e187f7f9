"""Confidence limits from bootstrap estimates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from scipy.special import ndtr, ndtri

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.confidence import normal_quantile

BootstrapLimits = Literal["percentile", "bca", "normal"]


def bootstrap_limits(
    estimate: float,
    refitted: FloatArray,
    limits: BootstrapLimits,
    conf_level: float,
    without_each: Callable[[], FloatArray],
) -> tuple[float, float]:
    """Lower and upper limit of `estimate` from the estimates `refitted` on bootstrap samples.

    `percentile`: quantiles, interpolated between order statistics. `normal`: estimate +- z times
    their standard deviation. `bca`: quantiles moved for bias, by the part of them below the
    estimate (half of those equal to it), and for skewness, by `without_each`, the n estimates that
    leave one participant out (Efron 1987). Raises AnalysisError for fewer than two refits, and for
    `bca` when a participant cannot be left out or all refits lie on one side of the estimate.
    """
    if limits not in get_args(BootstrapLimits):
        raise analysis_error("limits", f"unknown limits {limits!r}", "percentile, bca or normal")
    if len(refitted) < 2:
        raise analysis_error("n_boot", "fewer than two bootstrap refits succeeded")
    z = normal_quantile(conf_level)
    if limits == "normal":
        reach = z * float(refitted.std(ddof=1))
        return estimate - reach, estimate + reach
    probabilities = np.array([ndtr(-z), ndtr(z)])
    if limits == "bca":
        probabilities = _bca_probabilities(estimate, refitted, without_each(), z)
    lower, upper = np.quantile(refitted, probabilities)
    return float(lower), float(upper)


def _bca_probabilities(
    estimate: float, refitted: FloatArray, without_each: FloatArray, z: float
) -> FloatArray:
    below = float(np.mean(refitted < estimate) + np.mean(refitted == estimate) / 2)
    if not np.isfinite(without_each).all() or not 0 < below < 1:
        raise analysis_error(
            "limits",
            "bca limits need an estimate without each participant, and refits on both sides",
            "use percentile limits",
        )
    bias = float(ndtri(below))
    away = without_each.mean() - without_each
    spread = float((away**2).sum())
    acceleration = float((away**3).sum()) / (6 * spread**1.5) if spread else 0.0
    moved = bias + np.array([-z, z])
    probabilities: FloatArray = ndtr(bias + moved / (1 - acceleration * moved))
    return probabilities
