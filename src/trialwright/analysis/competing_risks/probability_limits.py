"""Confidence limits of probabilities that may rise or fall, on three scales."""

from __future__ import annotations

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.survival.curve_limits import (
    ConfType,
    check_conf_type,
)


def compute_probability_limits(
    probability: FloatArray, std_err: FloatArray, conf_type: ConfType, conf_level: float
) -> tuple[FloatArray, FloatArray]:
    """Lower and upper limits of each probability (any shape) within [0, 1].

    plain: P +- z SE. log: log P +- z SE/P. log-log: log(-log P) +- z SE/(P log P). NaN where the
    scale has no value: P = 0 on both logarithmic scales, P = 1 on log-log. R's `survfit` gives the
    same for a curve of several states.
    """
    check_conf_type(conf_type)
    reach = normal_quantile(conf_level) * std_err
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lower, upper = _limits(probability, reach, conf_type)
    return np.clip(lower, 0.0, 1.0), np.clip(upper, 0.0, 1.0)


def _limits(
    probability: FloatArray, reach: FloatArray, conf_type: ConfType
) -> tuple[FloatArray, FloatArray]:
    if conf_type == "plain":
        return probability - reach, probability + reach
    p = np.where(probability == 0, np.nan, probability)
    if conf_type == "log":
        return p * np.exp(-reach / p), p * np.exp(reach / p)
    p = np.where(p == 1, np.nan, p)
    spread = np.exp(-reach / (p * np.log(p)))
    return p**spread, p ** (1 / spread)
