"""The same Cox model again and again, for the bootstrap: coefficients and nothing else."""

from __future__ import annotations

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.numeric.regular_columns import regular_columns
from trialwright.analysis.proportional_hazards.cox_likelihood import PartialLikelihood, Ties
from trialwright.analysis.proportional_hazards.newton import climb
from trialwright.analysis.proportional_hazards.sorted_rows import SortedRows


def refit(rows: SortedRows, *, ties: Ties = "efron") -> FloatArray:
    """Coefficients (p) of the covariates as they stand in `rows`; NaN where none are finite.

    Nothing is checked. Take `fit.data.rows` of a fit, whose covariates are scaled, draw with
    `rows.resampled(count)` or change weights with `rows.reweighted(weight)`, and divide by
    `fit.data.design.scale` in the end. Some 0.1 ms for 332 rows and 4 covariates.
    """
    likelihood, p = PartialLikelihood(rows, ties), rows.x.shape[1]
    start = likelihood.at(np.zeros(p))
    if regular_columns(start.information, np.full(p, likelihood.deaths)).all():
        climbed = climb(likelihood, start)
        if climbed.converged:
            return climbed.coef
    return np.full(p, np.nan)
