"""The cumulative hazard (Nelson-Aalen), and the survival curve made of it (Fleming-Harrington)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.survival.curve_limits import (
    ConfType,
    HazardConfType,
    check_limits,
    compute_hazard_limits,
)
from trialwright.analysis.survival.curve_units import CurveVariance, read_units
from trialwright.analysis.survival.event_table import derive_event_table
from trialwright.analysis.survival.hazard_estimate import HazardEstimate
from trialwright.analysis.survival.hazard_steps import CumulativeHazard
from trialwright.analysis.survival.survival_curve import SurvivalCurve
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class HazardCurve:
    """The cumulative hazard H, a row for each distinct time, censored times included.

    `n_risk` just before, `n_event` and `n_censor` at `time`: numbers, or sums of weights.
    `std_err` of H; `lower`, `upper` its limits. `n`, `n_events` count rows. `emptied_at`: times
    after which nobody was at risk until somebody entered.
    """

    time: FloatArray
    n_risk: FloatArray
    n_event: FloatArray
    n_censor: FloatArray
    cumhaz: FloatArray
    std_err: FloatArray
    lower: FloatArray
    upper: FloatArray
    n: int
    n_events: int
    emptied_at: tuple[float, ...]
    conf_type: HazardConfType
    conf_level: float


def nelson_aalen(
    time: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    conf_type: HazardConfType = "log",
    conf_level: float = 0.95,
    variance: CurveVariance = "greenwood",
    cumulative_hazard: CumulativeHazard = "nelson_aalen",
    merge_close_times: bool = False,
) -> HazardCurve:
    """Estimate the cumulative hazard of one group, the sum of d/n (Nelson 1972, Aalen 1978).

    Columns, ties, censoring, delayed entry and errors are those of `kaplan_meier`. `variance`:
    "greenwood", the sum of d/n^2 (Aalen's; weights count as numbers of participants), or
    "infinitesimal_jackknife". `cumulative_hazard`: "tie_corrected" lets d tied events happen one
    after the other, the sum over k = 0..d-1 of 1/(n-k), variance of 1/(n-k)^2 (Fleming &
    Harrington 1984); with weights, each takes their mean weight off n. `conf_type`: limits on the
    scale of H ("plain", cut at 0) or of log H.
    """
    times = SurvivalTimes.from_columns(time, event, entry, merge_close_times=merge_close_times)
    units = read_units(times.n, weights, cluster, variance)
    table = derive_event_table(times, units.weights)
    hazard = HazardEstimate(table, units.place(times, table), cumulative_hazard)
    lower, upper = compute_hazard_limits(hazard.cumhaz, hazard.std_err, conf_type, conf_level)
    return HazardCurve(
        time=table.time,
        n_risk=table.n_risk,
        n_event=table.n_event,
        n_censor=table.n_censor,
        cumhaz=hazard.cumhaz,
        std_err=hazard.std_err,
        lower=lower,
        upper=upper,
        n=times.n,
        n_events=times.n_events,
        emptied_at=table.emptied_at,
        conf_type=conf_type,
        conf_level=conf_level,
    )


def fleming_harrington(
    time: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
    variance: CurveVariance = "greenwood",
    cumulative_hazard: CumulativeHazard = "tie_corrected",
    merge_close_times: bool = False,
) -> SurvivalCurve:
    """Estimate S = exp(-H) from the cumulative hazard H of one group.

    With "nelson_aalen" that is Breslow's curve, with "tie_corrected" Fleming & Harrington's
    (1984). The standard error of log S is that of H (`nelson_aalen`); S never reaches 0.
    Everything else as in `kaplan_meier`.
    """
    check_limits(conf_type, conf_level)
    times = SurvivalTimes.from_columns(time, event, entry, merge_close_times=merge_close_times)
    units = read_units(times.n, weights, cluster, variance)
    table = derive_event_table(times, units.weights)
    hazard = HazardEstimate(table, units.place(times, table), cumulative_hazard)
    surv = np.exp(-hazard.cumhaz)
    return SurvivalCurve(
        time=table.time,
        n_risk=table.n_risk,
        n_event=table.n_event,
        n_censor=table.n_censor,
        surv=surv,
        std_err_log=hazard.std_err,
        n=times.n,
        n_events=times.n_events,
        emptied_at=table.emptied_at,
        conf_type=conf_type,
        conf_level=conf_level,
        variance=variance,
        exact=False,
        at_risk=table.at_risk,
        hazard=hazard,
    )
