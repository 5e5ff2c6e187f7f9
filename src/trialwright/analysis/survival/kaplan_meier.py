"""The Kaplan-Meier survival curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.survival.curve_limits import ConfType, check_limits
from trialwright.analysis.survival.curve_units import CurveVariance, read_units
from trialwright.analysis.survival.event_table import derive_event_table
from trialwright.analysis.survival.hazard_estimate import HazardEstimate
from trialwright.analysis.survival.hazard_steps import (
    CumulativeHazard,
    log_survival_influence,
    product_limit,
    product_limit_and_error,
)
from trialwright.analysis.survival.jackknife import jackknife_variance
from trialwright.analysis.survival.survival_curve import SurvivalCurve
from trialwright.analysis.survival.survival_times import SurvivalTimes


def kaplan_meier(
    time: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
    variance: CurveVariance = "greenwood",
    cumulative_hazard: CumulativeHazard = "nelson_aalen",
    merge_close_times: bool = False,
) -> SurvivalCurve:
    """Estimate how many stay free of the event over time, in one group.

    Product-limit estimate, S = product of 1 - d/n (Kaplan & Meier 1958), for censoring that tells
    nothing of the risk. Columns of n rows: `time` and `entry` in one unit, at risk on
    (entry, time]; `event` boolean or 0/1; `weights` positive; `cluster` any labels. Censored at an
    event time: still at risk there. Entered at it: not yet.

    `variance`: "greenwood", the sum of d/(n(n-d)) for log S (Greenwood 1926), where weights count
    as numbers of participants; "infinitesimal_jackknife", the sum over clusters, or rows, of the
    squared weighted influence on S (Jaeckel 1972), which is right for weights that are no counts,
    such as those of a propensity model. `cumulative_hazard`: "nelson_aalen", the sum of d/n with
    variance d/n^2 (Nelson 1972, Aalen 1978), or "tie_corrected" (`fleming_harrington`). Limits of
    S: `compute_curve_limits`. `merge_close_times`: times that differ by rounding only are ties.

    With delayed entry the risk set can run empty early: S stays as computed (0 for good after all
    at risk had the event) and `emptied_at` says so. S = 0: the standard error of log S is
    infinite and limits on the log scales are NaN; the standard error of S and plain limits are NaN
    by Greenwood, 0 by the jackknife.
    Raises AnalysisError for columns that `SurvivalTimes.from_columns` refuses, weights not above
    0, clusters with Greenwood's variance, and unknown options.
    """
    times = SurvivalTimes.from_columns(time, event, entry, merge_close_times=merge_close_times)
    units = read_units(times.n, weights, cluster, variance)
    check_limits(conf_type, conf_level)
    table = derive_event_table(times, units.weights)
    rows = units.place(times, table)
    if rows is None:
        surv, std_err_log = product_limit_and_error(table)
    else:
        surv = product_limit(table)
        moved = np.sqrt(jackknife_variance(rows, log_survival_influence(table)))
        std_err_log = np.where(surv > 0, moved, np.inf)
    return SurvivalCurve(
        time=table.time,
        n_risk=table.n_risk,
        n_event=table.n_event,
        n_censor=table.n_censor,
        surv=surv,
        std_err_log=std_err_log,
        n=times.n,
        n_events=times.n_events,
        emptied_at=table.emptied_at,
        conf_type=conf_type,
        conf_level=conf_level,
        variance=units.variance,
        exact=units.weights is None,
        at_risk=table.at_risk,
        hazard=HazardEstimate(table, rows, cumulative_hazard),
    )
