"""Columns of an analysis, checked once: finite numbers, levels, and the error that names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.errors import AnalysisError, Problem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]


def analysis_error(key: str, what: str, cure: str = "") -> AnalysisError:
    """The error for one input of an analysis: `key` names it, `what` is wrong, `cure` mends it."""
    return AnalysisError(Problem("", 0, key, what, cure))


def check_numbers(values: ArrayLike, name: str) -> FloatArray:
    """A copy of the column as floats. Raises AnalysisError unless it is finite numbers."""
    try:
        numbers = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise analysis_error(name, f"{name} holds something that is not a number") from None
    if numbers.ndim != 1:
        raise analysis_error(name, f"{name} is not one column")
    bad = np.flatnonzero(~np.isfinite(numbers))
    if len(bad):
        raise analysis_error(
            name,
            f"{name} has no finite value in {len(bad)} of {len(numbers)} rows, "
            f"first in row {bad[0] + 1}",
            "an estimator does not guess: leave these rows out by a stated rule, or impute them",
        )
    return numbers


def check_weights(weights: ArrayLike, n: int) -> FloatArray:
    """A copy of the case weights (n). Raises AnalysisError unless all are finite and above 0."""
    numbers = check_numbers(weights, "weights")
    if len(numbers) != n:
        raise analysis_error("weights", f"weights has {len(numbers)} rows, there are {n}")
    bad = np.flatnonzero(numbers <= 0)
    if len(bad):
        raise analysis_error(
            "weights",
            f"weights is not above 0 in {len(bad)} of {n} rows, first in row {bad[0] + 1}",
            "a row that counts for nothing is left out, by a stated rule",
        )
    return numbers


def code_levels(values: ArrayLike, name: str, n: int) -> IntArray:
    """Number the distinct values of a column 0, 1, ... in sorted order (n)."""
    column: NDArray[Any] = np.asarray(values)
    if column.shape != (n,):
        raise analysis_error(name, f"{name} has shape {column.shape}, there are {n} rows")
    if _has_missing(column):
        raise analysis_error(name, f"{name} has missing values", "give them a level of their own")
    if column.dtype.kind in "bi" and n:
        low, high = int(column.min()), int(column.max())
        if high - low <= n:
            return _number_in_range(np.subtract(column, low, dtype=np.intp), high - low + 1)
    return np.unique(column, return_inverse=True)[1].astype(np.intp)


def _number_in_range(offset: IntArray, width: int) -> IntArray:
    """What `np.unique` gives for whole numbers in a short range, without sorting them."""
    present = np.zeros(width, dtype=np.bool_)
    present[offset] = True
    return (np.cumsum(present) - 1)[offset]


def combine_levels(columns: Sequence[ArrayLike], name: str, n: int) -> IntArray:
    """Number the distinct combinations of several columns (n), as strata are made."""
    combined = np.zeros(n, dtype=np.intp)
    for column in columns:
        codes = code_levels(column, name, n)
        combined = code_levels(combined * (codes.max(initial=0) + 1) + codes, name, n)
    return combined


def code_strata(strata: ArrayLike | Sequence[ArrayLike] | None, n: int) -> IntArray | None:
    """Number the strata (n) of one column of labels, or of the combinations of a list of columns.

    None, or a list of no columns: no strata. Raises AnalysisError as `code_levels` does.
    """
    columns = strata_columns(strata)
    return combine_levels(columns, "strata", n) if columns else None


def strata_columns(strata: ArrayLike | Sequence[ArrayLike] | None) -> tuple[NDArray[Any], ...]:
    """The columns of strata given as one column of labels, or as a list of columns."""
    given: Any = strata
    if given is None or len(given) == 0:
        return ()
    is_list = np.ndim(next(iter(given))) > 0
    return tuple(np.asarray(column) for column in (given if is_list else [given]))


def _has_missing(column: NDArray[Any]) -> bool:
    if column.dtype.kind == "O":
        return any(value is None or value != value for value in column)
    return column.dtype.kind == "f" and bool(np.isnan(column).any())
