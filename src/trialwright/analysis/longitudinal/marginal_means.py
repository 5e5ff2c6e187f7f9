"""Least-squares means of a model's factors, and differences between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from trialwright.analysis.longitudinal.reference_grid import (
    NumbersAt,
    factors_of,
    level_of,
    mean_row,
)
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.fixed_effects import Estimates, FixedEffects, estimate_rows
from trialwright.analysis.numeric.terms import Term


class ModelOfTerms(Protocol):
    """A fitted model that knows its terms."""

    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def terms(self) -> tuple[Term, ...]: ...
    @property
    def effects(self) -> FixedEffects: ...


@dataclass(frozen=True, eq=False)
class MarginalMeans:
    """Least-squares means, one a level of `of` and `by`; `of` varies fastest.

    `of_levels`, `by_levels` (m; None where there is no `by`) say which. `estimates` (m) with t
    limits; their t tests that a mean is 0. `rows` (m x p): the linear functions of the
    coefficients.
    """

    of: str
    by: str | None
    of_levels: tuple[object, ...]
    by_levels: tuple[object, ...]
    rows: FloatArray
    estimates: Estimates


@dataclass(frozen=True, eq=False)
class MeanContrasts:
    """Differences of least-squares means, level `plus` of `of` less level `minus`, one a level of
    `by` in `by_levels` (m; one None where there is no `by`). `rows` (m x p).
    """

    of: str
    by: str | None
    plus: object
    minus: object
    by_levels: tuple[object, ...]
    rows: FloatArray
    estimates: Estimates


def emmeans(
    fit: ModelOfTerms,
    *,
    of: str,
    by: str | None = None,
    at: NumbersAt = "row_mean",
    conf_level: float = 0.95,
) -> MarginalMeans:
    """Least-squares means of the levels of factor `of`, at each level of factor `by` if given.

    What the model expects at a level, averaged with equal weight over the levels of all other
    factors (Searle, Speed & Milliken 1980), and with each number held at its mean over the rows
    used (one row a subject and visit: a subject counts as often as it was seen), or at the value
    in `at`, {name: value}; a product of numbers is the product of what they are held at. Limits
    are t limits of coverage `conf_level` with the fit's degrees of freedom and variance. Raises
    AnalysisError where `of` or `by` is no factor of the model.
    """
    factors = _check_factors(fit, of, by)
    cells = [
        (of_level, by_level) for by_level in _levels(factors, by) for of_level in factors[of].levels
    ]
    rows = np.array([_row(fit, of, by, cell, at) for cell in cells])
    return MarginalMeans(
        of=of,
        by=by,
        of_levels=tuple(cell[0] for cell in cells),
        by_levels=tuple(cell[1] for cell in cells),
        rows=rows,
        estimates=estimate_rows(fit.effects, rows, conf_level),
    )


def contrasts(
    fit: ModelOfTerms,
    *,
    of: str,
    plus: object,
    minus: object,
    by: str | None = None,
    at: NumbersAt = "row_mean",
    conf_level: float = 0.95,
) -> MeanContrasts:
    """Least-squares mean of level `plus` of factor `of` less that of level `minus`.

    At each level of factor `by`; without `by`, over all, the other factors averaged with equal
    weight. Not adjusted for multiplicity. Means, `at` and limits as in `emmeans`. Raises
    AnalysisError as `emmeans` does, and for a level that the factor does not have.
    """
    factors = _check_factors(fit, of, by)
    plus, minus = level_of(factors, of, plus), level_of(factors, of, minus)
    levels = _levels(factors, by)
    rows = np.array(
        [
            _row(fit, of, by, (plus, level), at) - _row(fit, of, by, (minus, level), at)
            for level in levels
        ]
    )
    if not np.any(rows):
        raise analysis_error("plus", f"the levels {plus!r} and {minus!r} of {of} do not differ")
    return MeanContrasts(
        of=of,
        by=by,
        plus=plus,
        minus=minus,
        by_levels=tuple(levels),
        rows=rows,
        estimates=estimate_rows(fit.effects, rows, conf_level),
    )


def _check_factors(fit: ModelOfTerms, of: str, by: str | None) -> dict[str, Term]:
    factors = factors_of(fit.terms)
    for name in (of, by):
        if name is not None and name not in factors:
            raise analysis_error(
                name,
                f"{name} is no factor of the model",
                f"its factors are {', '.join(factors) or 'none'}",
            )
    if of == by:
        raise analysis_error("by", f"{of} cannot be held fixed and compared")
    return factors


def _levels(factors: Mapping[str, Term], by: str | None) -> Sequence[object]:
    return (None,) if by is None else factors[by].levels


def _row(
    fit: ModelOfTerms, of: str, by: str | None, cell: tuple[object, object], at: NumbersAt
) -> FloatArray:
    fixed = {of: cell[0]} if by is None else {of: cell[0], by: cell[1]}
    return mean_row(fit.terms, fixed, at, intercept="(Intercept)" in fit.names)
