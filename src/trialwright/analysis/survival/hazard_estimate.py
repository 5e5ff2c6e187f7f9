"""The cumulative hazard of a table of events, with its standard error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.survival.event_table import EventTable
from trialwright.analysis.survival.hazard_steps import (
    CumulativeHazard,
    HazardSteps,
    check_cumulative_hazard,
    compute_hazard_steps,
    hazard_influence,
)
from trialwright.analysis.survival.jackknife import PlacedRows, jackknife_variance


@dataclass(frozen=True, eq=False)
class HazardEstimate:
    """H at each time (m) of `table`, computed when it is first read; `rows` ask for the jackknife."""

    table: EventTable
    rows: PlacedRows | None
    kind: CumulativeHazard

    def __post_init__(self) -> None:
        check_cumulative_hazard(self.kind)

    @cached_property
    def cumhaz(self) -> FloatArray:
        return np.cumsum(self._steps.hazard)

    @cached_property
    def std_err(self) -> FloatArray:
        if self.rows is None:
            return np.sqrt(np.cumsum(self._steps.variance))
        return np.sqrt(jackknife_variance(self.rows, hazard_influence(self.table, self.kind)))

    @cached_property
    def _steps(self) -> HazardSteps:
        return compute_hazard_steps(self.table, self.kind)
