"""The covariates of a Cox model, checked and put on a common scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import FloatArray, analysis_error, check_numbers


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


def check_design(covariates: Mapping[str, ArrayLike], n: int) -> Design:
    """Build the design from columns by name. Raises AnalysisError naming the covariate which has
    missing values, the wrong length, or one value only.
    """
    if not covariates:
        raise analysis_error("covariates", "a Cox model needs at least one covariate")
    columns = [_check_column(name, values, n) for name, values in covariates.items()]
    original = np.column_stack(columns)
    centred = original - original.mean(axis=0)
    scale = np.sqrt((centred**2).mean(axis=0))
    return Design(tuple(covariates), original, centred / scale, scale)


def _check_column(name: str, values: ArrayLike, n: int) -> FloatArray:
    column = check_numbers(values, name)
    if len(column) != n:
        raise analysis_error(name, f"{name} has {len(column)} rows, there are {n} times")
    if column.min() == column.max():
        raise analysis_error(
            name, f"{name} is {column[0]:g} in every row: it has no effect to estimate", "drop it"
        )
    return column
