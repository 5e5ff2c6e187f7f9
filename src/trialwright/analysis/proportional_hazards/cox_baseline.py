"""The baseline hazard of a Cox model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit
from trialwright.analysis.proportional_hazards.hazard_steps import Label, hazard_steps


@dataclass(frozen=True, eq=False)
class CoxBaseline:
    """The cumulative baseline hazard of one stratum: `hazard` at each distinct `time` (m).

    `stratum`: its value in each column of strata; empty without strata.
    """

    stratum: Label
    time: FloatArray
    hazard: FloatArray


def cox_baseline(fit: CoxFit, *, centered: bool = False) -> tuple[CoxBaseline, ...]:
    """The cumulative hazard of somebody with covariates 0, or at their means if `centered`.

    One for each stratum, in sorted order; a row for each distinct time, those of censorings
    included. The estimator goes with the ties of the fit: Breslow (1974), or Efron (1977) with a
    denominator for each tied death. The offset is taken as 0. Means are of all rows, unweighted;
    R's survival leaves columns of 0 and 1 at 0 instead. Raises AnalysisError for a fit with exact
    ties, which models odds and not hazards.
    """
    design = fit.data.design
    log_hazard = 0.0 if centered else -float(design.mean @ fit.coef)
    factor = np.exp(log_hazard - fit.moments.shift)
    return tuple(
        CoxBaseline(steps.label, steps.time, steps.hazard * factor) for steps in hazard_steps(fit)
    )
