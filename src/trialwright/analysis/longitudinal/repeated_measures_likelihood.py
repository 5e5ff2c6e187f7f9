"""The likelihood of repeated measures with its exact first two derivatives.

With V_i the covariance of subject i's visits, M_i = V_i^-1, C = (sum X_i'M_i X_i)^-1 = R R',
residuals r_i = y_i - X_i beta at the generalised least-squares beta, and e_i = M_i r_i, the
restricted log-likelihood (Patterson & Thompson 1971; constants as in SAS and R's mmrm) is

    -1/2 [ (n - p) log 2 pi + sum log|V_i| - log|C| + sum r_i'e_i ]

and the full one lacks log|C| and has n for n - p. For symmetric changes A, B of V (t x t)

    gradient  1/2 sum tr(A [e e' + M X C X'M - M])
    Hessian   sum tr(M A [1/2 M - M X C X'M - e e'] B) + 1/2 tr(C B_A C B_B) + b_A' C b_B
    B_A = sum X'M A M X,  b_A = sum X'M A e

(Lindstrom & Bates 1988). Terms with C X' fall away for the full likelihood, but for b_A' C b_B.
Visits that a subject lacks are kept as rows of 0 and as 1 on the diagonal of V, so that all
patterns are one batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.longitudinal.visit_patterns import VisitPatterns
from trialwright.analysis.numeric.columns import FloatArray


@dataclass(frozen=True, eq=False)
class LikelihoodPoint:
    """The likelihood at one V, and what its derivatives are made of.

    `coef` (p), `root` (p x p) R with C = R R', `precision` M (s x t x t), `spread` M X R and
    `residual` e of each rotated subject (u x t x p, u x t).
    """

    loglik: float
    coef: FloatArray
    root: FloatArray
    precision: FloatArray
    spread: FloatArray
    residual: FloatArray


@dataclass(frozen=True, eq=False)
class Slopes:
    """The gradient of the log-likelihood in V (t x t), and M with the bracket of the Hessian,
    pattern by pattern (s x t x t).
    """

    gradient: FloatArray
    bracket: FloatArray


def evaluate(data: VisitPatterns, covariance: FloatArray, *, reml: bool) -> LikelihoodPoint | None:
    """The likelihood at `covariance` (t x t); None where that is no covariance matrix."""
    try:
        np.linalg.cholesky(covariance)
        factor = np.asarray(np.linalg.cholesky(_by_pattern(data, covariance)))
    except np.linalg.LinAlgError:
        return None
    logdet = 2 * np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    precision = _precision(data, factor)
    u, t, p = data.design.shape
    weighted = precision[data.pattern] @ np.concatenate(
        [data.design, data.response[:, :, None]], axis=2
    )
    products = data.design.reshape(u * t, p).T @ weighted.reshape(u * t, p + 1)
    try:
        lower = np.linalg.cholesky(products[:, :p])
    except np.linalg.LinAlgError:
        return None
    root = np.linalg.inv(lower).T
    coef = root @ (root.T @ products[:, p])
    residual = weighted[:, :, p] - weighted[:, :, :p] @ coef
    misfit = np.sum(residual * (data.response - data.design @ coef))
    misfit += np.sum(precision * data.scatter)
    n = data.n_rows - (p if reml else 0)
    deviance = n * np.log(2 * np.pi) + data.n_subjects @ logdet + misfit
    if reml:
        deviance += 2 * np.sum(np.log(np.diag(lower)))
    spread = weighted[:, :, :p] @ root
    return LikelihoodPoint(float(-deviance / 2), coef, root, precision, spread, residual)


def slopes(data: VisitPatterns, point: LikelihoodPoint, *, reml: bool) -> Slopes:
    """First derivatives of the log-likelihood, and the first part of its second ones."""
    precision = point.precision
    explained = point.residual[:, :, None] * point.residual[:, None, :]
    if reml:
        explained += point.spread @ point.spread.transpose(0, 2, 1)
    by_pattern = np.add.reduceat(explained, data.starts, axis=0)
    by_pattern += precision @ data.scatter @ precision
    total = data.n_subjects[:, None, None] * precision
    return Slopes((by_pattern - total).sum(axis=0) / 2, total / 2 - by_pattern)


def shifts(point: LikelihoodPoint, jacobian: FloatArray) -> FloatArray:
    """R'B_A R with R'b_A as its last column, for each change of V in `jacobian` (q x t x t).

    Result q x p x p+1. Summed over subjects first, for every two visits.
    """
    u, t, p = point.spread.shape
    joined = np.concatenate([point.spread, point.residual[:, :, None]], axis=2)
    pairs = point.spread.reshape(u, t * p).T @ joined.reshape(u, t * (p + 1))
    by_visits = pairs.reshape(t, p, t, p + 1).transpose(0, 2, 1, 3).reshape(t * t, p * (p + 1))
    return np.asarray(jacobian.reshape(-1, t * t) @ by_visits).reshape(-1, p, p + 1)


def hessian(
    point: LikelihoodPoint,
    derivatives: Slopes,
    jacobian: FloatArray,
    moved: FloatArray,
    *,
    reml: bool,
) -> FloatArray:
    """Second derivatives (q x q) for the changes of V in `jacobian`, of which `moved` are the
    `shifts`. Where V is curved in its parameters, the gradient times the curvature is to be added.
    """
    s, t, _ = point.precision.shape
    q = len(jacobian)
    # sum over patterns of M_ij K_kl, for tr(M A K B) = sum M_ij A_jk K_kl B_li.
    outer = point.precision.reshape(s, t * t).T @ derivatives.bracket.reshape(s, t * t)
    form = outer.reshape(t, t, t, t).transpose(1, 2, 3, 0).reshape(t * t, t * t)
    flat = jacobian.reshape(q, t * t)
    second = flat @ form @ flat.T
    drift = moved[:, :, -1]
    second += drift @ drift.T
    if reml:
        spread = moved[:, :, :-1].reshape(q, -1)
        second += spread @ spread.T / 2
    return np.asarray((second + second.T) / 2)


def _by_pattern(data: VisitPatterns, covariance: FloatArray) -> FloatArray:
    """V with the visits that a pattern lacks taken out, 1 on their diagonal (s x t x t)."""
    seen = data.observed[:, :, None] & data.observed[:, None, :]
    return np.where(seen, covariance, np.eye(data.n_visits))


def _precision(data: VisitPatterns, factor: FloatArray) -> FloatArray:
    inverse = np.linalg.inv(factor)
    precision = inverse.transpose(0, 2, 1) @ inverse
    seen = data.observed[:, :, None] & data.observed[:, None, :]
    return np.where(seen, precision, 0.0)
