"""Confidence limits of a survival curve or a cumulative hazard."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.confidence import normal_quantile

ConfType = Literal["plain", "log", "log-log"]
HazardConfType = Literal["plain", "log"]


def check_limits(conf_type: ConfType, conf_level: float) -> None:
    """Raises AnalysisError for a scale or a coverage that limits of a curve cannot have."""
    normal_quantile(conf_level)
    check_conf_type(conf_type)


def check_conf_type(conf_type: ConfType) -> None:
    """Raises AnalysisError for a scale that is not plain, log or log-log."""
    if conf_type not in get_args(ConfType):
        raise analysis_error(
            "conf_type", f"unknown conf_type {conf_type!r}", "use plain, log or log-log"
        )


def compute_curve_limits(
    surv: FloatArray,
    std_err_log: FloatArray,
    conf_type: ConfType,
    conf_level: float,
    std_err: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Lower and upper pointwise limits of S from the standard error of log S, within [0, 1].

    `std_err` of S, where it is known apart: the jackknife has one where S = 0, Greenwood has not.
    plain: S +- z SE. log: log S +- z SE. log-log: log(-log S) +- z SE, the default of STA-05
    (Kalbfleisch & Prentice 1980, section 1.3). Where S = 0 there are no limits (NaN), but for
    plain ones where S has a standard error; where S = 1 the log-log scale has none (NaN) and the
    others give 1.
    """
    z = normal_quantile(conf_level)
    check_conf_type(conf_type)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if conf_type == "plain":
            reach = z * (surv * std_err_log if std_err is None else std_err)
            return np.maximum(surv - reach, 0.0), np.minimum(surv + reach, 1.0)
        lower, upper = _log_limits(surv, z * std_err_log, conf_type)
    lower[surv == 0.0] = upper[surv == 0.0] = np.nan
    return lower, upper


def _log_limits(
    surv: FloatArray, reach: FloatArray, conf_type: ConfType
) -> tuple[FloatArray, FloatArray]:
    if conf_type == "log":
        return surv * np.exp(-reach), np.minimum(surv * np.exp(reach), 1.0)
    # Fresh memory costs more than the arithmetic: the steps reuse theirs.
    log_surv = np.log(surv)
    power = reach / log_surv  # 0/0 where S = 1
    np.exp(power, out=power)
    lower = log_surv / power
    upper = np.multiply(log_surv, power, out=power)
    return np.exp(lower, out=lower), np.exp(upper, out=upper)


def compute_hazard_limits(
    cumhaz: FloatArray, std_err: FloatArray, conf_type: HazardConfType, conf_level: float
) -> tuple[FloatArray, FloatArray]:
    """Lower and upper pointwise limits of a cumulative hazard H, not below 0.

    plain: H +- z SE. log: log H +- z SE (Kalbfleisch & Prentice 1980); where H = 0 the log scale
    has none (NaN).
    """
    if conf_type not in get_args(HazardConfType):
        raise analysis_error("conf_type", f"unknown conf_type {conf_type!r}", "use plain or log")
    reach = normal_quantile(conf_level) * std_err
    if conf_type == "plain":
        return np.maximum(cumhaz - reach, 0.0), cumhaz + reach
    with np.errstate(invalid="ignore"):
        factor = np.exp(reach / cumhaz)
    return cumhaz / factor, cumhaz * factor
