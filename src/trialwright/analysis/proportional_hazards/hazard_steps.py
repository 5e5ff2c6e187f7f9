"""The cumulative baseline hazard of each stratum of a Cox model, with what its error is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit

Label = tuple[Any, ...]
"""What identifies a stratum: its value in each column of strata; empty without strata."""


@dataclass(frozen=True, eq=False)
class HazardSteps:
    """Sums over the deaths up to each distinct time of a stratum (m).

    For somebody with hazard 1 in the scale of the fit's moments: `hazard`, its `variance` at
    known coefficients, and `mean` (m x p), the integral of the scaled covariates' mean at risk
    over the hazard.
    """

    label: Label
    time: FloatArray
    hazard: FloatArray
    variance: FloatArray
    mean: FloatArray


def hazard_steps(fit: CoxFit) -> tuple[HazardSteps, ...]:
    """One for each stratum, in sorted order. Raises AnalysisError for a fit with exact ties."""
    data, moments = fit.data, fit.moments
    steps = np.column_stack(
        (
            moments.hazard_step,
            moments.hazard_step / moments.denominator,
            moments.hazard_step[:, None] * moments.mean,
        )
    )
    stratum = np.zeros(data.times.n, dtype=np.intp) if data.stratum is None else data.stratum
    time_of_death = data.times.time[moments.sets.event_rows]
    stratum_of_death = stratum[moments.sets.event_rows]
    found = []
    for number in range(int(stratum.max()) + 1):
        rows = np.flatnonzero(stratum == number)
        deaths = stratum_of_death == number
        moment = np.unique(data.times.time[rows])
        summed = np.concatenate((np.zeros((1, steps.shape[1])), np.cumsum(steps[deaths], axis=0)))
        until = summed[np.searchsorted(time_of_death[deaths], moment, side="right")]
        label = tuple(column[rows[0]].item() for column in data.strata)
        found.append(HazardSteps(label, moment, until[:, 0], until[:, 1], until[:, 2:]))
    return tuple(found)
