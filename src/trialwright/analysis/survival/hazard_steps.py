"""What each time adds to a cumulative hazard and to the variance of a curve, and through whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, IntArray, analysis_error
from trialwright.analysis.survival.event_table import EventTable
from trialwright.analysis.survival.jackknife import RowInfluence

CumulativeHazard = Literal["nelson_aalen", "tie_corrected"]


@dataclass(frozen=True, eq=False)
class HazardSteps:
    """What each time (m) adds to the cumulative hazard, and to its variance."""

    hazard: FloatArray
    variance: FloatArray


def check_cumulative_hazard(kind: CumulativeHazard) -> None:
    """Raises AnalysisError for a kind that is not nelson_aalen or tie_corrected."""
    if kind not in get_args(CumulativeHazard):
        raise analysis_error(
            "cumulative_hazard",
            f"unknown cumulative_hazard {kind!r}",
            "use nelson_aalen or tie_corrected",
        )


def compute_hazard_steps(table: EventTable, kind: CumulativeHazard) -> HazardSteps:
    """Nelson-Aalen's d/n, or tied events one after the other (Fleming & Harrington 1984)."""
    check_cumulative_hazard(kind)
    if kind == "nelson_aalen":
        hazard = table.n_event / table.n_risk
        return HazardSteps(hazard, hazard / table.n_risk)
    tied = _TiedEvents.of(table)
    return HazardSteps(
        tied.total(tied.mean_weight * tied.inverse), tied.total(tied.mean_weight * tied.inverse**2)
    )


def hazard_influence(table: EventTable, kind: CumulativeHazard) -> RowInfluence:
    """How the weights of the rows move the cumulative hazard."""
    if kind == "nelson_aalen":
        return RowInfluence(-table.n_event / table.n_risk**2, 1 / table.n_risk)
    tied = _TiedEvents.of(table)
    # One tied event's weight moves the k-th denominator by 1 - k/d, anybody else's by 1.
    own = tied.inverse + tied.mean_weight * tied.rank * tied.inverse**2
    return RowInfluence(
        -tied.total(tied.mean_weight * tied.inverse**2), tied.total(own / tied.deaths)
    )


def product_limit(table: EventTable) -> FloatArray:
    """S, the product of 1 - d/n, at each time (m)."""
    return np.cumprod((table.n_risk - table.n_event) / table.n_risk, dtype=np.float64)


def greenwood_steps(table: EventTable) -> FloatArray:
    """What each time adds to the variance of log S: d/(n(n-d)), infinite where all at risk have
    the event.
    """
    with np.errstate(divide="ignore"):
        return table.n_event / (table.n_risk * (table.n_risk - table.n_event))


def product_limit_and_error(table: EventTable) -> tuple[FloatArray, FloatArray]:
    """S, and the standard error of log S by Greenwood.

    The same as above in one block of memory, which takes longer to get than to compute with.
    """
    surv, std_err = np.empty((2, len(table.time)))
    stays = np.subtract(table.n_risk, table.n_event, out=std_err)
    np.divide(stays, table.n_risk, out=surv)
    np.cumprod(surv, out=surv)
    stays *= table.n_risk
    with np.errstate(divide="ignore"):
        np.divide(table.n_event, stays, out=std_err)
    np.cumsum(std_err, out=std_err)
    np.sqrt(std_err, out=std_err)
    return surv, std_err


def log_survival_influence(table: EventTable) -> RowInfluence:
    """How the weights of the rows move log S; where S is 0 nobody's weight does."""
    stays = table.n_risk - table.n_event
    alive = stays > 0
    inverse = np.divide(1.0, stays, out=np.zeros_like(stays), where=alive)
    return RowInfluence(table.n_event / table.n_risk * inverse, -inverse)


@dataclass(frozen=True, eq=False)
class _TiedEvents:
    """Every event on its own: d tied ones of mean weight w leave one by one, with n - k w at risk
    before number k = 0..d-1.

    For each event: `row` of the table, `rank` k, `deaths` d, `mean_weight` w, and `inverse`
    1/(n - k w). `rows`: the length of the table.
    """

    row: IntArray
    rank: IntArray
    deaths: IntArray
    mean_weight: FloatArray
    inverse: FloatArray
    rows: int

    @classmethod
    def of(cls, table: EventTable) -> _TiedEvents:
        d = table.deaths.astype(np.intp)
        row = np.repeat(np.arange(len(d)), d)
        rank, deaths = np.arange(len(row)) - (np.cumsum(d) - d)[row], d[row]
        mean_weight = table.n_event[row] / deaths
        inverse = 1 / (table.n_risk[row] - rank * mean_weight)
        return cls(row, rank, deaths, mean_weight, inverse, len(table.deaths))

    def total(self, terms: FloatArray) -> FloatArray:
        """Sum over the events of each time."""
        sums = np.bincount(self.row, weights=terms, minlength=self.rows)
        return sums.astype(np.float64, copy=False)
