"""The covariates of a Cox model, checked and put on a common scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.terms import Covariates, model_matrix, read_terms


@dataclass(frozen=True, eq=False)
class Design:
    """Covariates by name: `scaled` (n x p) has mean 0 and standard deviation 1 in each column.

    A coefficient of a scaled column is one of the original column times `scale` (p). Centring
    changes no coefficient, and keeps exponentials and sums of squares well away from rounding.
    """

    names: tuple[str, ...]
    original: FloatArray
    scaled: FloatArray
    scale: FloatArray

    def predictor(self, coef: FloatArray) -> FloatArray:
        """The linear predictor (n), equal for rows with equal covariates to the last bit.

        A matrix product may round equal rows differently, and then they would not tie.
        """
        total = np.zeros(len(self.original))
        for column, beta in zip(self.original.T, coef, strict=True):
            total = total + column * beta
        return total


def check_design(covariates: Covariates, n: int) -> Design:
    """Build the design. Raises AnalysisError naming the covariate which has missing values, the
    wrong length, or one value only.
    """
    terms = read_terms(covariates, n)
    if not terms:
        raise analysis_error("covariates", "a Cox model needs at least one covariate")
    names, original, _ = model_matrix(terms, n, intercept=False)
    for name, column in zip(names, original.T, strict=True):
        if column.min() == column.max():
            raise analysis_error(
                name,
                f"{name} is {column[0]:g} in every row: it has no effect to estimate",
                "drop it",
            )
    centred = original - original.mean(axis=0)
    scale = np.sqrt((centred**2).mean(axis=0))
    return Design(names, original, centred / scale, scale)
