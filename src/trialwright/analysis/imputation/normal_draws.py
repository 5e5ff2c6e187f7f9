"""Draws of a multivariate normal model from its posterior when values are missing at random.

Each participant's T outcomes are Y = B'x + e, e ~ N(0, Sigma), in each group with its own B. Data
augmentation (Tanner & Wong 1987; Schafer 1997, chapter 5): draw the missing values given the
parameters, then the parameters given the completed values, with the prior |Sigma|^-(T+1)/2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray, analysis_error


@dataclass(frozen=True, eq=False)
class NormalDraw:
    """One draw: `means` (n x T) of every participant in the own group, the coefficients of the
    groups (g x p x T), their `covariance` (g x T x T) and the `completed` outcomes (n x T).
    """

    means: FloatArray
    coef: FloatArray
    covariance: FloatArray
    completed: FloatArray


@dataclass(frozen=True, eq=False)
class NormalModel:
    """`response` (n x T, NaN = missing), `design` (n x p) and `group` (n, numbered from 0)."""

    response: FloatArray
    design: FloatArray
    group: IntArray
    same_covariance: bool

    @cached_property
    def members(self) -> list[IntArray]:
        return [np.flatnonzero(self.group == g) for g in range(int(self.group.max()) + 1)]

    @cached_property
    def patterns(self) -> list[tuple[int, BoolArray, IntArray]]:
        """(group, which visits are missing, the participants) of each pattern with any."""
        missing = np.isnan(self.response)
        found = []
        for g, rows in enumerate(self.members):
            kinds, which = np.unique(missing[rows], axis=0, return_inverse=True)
            which = which.reshape(-1)
            found += [
                (g, kind, rows[which == k]) for k, kind in enumerate(kinds) if bool(kind.any())
            ]
        return found


def check_enough(model: NormalModel, labels: list[str]) -> None:
    """Raises AnalysisError where a group has too few participants, or a visit nobody."""
    visits, p = model.response.shape[1], model.design.shape[1]
    seen = ~np.isnan(model.response)
    spare = [len(rows) - p for rows in model.members]
    total = sum(spare)
    for g, rows in enumerate(model.members):
        rank = np.linalg.matrix_rank(model.design[rows])
        if rank < p:
            raise analysis_error(
                "covariates", f"covariates determine each other in group {labels[g]}"
            )
        if (total if model.same_covariance else spare[g]) < visits + 1:
            raise analysis_error(
                "group",
                f"group {labels[g]} has {len(rows)} participants: too few for the covariance of "
                f"{visits} visits",
                "same_covariance=True, or fewer visits",
            )
        empty = np.flatnonzero(seen[rows].sum(axis=0) <= p)
        if len(empty):
            raise analysis_error(
                "response",
                f"visit {empty[0] + 1} has {seen[rows, empty[0]].sum()} values in group {labels[g]}: "
                f"too few for {p} coefficients",
            )


def draw_models(
    model: NormalModel, m: int, burn_in: int, thin: int, rng: np.random.Generator
) -> Iterator[NormalDraw]:
    """m draws, `thin` steps apart, after `burn_in` steps from least squares by visit."""
    completed = _start(model)
    for step in range(burn_in + (m - 1) * thin + 1):
        coef, covariance = _draw_parameters(model, completed, rng)
        means = np.empty_like(completed)
        for g, rows in enumerate(model.members):
            means[rows] = model.design[rows] @ coef[g]
        completed = _draw_missing(model, means, covariance, rng)
        if step >= burn_in and (step - burn_in) % thin == 0:
            yield NormalDraw(means, coef, covariance, completed)


def draw_conditional(
    known: FloatArray,
    missing: BoolArray,
    means: FloatArray,
    covariance: FloatArray,
    rng: np.random.Generator,
) -> FloatArray:
    """Values of the `missing` visits (k x T_missing) given the others of k participants.

    `known` and `means` are k x T; what `known` has at missing visits is not used.
    """
    seen = ~missing
    regression: FloatArray = np.zeros((int(seen.sum()), int(missing.sum())))
    rest = covariance[np.ix_(missing, missing)]
    if seen.any():
        across = covariance[np.ix_(seen, missing)]
        regression = np.asarray(
            np.linalg.solve(covariance[np.ix_(seen, seen)], across), dtype=np.float64
        )
        rest = rest - across.T @ regression
    noise = rng.standard_normal((len(known), rest.shape[0])) @ _root(rest).T
    away = known[:, seen] - means[:, seen]
    return np.asarray(means[:, missing] + away @ regression + noise)


def _root(covariance: FloatArray) -> FloatArray:
    """A with A A' = covariance. What rounding takes below zero of a direction that the others
    determine is zero.
    """
    try:
        return np.asarray(np.linalg.cholesky(covariance))
    except np.linalg.LinAlgError:
        size, direction = np.linalg.eigh(covariance)
        if size[0] < -1e-8 * max(size[-1], 0.0):
            raise analysis_error(
                "response", "the covariance drawn for the visits is no covariance"
            ) from None
        return np.asarray(direction * np.sqrt(np.clip(size, 0.0, None)))


def _start(model: NormalModel) -> FloatArray:
    """Fill each visit with what least squares expects in the group."""
    filled: FloatArray = model.response.copy()
    for rows in model.members:
        for visit in range(filled.shape[1]):
            column, x = model.response[rows, visit], model.design[rows]
            seen = ~np.isnan(column)
            coef = np.linalg.lstsq(x[seen], column[seen], rcond=None)[0]
            filled[rows[~seen], visit] = x[~seen] @ coef
    return filled


def _draw_parameters(
    model: NormalModel, completed: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    fits = []
    for rows in model.members:
        x, y = model.design[rows], completed[rows]
        root = np.linalg.qr(x, mode="r")
        coef = np.linalg.lstsq(x, y, rcond=None)[0]
        residual = y - x @ coef
        fits.append((coef, root, residual.T @ residual, len(rows) - x.shape[1]))
    if model.same_covariance:
        products = np.sum([fit[2] for fit in fits], axis=0)
        pooled = _inverse_wishart(products, sum(fit[3] for fit in fits), rng)
        covariances = [pooled] * len(fits)
    else:
        covariances = [_inverse_wishart(own, df, rng) for _, _, own, df in fits]
    coefs = []
    for (coef, root, _, _), covariance in zip(fits, covariances, strict=True):
        noise = rng.standard_normal(coef.shape) @ _root(covariance).T
        coefs.append(coef + np.linalg.solve(root, noise))
    return np.array(coefs), np.array(covariances)


def _inverse_wishart(products: FloatArray, df: int, rng: np.random.Generator) -> FloatArray:
    """A draw of Sigma given residual products, by Bartlett's decomposition."""
    size = len(products)
    try:
        factor = np.linalg.cholesky(products)
    except np.linalg.LinAlgError:
        raise analysis_error(
            "response",
            f"a covariance of {size} visits cannot be drawn from {df} residual degrees of freedom",
            "more participants in each group, fewer visits, or same_covariance",
        ) from None
    bartlett: FloatArray = np.tril(rng.standard_normal((size, size)), -1)
    bartlett[np.diag_indices(size)] = np.sqrt(rng.chisquare(df - np.arange(size)))
    root = np.linalg.solve(bartlett, factor.T)
    return np.asarray(root.T @ root)


def _draw_missing(
    model: NormalModel, means: FloatArray, covariance: FloatArray, rng: np.random.Generator
) -> FloatArray:
    completed = model.response.copy()
    for g, missing, rows in model.patterns:
        completed[np.ix_(rows, missing)] = draw_conditional(
            model.response[rows], missing, means[rows], covariance[g], rng
        )
    return completed
