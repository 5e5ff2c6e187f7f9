"""The rows of repeated measures, read and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.longitudinal.visit_patterns import VisitPatterns, derive_patterns
from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    check_numbers,
    code_levels,
    read_array,
)
from trialwright.analysis.numeric.terms import Covariates, Term, model_matrix, read_terms

# A column is determined by those before it when this little of its length is its own.
_OWN_LENGTH = 1e-9


@dataclass(frozen=True, eq=False)
class RepeatedMeasures:
    """Checked rows of a model: its `terms`, the `names` (p) of its columns, and the `patterns` of
    visits, in which the columns are orthonormal: given columns = orthonormal columns x `factor`
    (p x p, upper triangular).
    """

    terms: tuple[Term, ...]
    names: tuple[str, ...]
    patterns: VisitPatterns
    factor: FloatArray


def read_repeated_measures(
    response: ArrayLike,
    covariates: Covariates,
    *,
    subject: ArrayLike,
    visit: ArrayLike,
    visit_levels: Sequence[object] | None,
    intercept: bool,
) -> RepeatedMeasures:
    """Read the columns (n) of a model, one row a subject and visit. Raises AnalysisError naming
    the column and row at fault.
    """
    y = check_numbers(response, "response")
    terms = read_terms(covariates, len(y))
    names, matrix, _ = model_matrix(terms, len(y), intercept=intercept)
    codes = code_levels(subject, "subject", len(y))
    visits, levels = _code_visits(visit, visit_levels, len(y))
    _check_rows(len(y), codes, subject, visits, levels, names)
    basis, factor = _orthonormal(matrix, names)
    patterns = derive_patterns(y, basis, codes, visits, levels)
    return RepeatedMeasures(terms, names, patterns, factor)


def _code_visits(
    visit: ArrayLike, levels: Sequence[object] | None, n: int
) -> tuple[IntArray, tuple[object, ...]]:
    """The number of each row's visit in the order of `levels` (absent: sorted), and the levels."""
    column = read_array(visit, "visit")
    codes = code_levels(column, "visit", n)
    found = np.unique(column).tolist()
    order = found if levels is None else list(levels)
    if len(set(order)) != len(order):
        raise analysis_error("visit_levels", f"visit_levels names a visit twice: {order}")
    unknown = [level for level in found if level not in order]
    if unknown:
        raise analysis_error(
            "visit",
            f"visit is {unknown[0]!r} in some row, which is none of {order}",
            "add the visit to visit_levels, or leave its rows out by a stated rule",
        )
    place = np.array([order.index(level) for level in found], dtype=np.intp)
    return place[codes], tuple(order)


def _check_rows(
    n: int,
    subject: IntArray,
    subject_names: ArrayLike,
    visit: IntArray,
    levels: Sequence[object],
    names: Sequence[str],
) -> None:
    if len(levels) < 2:
        raise analysis_error("visit", "there are no two visits", "use a linear model")
    place = subject * len(levels) + visit
    order = np.argsort(place, kind="stable")
    twice = np.flatnonzero(np.diff(place[order]) == 0)
    if len(twice):
        row = order[twice[0]]
        who = np.asarray(subject_names)[row]
        raise analysis_error(
            "visit",
            f"subject {who} has two rows at visit {levels[visit[row]]}",
            "keep one row a subject and visit, by a stated rule",
        )
    if n <= len(names):
        raise analysis_error(
            "covariates", f"{n} rows cannot determine {len(names)} coefficients and a variance"
        )
    if not names:
        raise analysis_error("covariates", "the model has no coefficient", "use intercept=True")


def _orthonormal(matrix: FloatArray, names: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """Q and upper triangular R with Q R = `matrix`, checked for columns that others determine."""
    basis, factor = np.linalg.qr(matrix)
    length = np.linalg.norm(matrix, axis=0)
    determined = np.abs(np.diag(factor)) <= _OWN_LENGTH * length
    if determined.any():
        name = names[int(np.argmax(determined))]
        raise analysis_error(
            name,
            f"{name} is constant 0 or determined by the covariates before it",
            "drop it; a product of two factors needs a row in every cell",
        )
    return basis, factor
