"""What a curve's variance is a sum over: numbers of participants, or rows and clusters of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    check_weights,
    code_levels,
)
from trialwright.analysis.survival.event_table import EventTable
from trialwright.analysis.survival.jackknife import PlacedRows, place_rows
from trialwright.analysis.survival.survival_times import SurvivalTimes

CurveVariance = Literal["greenwood", "infinitesimal_jackknife"]


@dataclass(frozen=True, eq=False)
class CurveUnits:
    """Case weights (n), clusters numbered from 0 (n), and which variance to compute of them."""

    weights: FloatArray | None = None
    cluster: IntArray | None = None
    variance: CurveVariance = "greenwood"

    def place(self, times: SurvivalTimes, table: EventTable) -> PlacedRows | None:
        """The rows for the infinitesimal jackknife; None where the variance is Greenwood's."""
        if self.variance == "greenwood":
            return None
        return place_rows(times, table, self.weights, self.cluster)

    def rows(self, chosen: IntArray) -> CurveUnits:
        """The units of the rows with these numbers, in that order."""
        return CurveUnits(
            None if self.weights is None else self.weights[chosen],
            None if self.cluster is None else self.cluster[chosen],
            self.variance,
        )


def read_units(
    n: int, weights: ArrayLike | None, cluster: ArrayLike | None, variance: CurveVariance
) -> CurveUnits:
    """Check weights and clusters of n rows. Raises AnalysisError for clusters that the variance
    would not look at.
    """
    if variance not in get_args(CurveVariance):
        raise analysis_error(
            "variance", f"unknown variance {variance!r}", "use greenwood or infinitesimal_jackknife"
        )
    if cluster is not None and variance == "greenwood":
        raise analysis_error(
            "cluster",
            "Greenwood's variance takes every participant as independent of the others",
            "use variance='infinitesimal_jackknife', or leave cluster out",
        )
    return CurveUnits(
        None if weights is None else check_weights(weights, n),
        None if cluster is None else code_levels(cluster, "cluster", n),
        variance,
    )
