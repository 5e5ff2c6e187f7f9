"""Terms of a model: numbers, factors and interactions as named columns of its matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    check_numbers,
    missing_values,
    read_array,
)


@dataclass(frozen=True, eq=False)
class Term:
    """One term of a model: `columns` (n x k) with their `names` (k).

    A number has one column. A factor has one for each level but the reference, and is tested as a
    whole. Columns are named as R names them, the term followed by the level, so that a result can
    be laid beside one of R's. How it was built: a factor has all its `levels` and the `reference`
    among them, an interaction the `parts` that were multiplied, a number neither.
    """

    name: str
    names: tuple[str, ...]
    columns: FloatArray
    levels: tuple[object, ...] = ()
    reference: object = None
    parts: tuple[Term, ...] = ()


Covariates = Mapping[str, ArrayLike] | Sequence[Term] | NDArray[Any]
"""Covariates of a model: columns by name, terms, or a matrix whose columns become x1, x2, ..."""


def number(name: str, values: ArrayLike) -> Term:
    """A column of finite numbers (n) as a term. Raises AnalysisError naming it for any other."""
    return Term(name, (name,), check_numbers(values, name)[:, None])


def factor(
    name: str,
    values: ArrayLike,
    *,
    levels: Sequence[object] | None = None,
    reference: object = None,
) -> Term:
    """A column of levels (n) as 0/1 columns, one for each level but `reference`.

    `levels`: their order (absent: sorted). `reference`: the level compared with (absent: the
    first). Raises AnalysisError for a missing value, a value that is no level, or one level only.
    """
    column = read_array(values, name)
    if column.ndim != 1:
        raise analysis_error(name, f"{name} is not one column")
    order = list(_distinct(column, name) if levels is None else levels)
    base = order[0] if reference is None and order else reference
    if len(order) < 2 or base not in order:
        raise analysis_error(
            name, f"{name} has the levels {order} and the reference {base!r}: nothing to compare"
        )
    unknown = ~np.isin(column, np.asarray(order, dtype=column.dtype if levels is None else None))
    if unknown.any():
        row = int(np.flatnonzero(unknown)[0])
        raise analysis_error(
            name,
            f"{name} is {column[row]!s} in row {row + 1}, which is none of its levels {order}",
            "add the level, or leave the rows out by a stated rule",
        )
    others = [level for level in order if level != base]
    return Term(
        name,
        tuple(f"{name}{label(level)}" for level in others),
        np.column_stack([(column == level).astype(np.float64) for level in others]),
        levels=tuple(order),
        reference=base,
    )


def interaction(*terms: Term) -> Term:
    """All products of the columns of the terms, the first term's columns varying fastest.

    Raises AnalysisError for fewer than two terms, or terms of different lengths.
    """
    if len(terms) < 2 or len({len(term.columns) for term in terms}) > 1:
        raise analysis_error(
            "interaction", "an interaction is of two terms or more, of equal length"
        )
    product = terms[0]
    for term in terms[1:]:
        pairs = [(i, j) for j in range(len(term.names)) for i in range(len(product.names))]
        product = Term(
            f"{product.name}:{term.name}",
            tuple(f"{product.names[i]}:{term.names[j]}" for i, j in pairs),
            np.column_stack([product.columns[:, i] * term.columns[:, j] for i, j in pairs]),
            parts=terms,
        )
    return product


def label(level: object) -> str:
    """A level as part of a column's name: whole numbers without their decimal point."""
    return f"{level:g}" if isinstance(level, float | np.floating) else str(level)


def read_terms(covariates: Covariates, n: int) -> tuple[Term, ...]:
    """The terms of any form of covariates, each with n rows.

    Raises AnalysisError naming a term with missing values, another length or a name given twice.
    """
    terms = tuple(_terms(covariates))
    names = [name for term in terms for name in term.names]
    for term in terms:
        if len(term.columns) != n:
            raise analysis_error(
                term.name, f"{term.name} has {len(term.columns)} rows, there are {n} of the outcome"
            )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise analysis_error(twice[0], f"{', '.join(twice)} is given twice as a covariate")
    return terms


def model_matrix(
    terms: Sequence[Term], n: int, *, intercept: bool = True
) -> tuple[tuple[str, ...], FloatArray, IntArray]:
    """The matrix of a model (n x p), the names of its columns and the term each belongs to (p).

    The intercept comes first, is named (Intercept) and belongs to term -1.
    """
    names = [name for term in terms for name in term.names]
    of_term = [number for number, term in enumerate(terms) for _ in term.names]
    parts = [term.columns for term in terms]
    if intercept:
        names, of_term = ["(Intercept)", *names], [-1, *of_term]
        parts = [np.ones((n, 1)), *parts]
    matrix = np.hstack(parts) if parts else np.empty((n, 0))
    return tuple(names), matrix, np.array(of_term, dtype=np.intp)


def _terms(covariates: Covariates) -> list[Term]:
    if isinstance(covariates, Mapping):
        return [number(name, values) for name, values in covariates.items()]
    if isinstance(covariates, np.ndarray):
        matrix = covariates[:, None] if covariates.ndim == 1 else covariates
        return [number(f"x{j}", column) for j, column in enumerate(matrix.T, start=1)]
    terms = list(covariates) if isinstance(covariates, Sequence) else [covariates]
    if not all(isinstance(term, Term) for term in terms):
        raise analysis_error(
            "covariates",
            f"covariates are of type {type(covariates).__name__}",
            "give a dictionary of columns by name, a list of terms (number, factor, interaction), "
            "or a NumPy matrix",
        )
    return terms


def _distinct(column: NDArray[Any], name: str) -> list[object]:
    if missing_values(column).any():
        raise analysis_error(name, f"{name} has missing values", "give them a level of their own")
    return list(np.unique(column).tolist())
