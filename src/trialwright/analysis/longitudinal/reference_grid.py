"""Rows of a model's matrix for chosen levels of its factors, as least-squares means need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Literal

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.terms import Term, label

NumbersAt = Literal["row_mean"] | Mapping[str, float]


def factors_of(terms: Sequence[Term]) -> dict[str, Term]:
    """The factors of a model by name, also those that stand only in interactions."""
    found: dict[str, Term] = {}
    for term in terms:
        parts = factors_of(term.parts) if term.parts else {term.name: term} if term.levels else {}
        for name, part in parts.items():
            if found.setdefault(name, part).levels != part.levels:
                raise analysis_error(name, f"{name} has different levels in different terms")
    return found


def level_of(factors: Mapping[str, Term], name: str, level: object) -> object:
    """The level of a factor that equals `level`."""
    for known in factors[name].levels:
        if known == level:
            return known
    known_levels = ", ".join(label(known) for known in factors[name].levels)
    raise analysis_error(name, f"{name} has no level {level!r}", f"its levels are {known_levels}")


def mean_row(
    terms: Sequence[Term],
    fixed: Mapping[str, object],
    at: NumbersAt,
    *,
    intercept: bool,
) -> FloatArray:
    """The mean row of the model matrix (p) over all combinations of the levels of the factors that
    are not `fixed`, each combination counted once; numbers are held as `at` says.
    """
    factors = factors_of(terms)
    free = [name for name in factors if name not in fixed]
    numbers = _numbers(terms, at)
    cells = product(*(factors[name].levels for name in free))
    rows = [_row(terms, {**fixed, **dict(zip(free, cell, strict=True))}, numbers) for cell in cells]
    mean = np.mean(rows, axis=0)
    return np.concatenate([[1.0], mean]) if intercept else np.asarray(mean)


def _row(
    terms: Sequence[Term], cell: Mapping[str, object], numbers: Mapping[str, float]
) -> FloatArray:
    return np.concatenate([_columns(term, cell, numbers) for term in terms])


def _columns(term: Term, cell: Mapping[str, object], numbers: Mapping[str, float]) -> FloatArray:
    """The columns (k) of one term; those of an interaction in the order of its names."""
    if term.parts:
        value = np.ones(1)
        for part in term.parts:
            value = np.outer(_columns(part, cell, numbers), value).ravel()
        return value
    if not term.levels:
        return np.array([numbers[term.name]])
    return np.array(
        [float(level == cell[term.name]) for level in term.levels if level != term.reference]
    )


def _numbers(terms: Sequence[Term], at: NumbersAt) -> dict[str, float]:
    means: dict[str, float] = {}
    for term in terms:
        means |= _numbers(term.parts, "row_mean") if term.parts else _mean(term)
    if isinstance(at, str):
        if at != "row_mean":
            raise analysis_error("at", f"numbers cannot be held at {at!r}", 'use "row_mean"')
        return means
    unknown = sorted(set(at) - set(means))
    if unknown:
        raise analysis_error(
            "at", f"the model has no number {', '.join(unknown)}", f"it has {', '.join(means)}"
        )
    return means | {name: float(value) for name, value in at.items()}


def _mean(term: Term) -> dict[str, float]:
    return {} if term.levels else {term.name: float(term.columns.mean())}
