"""The restricted mean of one group: the mean time free of the event up to tau."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.options import check_number
from trialwright.analysis.survival.curve_units import CurveUnits, CurveVariance, read_units
from trialwright.analysis.survival.event_table import EventTable, derive_event_table
from trialwright.analysis.survival.hazard_steps import (
    greenwood_steps,
    log_survival_influence,
    product_limit,
)
from trialwright.analysis.survival.jackknife import RowInfluence, influence_at_end
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True)
class RestrictedMean:
    """`estimate`: mean time to the event or tau, whichever comes first (RMST), with its standard
    error and limits; `lost`: tau - RMST, the mean time lost to the event (RMTL), which has the same
    standard error. All in the unit of time. `n` rows.
    """

    tau: float
    estimate: float
    std_err: float
    lower: float
    upper: float
    lost: float
    lost_lower: float
    lost_upper: float
    n: int


def restricted_mean(
    time: ArrayLike,
    event: ArrayLike,
    *,
    tau: float,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    variance: CurveVariance = "greenwood",
    conf_level: float = 0.95,
    merge_close_times: bool = False,
) -> RestrictedMean:
    """Measure the area under the Kaplan-Meier curve of one group from 0 to `tau`.

    Irwin 1949; variance by Greenwood's plug-in, the sum over event times t <= tau of
    (area from t to tau)^2 d/(n(n-d)) (Klein & Moeschberger 2003, section 4.5), or by the
    infinitesimal jackknife over rows or clusters. Normal limits. Columns, ties, censoring, delayed
    entry, weights and errors are those of `kaplan_meier`. Raises AnalysisError also for a tau the
    curve does not reach (naming the largest it does), times below 0, and a risk set that runs
    empty before tau until somebody enters.
    """
    times = SurvivalTimes.from_columns(time, event, entry, merge_close_times=merge_close_times)
    units = read_units(times.n, weights, cluster, variance)
    area = measure_area(times, units)
    check_tau(tau, {"the group": area})
    return area.to(tau, conf_level)


@dataclass(frozen=True, eq=False)
class CurveArea:
    """One group's Kaplan-Meier curve, whose area is asked for."""

    times: SurvivalTimes
    units: CurveUnits
    table: EventTable
    surv: FloatArray

    @property
    def last_time(self) -> float:
        return float(self.table.time[-1])

    @property
    def reach(self) -> float:
        """How far the curve is known: to the last time, or for good once it is 0."""
        return np.inf if self.surv[-1] == 0 else self.last_time

    def to(self, tau: float, conf_level: float) -> RestrictedMean:
        """The area from 0 to tau, with its limits."""
        until = int(np.searchsorted(self.table.time, tau, side="right"))
        corners = np.concatenate(([0.0], self.table.time[:until], [tau]))
        areas = np.concatenate(([1.0], self.surv[:until])) * np.diff(corners)
        estimate = float(areas.sum())
        after = np.zeros(len(self.surv))
        after[:until] = np.cumsum(areas[:0:-1])[::-1]
        std_err = float(np.sqrt(self._variance(after)))
        reach = normal_quantile(conf_level) * std_err
        lost = tau - estimate
        return RestrictedMean(
            tau=float(tau),
            estimate=estimate,
            std_err=std_err,
            lower=estimate - reach,
            upper=estimate + reach,
            lost=lost,
            lost_lower=lost - reach,
            lost_upper=lost + reach,
            n=self.times.n,
        )

    def _variance(self, after: FloatArray) -> float:
        """`after` (m): the area from each time to tau, 0 at and after tau.

        A row that moves log S by u at time t moves S, and so the area, by u S from t on.
        """
        rows = self.units.place(self.times, self.table)
        if rows is None:
            # Where all at risk have the event the term is infinite, and the area after it 0.
            terms = np.where(after > 0, greenwood_steps(self.table), 0.0)
            return float(after**2 @ terms)
        influence = log_survival_influence(self.table)
        moved = RowInfluence(influence.compensator * after, influence.jump * after)
        by_unit = influence_at_end(rows, moved)
        return float(by_unit @ by_unit)


def measure_area(times: SurvivalTimes, units: CurveUnits) -> CurveArea:
    """Draw the curve of one group."""
    if times.time.min() < 0 or (times.entry is not None and times.entry.min() < 0):
        raise analysis_error("time", "a mean time from 0 needs times that are not below 0")
    table = derive_event_table(times, units.weights)
    return CurveArea(times, units, table, product_limit(table))


def check_tau(tau: float, areas: dict[str, CurveArea]) -> None:
    """Raises AnalysisError unless every group's curve is known up to tau."""
    if not 0 < check_number(tau, "tau") < np.inf:
        raise analysis_error("tau", f"tau {tau} is not a time above 0")
    reach = min(area.reach for area in areas.values())
    if reach == np.inf:
        reach = max(area.last_time for area in areas.values())
    if tau > reach:
        raise analysis_error(
            "tau",
            f"tau {tau:g} lies beyond what the follow-up shows of every group",
            f"use a tau up to {reach:g}",
        )
    for name, area in areas.items():
        empty = [time for time in area.table.emptied_at if time < tau]
        if empty:
            raise analysis_error(
                "entry",
                f"nobody of {name} is at risk after {empty[0]:g} until somebody enters: "
                "the curve is not known there",
                "start the clock later, for example at a landmark",
            )
