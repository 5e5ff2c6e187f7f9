"""The covariates of a Cox model, checked and put on a common scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, IntArray, analysis_error
from trialwright.analysis.numeric.terms import Covariates, model_matrix, read_terms


@dataclass(frozen=True, eq=False)
class Design:
    """Covariates by name: `scaled` (n x p) has mean 0 and standard deviation 1 in each column.

    A coefficient of a scaled column is one of the original column times `scale` (p). Centring
    changes no coefficient, and keeps exponentials and sums of squares well away from rounding.
    `terms`: the names of the terms; `of_term` (p) says to which a column belongs.
    """

    names: tuple[str, ...]
    terms: tuple[str, ...]
    of_term: IntArray
    original: FloatArray
    scaled: FloatArray
    mean: FloatArray
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
    names, original, of_term = model_matrix(terms, n, intercept=False)
    mean = original.mean(axis=0)
    centred = original - mean
    scale = np.sqrt(np.einsum("ij,ij->j", centred, centred) / n)
    _check_variation(names, original, scale)
    return Design(
        names=names,
        terms=tuple(term.name for term in terms),
        of_term=of_term,
        original=original,
        scaled=centred / scale,
        mean=mean,
        scale=scale,
    )


def _check_variation(names: tuple[str, ...], original: FloatArray, scale: FloatArray) -> None:
    # A constant column may have a spread of some rounding; one that varies little may have none.
    smallest = np.finfo(np.float64).eps * np.abs(original).max(axis=0, initial=0.0)
    for j in np.flatnonzero(~(scale > 4 * smallest)):
        column = original[:, j]
        same = column.min() == column.max()
        raise analysis_error(
            names[j],
            f"{names[j]} is {column[0]:g} in every row: it has no effect to estimate"
            if same
            else f"{names[j]} varies by less than its values can hold: take a constant off it",
            "drop it" if same else "",
        )
