"""The likelihood of a logistic model, Firth's penalty, and the climb to its maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from trialwright.analysis.numeric.columns import FloatArray

# In units of scaled covariates (standard deviation 1).
_STEP_TOLERANCE = 1e-10
_MAX_ITERATIONS = 60
_MAX_HALVINGS = 30
_LONGEST_STEP = 5.0
_VANISHED = 1e-9
_DIFFERENCE = 1e-5


@dataclass(frozen=True, eq=False)
class LogisticLikelihood:
    """Responses `y` (n, 0 to 1) with case `weights` (n) given columns `x` (n x p) and `offset` (n).

    `firth`: add half the log determinant of the information, which is Jeffreys' prior and takes
    the first-order bias off the estimate (Firth 1993); its maximum is always finite.
    """

    x: FloatArray
    y: FloatArray
    weights: FloatArray
    offset: FloatArray
    firth: bool

    def at(self, coef: FloatArray) -> LogisticPoint:
        """Evaluate at `coef` (p)."""
        linear = self.x @ coef + self.offset
        p, q = expit(linear), expit(-linear)
        # log(1 + exp(-|l|)) stays exact where p rounds to 0 or 1.
        terms = self.y * linear - np.maximum(linear, 0) - np.log1p(np.exp(-np.abs(linear)))
        loglik = float(self.weights @ terms)
        spread = self.weights * p * q
        information = (self.x * spread[:, None]).T @ self.x
        # y - p, exact where p rounds to 1: the score of separated answers never becomes 0.
        residual = self.weights * (self.y * q - (1 - self.y) * p)
        penalty = 0.0
        if self.firth:
            leverage = self._leverage(spread, information)
            residual = residual + leverage * (q - p) / 2
            penalty = 0.5 * float(np.linalg.slogdet(information)[1])
        return LogisticPoint(loglik, loglik + penalty, residual @ self.x, information)

    def curvature(self, coef: FloatArray, point: LogisticPoint) -> FloatArray:
        """Minus the second derivatives (p x p) of what is climbed, at `coef`, where it is `point`.

        Without penalty the information. With it, where steps by the information can swing to and
        fro for ever, differences of the score; the information again where those lead down.
        """
        if not self.firth:
            return point.information
        steps = _DIFFERENCE * np.eye(len(coef))
        rows = [self.at(coef - h).score - self.at(coef + h).score for h in steps]
        curvature = np.array(rows) / (2 * _DIFFERENCE)
        curvature = (curvature + curvature.T) / 2
        return curvature if np.linalg.eigvalsh(curvature)[0] > 0 else point.information

    def _leverage(self, spread: FloatArray, information: FloatArray) -> FloatArray:
        solved = np.linalg.solve(information, self.x.T).T
        leverage: FloatArray = spread * np.einsum("ij,ij->i", self.x, solved)
        return leverage


@dataclass(frozen=True, eq=False)
class LogisticPoint:
    """Log likelihood, what is climbed (`penalised`), its score (p) and the information (p x p)."""

    loglik: float
    penalised: float
    score: FloatArray
    information: FloatArray


@dataclass(frozen=True, eq=False)
class Summit:
    """Where the climb ended. `suspect`: it did not end by itself, or hardly any of the information
    at the start is left in some direction, as on the way to an infinite coefficient.
    """

    coef: FloatArray
    point: LogisticPoint
    iterations: int
    converged: bool
    suspect: bool


def climb(likelihood: LogisticLikelihood) -> Summit:
    """Newton-Raphson from 0 towards the maximum."""
    coef, step = np.zeros(likelihood.x.shape[1]), np.array([np.inf])
    start = point = likelihood.at(coef)
    iteration = 0
    while np.max(np.abs(step)) >= _STEP_TOLERANCE and iteration < _MAX_ITERATIONS:
        try:
            step = np.linalg.solve(likelihood.curvature(coef, point), point.score)
        except np.linalg.LinAlgError:
            break
        step = np.clip(step, -_LONGEST_STEP, _LONGEST_STEP)
        coef, point = _advance(likelihood, coef, point, step)
        iteration += 1
    converged = bool(np.max(np.abs(step)) < _STEP_TOLERANCE)
    suspect = not converged or _has_vanished(point, start)
    return Summit(coef, point, iteration, converged, suspect)


def _has_vanished(point: LogisticPoint, start: LogisticPoint) -> bool:
    root = np.linalg.inv(np.linalg.cholesky(start.information))
    left = np.linalg.eigvalsh(root @ point.information @ root.T)
    return bool(left[0] <= _VANISHED)


def _advance(
    likelihood: LogisticLikelihood, coef: FloatArray, point: LogisticPoint, step: FloatArray
) -> tuple[FloatArray, LogisticPoint]:
    # Near the top rounding can lower the likelihood by an ulp or two of its size.
    least = point.penalised - 1e-12 * abs(point.penalised)
    for halving in range(_MAX_HALVINGS):
        candidate = coef + step / 2**halving
        reached = likelihood.at(candidate)
        if reached.penalised >= least:
            return candidate, reached
    return coef, point
