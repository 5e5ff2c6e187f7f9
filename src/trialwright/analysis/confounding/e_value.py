"""The E-value: how strong an unmeasured confounder had to be to explain an effect away."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt
from typing import Literal, get_args

from trialwright.analysis.numeric.columns import analysis_error
from trialwright.analysis.numeric.options import check_number

EffectScale = Literal[
    "risk_ratio",
    "rate_ratio",
    "hazard_ratio_rare",
    "hazard_ratio_common",
    "odds_ratio_rare",
    "odds_ratio_common",
    "standardised_difference",
]


@dataclass(frozen=True)
class EValue:
    """`point` for the estimate, `limit` for the confidence limit nearest to no effect.

    `limit` is 1 when the limits include the null: no confounding is needed to reach it. None
    without limits. `risk_ratio`: the estimate on the scale of a risk ratio, with its limits.
    """

    point: float
    limit: float | None
    risk_ratio: float
    risk_ratio_lower: float | None
    risk_ratio_upper: float | None


def e_value(
    estimate: float,
    *,
    scale: EffectScale = "risk_ratio",
    lower: float | None = None,
    upper: float | None = None,
    null: float | None = None,
) -> EValue:
    """The least strength, as risk ratios, of a confounder with treatment and with outcome alike.

    E = RR + sqrt(RR (RR - 1)), RR below 1 inverted first (VanderWeele & Ding 2017). Scales:
    risk, rate and rare hazard or odds ratios (outcome in fewer than 15 % at the end) are taken as
    risk ratios; a hazard ratio of a common outcome as (1 - 0.5^sqrt(HR))/(1 - 0.5^sqrt(1/HR)); an
    odds ratio of one as its square root; a difference of means in standard deviations d as
    exp(0.91 d), with limits converted alike: exp(0.91 d +- 1.78 SE) for those at 95 %.
    `null`: the value to explain the estimate down to, on the estimate's scale; absent: no effect.
    Raises AnalysisError for a ratio that is not above 0, or limits that do not hold the estimate.
    """
    if scale not in get_args(EffectScale):
        raise analysis_error("scale", f"unknown scale {scale!r}", f"use {get_args(EffectScale)}")
    _check_limits(estimate, lower, upper)
    if null is not None:
        check_number(null, "null")
    neutral = 0.0 if scale == "standardised_difference" else 1.0
    target = _as_risk_ratio(neutral if null is None else null, scale)
    ratio = _as_risk_ratio(estimate, scale)
    limits = tuple(None if x is None else _as_risk_ratio(x, scale) for x in (lower, upper))
    return EValue(
        point=_e_value(ratio / target),
        limit=_limit_e_value(ratio / target, limits, target),
        risk_ratio=ratio,
        risk_ratio_lower=limits[0],
        risk_ratio_upper=limits[1],
    )


def _check_limits(estimate: float, lower: float | None, upper: float | None) -> None:
    for value, name in ((estimate, "estimate"), (lower, "lower"), (upper, "upper")):
        if value is not None or name == "estimate":
            check_number(value, name)
    below = lower is not None and not lower <= estimate
    above = upper is not None and not upper >= estimate
    if below or above or estimate != estimate:
        raise analysis_error(
            "estimate", f"the limits {lower} and {upper} do not hold the estimate {estimate}"
        )


def _as_risk_ratio(value: float, scale: EffectScale) -> float:
    if scale == "standardised_difference":
        return exp(0.91 * value)
    if not 0 < value < float("inf"):
        raise analysis_error("estimate", f"a ratio is above 0, this one is {value:g}")
    if scale == "hazard_ratio_common":
        return float((1 - 0.5 ** sqrt(value)) / (1 - 0.5 ** sqrt(1 / value)))
    if scale == "odds_ratio_common":
        return sqrt(value)
    return value


def _e_value(ratio: float) -> float:
    away = ratio if ratio >= 1 else 1 / ratio
    return away + sqrt(away * (away - 1))


def _limit_e_value(ratio: float, limits: tuple[float | None, ...], target: float) -> float | None:
    nearest = limits[0] if ratio >= 1 else limits[1]
    if nearest is None:
        return None
    beyond = nearest / target
    crossed = beyond <= 1 if ratio >= 1 else beyond >= 1
    return 1.0 if crossed else _e_value(beyond)
