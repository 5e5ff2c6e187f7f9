"""The matrix of a logistic model, checked and put on a common scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, analysis_error
from trialwright.analysis.numeric.regular_columns import regular_columns
from trialwright.analysis.numeric.terms import Covariates, model_matrix, read_terms


@dataclass(frozen=True, eq=False)
class LogisticDesign:
    """Columns of the model by name: `original` (n x p), and `scaled` = original @ `scaling`.

    With an intercept the other scaled columns have mean 0 and standard deviation 1 over the rows
    that count, without one a mean square of 1: sums of squares stay well away from rounding.
    Coefficients of the original columns are `scaling` (p x p) times those of the scaled ones.
    """

    names: tuple[str, ...]
    original: FloatArray
    scaled: FloatArray
    scaling: FloatArray


def check_logistic_design(
    covariates: Covariates, counts: BoolArray, *, intercept: bool
) -> LogisticDesign:
    """Build the design of n rows, of which those with `counts` (n) have a positive weight.

    Raises AnalysisError naming a covariate with missing values or another length, one that is
    constant beside the intercept, and one that the columns before it determine.
    """
    n = len(counts)
    names, original, _ = model_matrix(read_terms(covariates, n), n, intercept=intercept)
    if not names:
        raise analysis_error("covariates", "a model without intercept needs a covariate")
    scaling = _scaling(original[counts], intercept)
    scaled = original @ scaling
    gram = scaled[counts].T @ scaled[counts]
    # A scaled column's sum of squares is the number of rows; what earlier columns explain goes.
    regular = regular_columns(gram, np.full(len(names), float(np.count_nonzero(counts))))
    if not regular.all():
        name = names[int(np.argmin(regular))]
        raise analysis_error(
            name,
            f"{name} is constant, or the covariates before it determine it",
            "drop it, or the covariate that says the same",
        )
    return LogisticDesign(names, original, scaled, scaling)


def _scaling(columns: FloatArray, intercept: bool) -> FloatArray:
    centre = columns.mean(axis=0) if intercept else np.zeros(columns.shape[1])
    spread = np.sqrt(((columns - centre) ** 2).mean(axis=0))
    # What rounding leaves of a constant column is not its spread.
    constant = spread <= 1e-12 * np.abs(columns).max(axis=0)
    scaling = np.diag(1 / np.where(constant, 1.0, spread))
    if intercept:
        scaling[0] -= centre @ scaling
        scaling[0, 0] = 1.0
    return scaling
