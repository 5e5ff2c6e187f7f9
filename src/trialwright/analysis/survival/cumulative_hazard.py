"""The cumulative hazard (Nelson-Aalen), and the survival curve made of it (Fleming-Harrington)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.survival.curve_limits import (
    ConfType,
    HazardConfType,
    compute_curve_limits,
    compute_hazard_limits,
)
from trialwright.analysis.survival.curve_units import CurveVariance, read_units, standard_error
from trialwright.analysis.survival.event_table import derive_event_table
from trialwright.analysis.survival.hazard_steps import CumulativeHazard, compute_hazard_steps
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
    steps = compute_hazard_steps(table, cumulative_hazard)
    cumhaz = np.cumsum(steps.hazard)
    std_err = standard_error(units.place(times, table), steps.variance, steps.influence)
    lower, upper = compute_hazard_limits(cumhaz, std_err, conf_type, conf_level)
    return HazardCurve(
        time=table.time,
        n_risk=table.n_risk,
        n_event=table.n_event,
        n_censor=table.n_censor,
        cumhaz=cumhaz,
        std_err=std_err,
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
    times = SurvivalTimes.from_columns(time, event, entry, merge_close_times=merge_close_times)
    units = read_units(times.n, weights, cluster, variance)
    table = derive_event_table(times, units.weights)
    steps = compute_hazard_steps(table, cumulative_hazard)
    cumhaz = np.cumsum(steps.hazard)
    std_chaz = standard_error(units.place(times, table), steps.variance, steps.influence)
    surv = np.exp(-cumhaz)
    lower, upper = compute_curve_limits(surv, std_chaz, conf_type, conf_level)
    return SurvivalCurve(
        time=table.time,
        n_risk=table.n_risk,
        n_event=table.n_event,
        n_censor=table.n_censor,
        surv=surv,
        std_err_log=std_chaz,
        std_err=surv * std_chaz,
        lower=lower,
        upper=upper,
        cumhaz=cumhaz,
        std_chaz=std_chaz,
        n=times.n,
        n_events=times.n_events,
        emptied_at=table.emptied_at,
        conf_type=conf_type,
        conf_level=conf_level,
        exact=False,
        at_risk=table.at_risk,
    )
