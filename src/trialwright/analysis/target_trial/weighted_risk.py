"""The risk over time of weighted pieces of follow-up, competing events allowed for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class RiskCurve:
    """The risk as a step function: `risk` (k) from each `time` (k) of an event on, 0 before."""

    time: FloatArray
    risk: FloatArray

    def at(self, time: float) -> float:
        """The risk by `time`, an event at it counted."""
        row = int(np.searchsorted(self.time, time, side="right"))
        return float(self.risk[row - 1]) if row else 0.0


def compute_weighted_risk(
    entry: FloatArray,
    time: FloatArray,
    event: BoolArray,
    competing: BoolArray,
    weight: FloatArray,
) -> RiskCurve:
    """Weighted Aalen-Johansen estimate; 1 - weighted Kaplan-Meier without competing events.

    Pieces (m) are at risk on (entry, time]. At each time the weighted part of those at risk who
    have the event is added, times the probability of having had neither event before.
    """
    ends = event | competing
    moments, place = np.unique(time[ends], return_inverse=True)
    at_risk = _weight_from(time, weight, moments) - _weight_from(entry, weight, moments)
    events = np.bincount(place, weight[ends] * event[ends], len(moments)) / at_risk
    any_event = np.bincount(place, weight[ends], len(moments)) / at_risk
    free = np.cumprod(1 - np.minimum(any_event, 1.0))
    before = np.concatenate(([1.0], free[:-1]))
    return RiskCurve(moments, np.cumsum(before * events))


def _weight_from(values: FloatArray, weight: FloatArray, moments: FloatArray) -> FloatArray:
    """The weight of the pieces whose value is at or after each moment."""
    order: IntArray = np.argsort(values, kind="stable")
    sums = np.concatenate(([0.0], np.cumsum(weight[order][::-1])))
    found: FloatArray = sums[len(values) - np.searchsorted(values[order], moments, side="left")]
    return found
