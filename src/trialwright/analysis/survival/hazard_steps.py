"""What each time adds to a cumulative hazard or to log S, to its variance, and through whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.survival.event_table import EventTable
from trialwright.analysis.survival.jackknife import RowInfluence

CumulativeHazard = Literal["nelson_aalen", "tie_corrected"]


@dataclass(frozen=True, eq=False)
class HazardSteps:
    """A row for each time (m): `hazard` and `variance`, of which the estimate and its variance are
    the cumulated sums, and the `influence` of the rows.
    """

    hazard: FloatArray
    variance: FloatArray
    influence: RowInfluence


def compute_hazard_steps(table: EventTable, kind: CumulativeHazard) -> HazardSteps:
    """Nelson-Aalen d/n, or tied events one after the other (Fleming & Harrington 1984)."""
    if kind not in get_args(CumulativeHazard):
        raise analysis_error(
            "cumulative_hazard",
            f"unknown cumulative_hazard {kind!r}",
            "use nelson_aalen or tie_corrected",
        )
    return _nelson_aalen(table) if kind == "nelson_aalen" else _tie_corrected(table)


def _nelson_aalen(table: EventTable) -> HazardSteps:
    hazard = table.n_event / table.n_risk
    variance = hazard / table.n_risk
    return HazardSteps(hazard, variance, RowInfluence(-variance, 1 / table.n_risk))


def _tie_corrected(table: EventTable) -> HazardSteps:
    """d tied events of mean weight w leave one by one: the sum of w/(n - k w) over k = 0..d-1.

    One tied event's weight moves the k-th denominator by 1 - k/d, anybody else's by 1.
    """
    at_events = np.flatnonzero(table.deaths)
    d = table.deaths[at_events]
    row = np.repeat(np.arange(len(d)), d)
    rank = np.arange(len(row)) - np.repeat(np.cumsum(d) - d, d)
    mean_weight = table.n_event[at_events] / d
    inverse = 1 / (table.n_risk[at_events][row] - rank * mean_weight[row])

    def total(terms: FloatArray) -> FloatArray:
        sums = np.zeros(len(table.time))
        sums[at_events] = np.bincount(row, weights=terms, minlength=len(d))
        return sums

    hazard = total(mean_weight[row] * inverse)
    variance = total(mean_weight[row] * inverse**2)
    jump = total((inverse + mean_weight[row] * rank * inverse**2) / d[row])
    return HazardSteps(hazard, variance, RowInfluence(-variance, jump))


def compute_log_survival_steps(table: EventTable) -> tuple[FloatArray, RowInfluence]:
    """Greenwood's d/(n(n-d)), infinite where all at risk have the event, and the influence on
    log S; there, S is 0 and nobody's weight moves it.
    """
    stays = table.n_risk - table.n_event
    with np.errstate(divide="ignore"):
        greenwood = table.n_event / (table.n_risk * stays)
        jump = -1 / stays
    if stays.min() > 0:
        return greenwood, RowInfluence(greenwood, jump)
    alive = stays > 0
    return greenwood, RowInfluence(np.where(alive, greenwood, 0.0), np.where(alive, jump, 0.0))
