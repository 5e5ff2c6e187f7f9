"""Newton's method over the covariance parameters, with a report of where it ended.

A search that stops is not a search that arrived. A summit is called one when the gradient, measured
in standard errors of the parameters, is nothing, and the likelihood falls in every direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from scipy.linalg import solve_triangular

from trialwright.analysis.numeric.columns import FloatArray

# How far the next step may still lead, in standard errors of the parameters.
# From 1e-4 two more steps lead to rounding, since each squares what remains.
_ARRIVED = 1e-4
_FINISHED = 1e-5
_NOTHING = 1e-9
_LAST_STEPS = 3
# Information in the least determined direction, over that of its parameters alone.
_DETERMINED = 1e-8
_MAX_STEPS = 150
_MAX_HALVINGS = 40
# Parameters are logarithms and unbounded correlations: a step of 2, or to the double, is a long one.
_LONGEST = 2.0
# Curvature of a direction in which the likelihood is not concave, relative to the largest.
_LEAST_CURVATURE = 1e-6


@dataclass(frozen=True, eq=False)
class Slope:
    """Gradient (q) and Hessian (q x q) of a log-likelihood."""

    gradient: FloatArray
    hessian: FloatArray


class Place(Protocol):
    """Parameters and what has been computed there."""

    @property
    def theta(self) -> FloatArray: ...
    @property
    def loglik(self) -> float: ...


P = TypeVar("P", bound=Place)


class Landscape(Protocol[P]):
    """A log-likelihood over parameters (q)."""

    def place(self, theta: FloatArray) -> P | None:
        """The log-likelihood at theta; None where there is none."""

    def slope(self, place: P) -> Slope:
        """Its first two derivatives there."""

    def is_edge(self, place: P) -> bool:
        """Whether the parameters can hardly go further: no summit is beyond."""


@dataclass(frozen=True, eq=False)
class Climb(Generic[P]):
    """Where a search ended, and how sure it is of a summit.

    `remaining`: length of the next Newton step in standard errors, infinite where the likelihood
    is not concave. `smallest_eigenvalue` of the information, scaled to a diagonal of 1.
    """

    place: P
    slope: Slope
    remaining: float
    smallest_eigenvalue: float
    steps: int

    @property
    def arrived(self) -> bool:
        """Near enough to a summit for the last steps."""
        return self.remaining <= _ARRIVED and self.determined

    @property
    def finished(self) -> bool:
        return self.remaining <= _FINISHED and self.determined

    @property
    def determined(self) -> bool:
        return self.smallest_eigenvalue > _DETERMINED


def climb(landscape: Landscape[P], start: P) -> Climb[P]:
    """Climb from `start` until no step leads higher, or to the edge."""
    here = start
    for steps in range(_MAX_STEPS + 1):
        slope = landscape.slope(here)
        step, remaining = _newton_step(slope)
        if remaining <= _ARRIVED or steps == _MAX_STEPS or landscape.is_edge(here):
            break
        length = float(np.max(np.abs(step) / np.maximum(1.0, np.abs(here.theta))))
        reached = _walk(landscape, here, step * (_LONGEST / max(length, _LONGEST)))
        if reached is None:
            break
        here = reached
    return Climb(here, slope, remaining, _smallest_eigenvalue(slope.hessian), steps)


def finish(landscape: Landscape[P], summit: P, steps: int) -> Climb[P]:
    """The last steps from near a summit, to which `steps` have led."""
    here, slope = summit, landscape.slope(summit)
    for taken in range(_LAST_STEPS + 1):
        step, remaining = _newton_step(slope)
        reached = _walk(landscape, here, step) if remaining > _NOTHING else None
        if reached is None or taken == _LAST_STEPS:
            break
        here, slope = reached, landscape.slope(reached)
    return Climb(here, slope, remaining, _smallest_eigenvalue(slope.hessian), steps + taken)


def _newton_step(slope: Slope) -> tuple[FloatArray, float]:
    """The step to the top of the parabola and its length in standard errors.

    Where the likelihood is not concave, curvatures are made negative, and the length is infinite.
    """
    try:
        factor = np.linalg.cholesky(-slope.hessian)
        half = solve_triangular(factor, slope.gradient, lower=True)
        step = np.asarray(solve_triangular(factor, half, lower=True, trans=1))
        remaining = float(np.sqrt(half @ half))
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(-slope.hessian)
        size = np.maximum(np.abs(values), _LEAST_CURVATURE * np.abs(values).max())
        step = vectors @ ((vectors.T @ slope.gradient) / size)
        remaining = np.inf
    return step, remaining


def _walk(landscape: Landscape[P], here: P, step: FloatArray) -> P | None:
    """The first place on halved steps that is not lower, but for what rounding can take."""
    least = here.loglik - 1e-13 * abs(here.loglik)
    for halving in range(_MAX_HALVINGS):
        reached = landscape.place(here.theta + step / 2**halving)
        if reached is not None and reached.loglik >= least:
            return reached
    return None


def _smallest_eigenvalue(hessian: FloatArray) -> float:
    size = -np.diag(hessian)
    if np.any(size <= 0):
        return float(-np.max(-size))
    scale = np.sqrt(size)
    return float(np.linalg.eigvalsh(-hessian / np.outer(scale, scale))[0])
