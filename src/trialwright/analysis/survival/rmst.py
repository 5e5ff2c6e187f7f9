"""Two groups compared by their restricted mean survival times."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from trialwright.analysis.numeric.columns import BoolArray, analysis_error
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.survival.curve_units import CurveUnits, CurveVariance, read_units
from trialwright.analysis.survival.restricted_mean import (
    RestrictedMean,
    check_tau,
    measure_area,
)
from trialwright.analysis.survival.survival_times import SurvivalTimes
from trialwright.analysis.survival.two_arms import code_arms


@dataclass(frozen=True)
class MeanContrast:
    """Treated against control: `estimate`, its limits and two-sided p.

    What cannot be computed is None: a ratio where an arm's mean is 0, limits and p of a contrast
    without any variance.
    """

    estimate: float | None
    lower: float | None
    upper: float | None
    p: float | None


@dataclass(frozen=True)
class RmstComparison:
    """Restricted mean of each arm up to `tau`; difference of RMST, ratio of RMST, and ratio of the
    times lost (RMTL), treated against control.
    """

    tau: float
    treated: RestrictedMean
    control: RestrictedMean
    difference: MeanContrast
    ratio: MeanContrast
    ratio_lost: MeanContrast


def rmst(
    time: ArrayLike,
    event: ArrayLike,
    treatment: ArrayLike,
    *,
    tau: float,
    treated: Any = 1,
    control: Any = 0,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    variance: CurveVariance = "greenwood",
    conf_level: float = 0.95,
    merge_close_times: bool = False,
) -> RmstComparison:
    """Compare the mean time free of the event up to `tau` in two arms (Royston & Parmar 2013).

    `treatment` (n) holds `treated` and `control` and nothing else. Each arm's mean and variance
    are those of `restricted_mean` (with weights from a propensity model: the jackknife); arms count
    as independent, so every `cluster` must lie within one arm.
    Normal limits and tests, of ratios on the log scale (Uno et al. 2014). Errors as in
    `restricted_mean`; AnalysisError also for an empty arm, another value in `treatment` or a cluster
    in both arms. Where both curves end at 0, the largest tau is the later of their last times.
    """
    times = SurvivalTimes.from_columns(time, event, entry, merge_close_times=merge_close_times)
    units = read_units(times.n, weights, cluster, variance)
    is_treated = code_arms(treatment, treated, control, times.n)
    _check_clusters(units, is_treated)
    areas = {
        str(arm): measure_area(times.rows(chosen), units.rows(np.flatnonzero(chosen)))
        for arm, chosen in ((treated, is_treated), (control, ~is_treated))
    }
    check_tau(tau, areas)
    one, zero = (area.to(tau, conf_level) for area in areas.values())
    z = normal_quantile(conf_level)
    return RmstComparison(
        tau=float(tau),
        treated=one,
        control=zero,
        difference=_difference(one, zero, z),
        ratio=_ratio((one.estimate, one.std_err), (zero.estimate, zero.std_err), z),
        ratio_lost=_ratio((one.lost, one.std_err), (zero.lost, zero.std_err), z),
    )


def _check_clusters(units: CurveUnits, is_treated: BoolArray) -> None:
    if units.cluster is None:
        return
    both = np.intersect1d(units.cluster[is_treated], units.cluster[~is_treated])
    if len(both):
        row = int(np.flatnonzero(units.cluster == both[0])[0])
        raise analysis_error(
            "cluster",
            f"{len(both)} clusters have rows in both arms, first the one of row {row + 1}: "
            "the arms are not independent",
            "compare within clusters, or bootstrap clusters",
        )


def _difference(one: RestrictedMean, zero: RestrictedMean, z: float) -> MeanContrast:
    estimate, std_err = one.estimate - zero.estimate, sqrt(one.std_err**2 + zero.std_err**2)
    if std_err == 0:
        return MeanContrast(estimate, None, None, None)
    p = _two_sided(estimate / std_err)
    return MeanContrast(estimate, estimate - z * std_err, estimate + z * std_err, p)


def _ratio(one: tuple[float, float], zero: tuple[float, float], z: float) -> MeanContrast:
    """Of (mean, standard error) each, by the delta method on the log scale."""
    if zero[0] <= 0:
        return MeanContrast(None, None, None, None)
    if one[0] <= 0:
        return MeanContrast(0.0, None, None, None)
    estimate = log(one[0] / zero[0])
    std_err = sqrt((one[1] / one[0]) ** 2 + (zero[1] / zero[0]) ** 2)
    if std_err == 0:
        return MeanContrast(exp(estimate), None, None, None)
    lower, upper = exp(estimate - z * std_err), exp(estimate + z * std_err)
    return MeanContrast(exp(estimate), lower, upper, _two_sided(estimate / std_err))


def _two_sided(z: float) -> float:
    return float(2 * ndtr(-abs(z)))
