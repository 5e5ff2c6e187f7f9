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


def read_array(values: ArrayLike, name: str) -> NDArray[Any]:
    """The values as an array, not copied. Raises AnalysisError where some are masked.

    NumPy takes what lies under a mask for a value as soon as the mask is dropped.
    """
    if np.ma.is_masked(values):
        raise analysis_error(
            name,
            f"{name} has masked values",
            "a masked value is a missing one: leave its row out by a stated rule, or impute it",
        )
    return np.asarray(values)


def read_floats(values: ArrayLike, name: str) -> FloatArray:
    """A copy of the values as floats of the same shape; NaN where missing.

    Raises AnalysisError for what is no number, or not one number: texts, dates, complex numbers.
    """
    array = read_array(values, name)
    if array.dtype.kind in "mM":
        raise analysis_error(name, f"{name} holds dates", "count days from a stated day")
    if array.dtype.kind == "c":
        raise analysis_error(name, f"{name} holds complex numbers")
    try:
        return np.array(array, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise analysis_error(name, f"{name} holds something that is not a number") from None


def check_numbers(values: ArrayLike, name: str) -> FloatArray:
    """A copy of the column as floats. Raises AnalysisError unless it is finite numbers."""
    numbers = read_floats(values, name)
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
    column = read_array(values, name)
    if column.shape != (n,):
        raise analysis_error(name, f"{name} has shape {column.shape}, there are {n} rows")
    if missing_values(column).any():
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
    if given is None:
        return ()
    try:
        if len(given) == 0:
            return ()
    except TypeError:
        raise analysis_error("strata", f"strata is {given!r}, which is not a column") from None
    is_list = np.ndim(next(iter(given))) > 0
    return tuple(read_array(column, "strata") for column in (given if is_list else [given]))


def is_missing(value: object) -> bool:
    """Whether a value of a column of objects is None, NaN, NaT or pandas' NA."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:
        return True  # NA answers no question, not even whether it equals itself.


def missing_values(column: NDArray[Any]) -> BoolArray:
    """Where a column has no value (n): NaN, NaT, None or pandas' NA."""
    if column.dtype.kind == "O":
        return np.array([is_missing(value) for value in column], dtype=np.bool_)
    if column.dtype.kind in "fc":
        return np.asarray(np.isnan(column), dtype=np.bool_)
    if column.dtype.kind in "mM":
        return np.asarray(np.isnat(column), dtype=np.bool_)
    return np.zeros(len(column), dtype=np.bool_)
