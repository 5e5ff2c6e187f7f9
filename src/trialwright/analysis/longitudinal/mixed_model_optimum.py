"""Find the covariance of the random effects that maximises the likelihood, and prove it does.

G = sigma2 L L' with L lower triangular, so G can never leave the positive semidefinite matrices
and a variance of zero is an ordinary stationary point: L and -L are the same G. But every point
with a zero on L's diagonal is stationary along it, the maximum or not. Only the second derivatives
tell, and they are exact here: the search ends where they are positive semidefinite, never before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.longitudinal.mixed_model_design import CrossProducts
from trialwright.analysis.longitudinal.mixed_model_likelihood import (
    Derivatives,
    LikelihoodPoint,
    derive,
    profile,
)
from trialwright.analysis.numeric.columns import FloatArray, IntArray, analysis_error

_MOST_STEPS = 200
# Twice the log likelihood still to be gained that counts as none: 1e-4 standard errors squared.
_GAIN = 1e-8
# A curvature this much below zero, next to the largest, is a saddle and not rounding.
_SADDLE = 1e-7
# Cholesky elements below this, next to 1 = the residual SD, are a variance of zero.
_ZERO = 1e-5
# Where the search may start: SDs of the random effects from little to much.
_STARTS = (0.03, 0.2, 1.0, 5.0)


@dataclass(frozen=True, eq=False)
class Optimum:
    """The maximum: relative Cholesky `factor` (q x q), the likelihood there, its derivatives in
    the covariance parameters, and in (theta, sigma) the `jacobian` (m+1 x m+1) of the former by
    the latter with the `hessian` (m+1 x m+1). `singular`: some combination has no variance.
    """

    factor: FloatArray
    point: LikelihoodPoint
    derivatives: Derivatives
    jacobian: FloatArray
    hessian: FloatArray
    singular: bool
    iterations: int


@dataclass(frozen=True, eq=False)
class Pattern:
    """Which elements of the lower triangle are free (m of them), column by column."""

    rows: IntArray
    columns: IntArray
    q: int

    @classmethod
    def of(cls, q: int, correlated: bool) -> Pattern:
        pairs = [(i, j) for j in range(q) for i in range(j, q) if correlated or i == j]
        rows, columns = np.array(pairs, dtype=np.intp).T
        return cls(rows, columns, q)

    def factor(self, theta: FloatArray) -> FloatArray:
        factor = np.zeros((self.q, self.q))
        factor[self.rows, self.columns] = theta
        return factor

    def theta(self, factor: FloatArray) -> FloatArray:
        return factor[self.rows, self.columns]

    @property
    def directions(self) -> FloatArray:
        """D_a: the derivative of G in its own element a (m x q x q)."""
        units = self.units
        return np.where(units.transpose(0, 2, 1) + units > 0, 1.0, 0.0)

    @property
    def units(self) -> FloatArray:
        """The derivative of the factor in theta_a (m x q x q)."""
        units = np.zeros((len(self.rows), self.q, self.q))
        units[np.arange(len(self.rows)), self.rows, self.columns] = 1.0
        return units

    def elements(self, matrices: FloatArray) -> FloatArray:
        """The free elements of symmetric matrices (..., q, q), as (..., m)."""
        return matrices[..., self.rows, self.columns]


def find_optimum(cross: CrossProducts, *, correlated: bool, reml: bool) -> Optimum:
    """Newton's method from the most likely of a few starts.

    Raises AnalysisError when no maximum was reached.
    """
    pattern = Pattern.of(cross.zz.shape[1], correlated)

    def deviance_at(theta: FloatArray) -> float:
        return profile(cross, pattern.factor(theta), reml=reml).deviance

    starts = [pattern.theta(start * np.eye(pattern.q)) for start in _STARTS]
    end = _descend(cross, pattern, min(starts, key=deviance_at), reml)
    if end is None:
        raise analysis_error(
            "random",
            f"the likelihood has no maximum that {_MOST_STEPS} steps reach",
            "use fewer random effects",
        )
    theta, iterations = end
    theta, singular = _at_boundary(cross, pattern, theta, reml)
    factor = pattern.factor(theta)
    factor = factor * np.where(np.diag(factor) < 0, -1.0, 1.0)
    point = profile(cross, factor, reml=reml)
    derivatives = derive(cross, point, pattern.directions, reml=reml)
    jacobian, hessian = _by_theta_and_sigma(pattern, factor, point.sigma2, derivatives)
    return Optimum(factor, point, derivatives, jacobian, hessian, singular, iterations)


def _descend(
    cross: CrossProducts, pattern: Pattern, theta: FloatArray, reml: bool
) -> tuple[FloatArray, int] | None:
    point = profile(cross, pattern.factor(theta), reml=reml)
    for iteration in range(_MOST_STEPS):
        gradient, hessian = _profiled(cross, pattern, theta, point, reml)
        values, vectors = np.linalg.eigh(hessian)
        along = vectors.T @ gradient
        largest = float(np.abs(values).max())
        if largest == 0:
            return None
        curvature = np.maximum(np.abs(values), 1e-10 * largest)
        step = -vectors @ (along / curvature)
        if float(along @ (along / curvature)) < _GAIN:
            if values[0] >= -_SADDLE * largest:
                return theta + step, iteration + 1
            # A saddle: leave it along its steepest way down.
            step = 0.3 * vectors[:, 0]
        moved = _shorten(cross, pattern, theta, step, point.deviance, reml)
        if moved is None:
            return None
        theta, point = moved
    return None


def _shorten(
    cross: CrossProducts,
    pattern: Pattern,
    theta: FloatArray,
    step: FloatArray,
    deviance: float,
    reml: bool,
) -> tuple[FloatArray, LikelihoodPoint] | None:
    """Halve the step, no longer than theta itself and 1, until the deviance falls."""
    size = float(np.linalg.norm(step))
    step = step * min(1.0, (1.0 + float(np.linalg.norm(theta))) / size)
    for _ in range(40):
        point = profile(cross, pattern.factor(theta + step), reml=reml)
        if point.deviance < deviance:
            return theta + step, point
        step = step / 2
    return None


def _profiled(
    cross: CrossProducts, pattern: Pattern, theta: FloatArray, point: LikelihoodPoint, reml: bool
) -> tuple[FloatArray, FloatArray]:
    """Gradient and Hessian in theta with sigma at its best value for each theta."""
    derivatives = derive(cross, point, pattern.directions, reml=reml)
    jacobian, hessian = _by_theta_and_sigma(
        pattern, pattern.factor(theta), point.sigma2, derivatives
    )
    gradient = jacobian.T @ derivatives.gradient
    side = hessian[:-1, -1]
    return gradient[:-1], hessian[:-1, :-1] - np.outer(side, side) / hessian[-1, -1]


def _by_theta_and_sigma(
    pattern: Pattern, factor: FloatArray, sigma2: float, derivatives: Derivatives
) -> tuple[FloatArray, FloatArray]:
    """The chain rule for G = sigma2 L L': Jacobian and Hessian in (theta, sigma)."""
    m, sigma, units = len(pattern.rows), float(np.sqrt(sigma2)), pattern.units
    product = units @ factor.T
    slopes = pattern.elements(product + product.transpose(0, 2, 1))  # theta, element of G
    jacobian = np.zeros((m + 1, m + 1))
    jacobian[:m, :m] = sigma2 * slopes.T
    jacobian[:m, m] = 2 * sigma * pattern.elements(factor @ factor.T)
    jacobian[m, m] = 2 * sigma
    cross = np.einsum("aij,bkj->abik", units, units)
    bends = pattern.elements(cross + cross.transpose(0, 1, 3, 2))
    of_g, of_sigma2 = derivatives.gradient[:m], derivatives.gradient[m]
    curve = np.zeros((m + 1, m + 1))
    curve[:m, :m] = sigma2 * bends @ of_g
    curve[:m, m] = curve[m, :m] = 2 * sigma * slopes @ of_g
    curve[m, m] = 2 * (pattern.elements(factor @ factor.T) @ of_g + of_sigma2)
    return jacobian, jacobian.T @ derivatives.hessian @ jacobian + curve


def _at_boundary(
    cross: CrossProducts, pattern: Pattern, theta: FloatArray, reml: bool
) -> tuple[FloatArray, bool]:
    """Put what is nearly zero on the diagonal of L at zero, and say whether anything is."""
    diagonal = pattern.rows == pattern.columns
    small = diagonal & (np.abs(theta) < _ZERO * (1 + float(np.abs(theta).max())))
    if not small.any():
        return theta, False
    snapped = np.where(small, 0.0, theta)
    at = [profile(cross, pattern.factor(t), reml=reml).deviance for t in (theta, snapped)]
    return (snapped if at[1] <= at[0] + _GAIN else theta), True
