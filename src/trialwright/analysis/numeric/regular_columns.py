"""Which columns of a covariance or information matrix add something to those before them."""

from __future__ import annotations

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray

# What rounding leaves of a column that the others determine is some 1e-16 of its diagonal.
_TOLERANCE = 1e-10


def regular_columns(matrix: FloatArray, size: FloatArray) -> BoolArray:
    """True for each column of a positive semidefinite matrix (p x p) not determined by earlier
    ones: Cholesky's pivot is above 1e-10 of the column's `size` (p), what its diagonal element
    is expected to be.
    """
    rest = np.array(matrix)
    regular = np.zeros(len(rest), dtype=np.bool_)
    for j in range(len(rest)):
        pivot = rest[j, j]
        if pivot > _TOLERANCE * size[j]:
            regular[j] = True
            rest = rest - np.outer(rest[:, j], rest[j]) / pivot
    return regular


def regular_quadratic_form(matrix: FloatArray, vector: FloatArray) -> tuple[float, int]:
    """vector' matrix^-1 vector over the first columns that keep `matrix` regular, and their number.

    Fewer clusters than coefficients make a sandwich variance singular; the test then speaks of
    fewer coefficients.
    """
    keep = regular_columns(matrix, np.diag(matrix))
    part = vector[keep]
    value = part @ np.linalg.solve(matrix[np.ix_(keep, keep)], part)
    return float(value), int(np.count_nonzero(keep))
