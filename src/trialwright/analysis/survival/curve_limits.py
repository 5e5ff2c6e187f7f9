"""Confidence limits of a survival curve on three scales."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from scipy.special import ndtri

from trialwright.analysis.numeric.columns import FloatArray, analysis_error

ConfType = Literal["plain", "log", "log-log"]


def normal_quantile(conf_level: float) -> float:
    """The two-sided standard normal quantile: 0.95 gives 1.95996..."""
    if not 0 < conf_level < 1:
        raise analysis_error("conf_level", f"conf_level {conf_level} is not between 0 and 1")
    return float(ndtri(0.5 + conf_level / 2))


def compute_curve_limits(
    surv: FloatArray, std_err_log: FloatArray, conf_type: ConfType, conf_level: float
) -> tuple[FloatArray, FloatArray]:
    """Lower and upper pointwise limits of S from the standard error of log S, within [0, 1].

    plain: S +- z SE. log: log S +- z SE. log-log: log(-log S) +- z SE, the default of STA-05
    (Kalbfleisch & Prentice 1980, section 1.3). Where S = 0 there are no limits (NaN); where
    S = 1 the log-log scale has none (NaN) and the others give 1.
    """
    if conf_type not in get_args(ConfType):
        raise analysis_error(
            "conf_type", f"unknown conf_type {conf_type!r}", "use plain, log or log-log"
        )
    reach = normal_quantile(conf_level) * std_err_log
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lower, upper = _limits(surv, reach, conf_type)
    undefined = surv == 0.0
    return (
        np.where(undefined, np.nan, np.clip(lower, 0.0, 1.0)),
        np.where(undefined, np.nan, np.clip(upper, 0.0, 1.0)),
    )


def _limits(
    surv: FloatArray, reach: FloatArray, conf_type: ConfType
) -> tuple[FloatArray, FloatArray]:
    if conf_type == "plain":
        return surv - surv * reach, surv + surv * reach
    if conf_type == "log":
        return surv * np.exp(-reach), surv * np.exp(reach)
    spread = np.exp(reach / -np.log(surv))
    certain = surv == 1.0
    return np.where(certain, np.nan, surv**spread), np.where(certain, np.nan, surv ** (1 / spread))
