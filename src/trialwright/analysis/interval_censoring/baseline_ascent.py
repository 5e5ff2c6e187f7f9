"""Maximise the likelihood in the jumps of the baseline hazard, none of them below 0.

Most jumps are 0 at the maximum. Each step takes the jumps above 0 and, from each gap between them,
the one that would raise the likelihood most, fits a quadratic there and maximises it under the
constraint (nonnegative least squares), and goes so far that the likelihood climbs. This is the
constrained Newton method of Wang (2007), here in the jumps of the hazard, where the likelihood is
concave for any hazard ratios; EM needs thousands of steps for what takes it ten or twenty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import nnls

from trialwright.analysis.interval_censoring.baseline_likelihood import (
    BaselineLikelihood,
    BaselinePoint,
)
from trialwright.analysis.numeric.columns import FloatArray, IntArray, analysis_error

# The log likelihood that a step may still promise: far below any digit that is reported.
_GAIN_TOLERANCE = 1e-11
_MAX_ITERATIONS = 500
_MAX_HALVINGS = 40
# A ridge that keeps the quadratic definite; it shortens a step by this part at most.
_RIDGE = 1e-9


@dataclass(frozen=True, eq=False)
class Baseline:
    """The jumps at the maximum, the likelihood there and the number of steps.

    `converged`: no step promises more. It fails only where hazard ratios are on the way to infinity.
    """

    jumps: FloatArray
    point: BaselinePoint
    iterations: int
    converged: bool = True


def maximise_baseline(
    likelihood: BaselineLikelihood, ratio: FloatArray, start: FloatArray
) -> Baseline:
    """Climb from `start` (n_jumps), where the likelihood must not be 0, for hazard ratios (n)."""
    jumps = np.array(start)
    point = likelihood.at(jumps, ratio)
    for iteration in range(_MAX_ITERATIONS):
        gradient = likelihood.gradient(point, ratio)
        chosen = _choose(gradient, jumps)
        if not len(chosen):
            return Baseline(jumps, point, iteration)
        step = _newton_step(likelihood.curvature(point, ratio, chosen), gradient, jumps, chosen)
        gain = float(gradient[chosen] @ step)
        jumps, point = _advance(likelihood, ratio, jumps, point, chosen, step, gain)
        # The last step is taken too: it doubles the digits of the jumps.
        if gain <= _GAIN_TOLERANCE:
            return Baseline(jumps, point, iteration)
    return Baseline(jumps, point, _MAX_ITERATIONS, converged=False)


def maximise_common_baseline(likelihood: BaselineLikelihood) -> Baseline:
    """The maximum with all hazard ratios 1: the common curve of all participants.

    Raises AnalysisError if it was not reached.
    """
    best = maximise_baseline(likelihood, np.ones(len(likelihood.weight)), start_jumps(likelihood))
    if not best.converged:
        raise analysis_error(
            "left", f"the likelihood was still rising after {_MAX_ITERATIONS} steps"
        )
    return best


def start_jumps(likelihood: BaselineLikelihood) -> FloatArray:
    """Few jumps that give every participant's interval some probability (n_jumps).

    Taking the intervals by their end, a jump goes into the last place of each that has none yet.
    """
    placed = []
    reached = 0
    for row in np.argsort(likelihood.end, kind="stable"):
        if likelihood.bounded[row] and likelihood.first[row] >= reached:
            reached = int(likelihood.end[row])
            placed.append(reached - 1)
    jumps = np.zeros(likelihood.n_jumps)
    # The same probability in each of these places and in the last interval.
    left = np.arange(len(placed) + 1, 0, -1.0)
    jumps[placed] = np.log(left[:-1] / left[1:])
    return jumps


def _choose(gradient: FloatArray, jumps: FloatArray) -> IntArray:
    """Jumps above 0, and from each gap between them the steepest one that climbs; sorted."""
    positive = jumps > 0
    gap = np.cumsum(positive)
    steepness = np.where(positive, -np.inf, gradient)
    order = np.lexsort((-steepness, gap))
    starts = np.flatnonzero(np.diff(gap[order], prepend=-1))
    best = order[starts]
    return np.union1d(np.flatnonzero(positive), best[steepness[best] > 0])


def _newton_step(
    curvature: FloatArray, gradient: FloatArray, jumps: FloatArray, chosen: IntArray
) -> FloatArray:
    diagonal = np.diag(curvature)
    floor = max(float(diagonal.max()), 1.0) * 1e-14
    ridged = curvature + np.diag(_RIDGE * diagonal + floor)
    root = cholesky(ridged)
    # max g's - s'Cs/2 with C = R'R is least squares of R(h + s) against R h + R'^-1 g.
    target = root @ jumps[chosen] + solve_triangular(root, gradient[chosen], trans="T")
    best, _ = nnls(root, target, maxiter=30 * len(chosen) + 100)
    step: FloatArray = best - jumps[chosen]
    return step


def _advance(
    likelihood: BaselineLikelihood,
    ratio: FloatArray,
    jumps: FloatArray,
    point: BaselinePoint,
    chosen: IntArray,
    step: FloatArray,
    gain: float,
) -> tuple[FloatArray, BaselinePoint]:
    # Near the top rounding can hide a climb of an ulp or two of the log likelihood.
    slack = 1e-13 * abs(point.loglik)
    for halving in range(_MAX_HALVINGS):
        length = 0.5**halving
        candidate = np.array(jumps)
        # Clipped, as rounding may leave a jump that goes to 0 slightly below it.
        candidate[chosen] = np.maximum(jumps[chosen] + length * step, 0.0)
        reached = likelihood.at(candidate, ratio)
        if reached.loglik >= point.loglik + 1e-4 * length * gain - slack:
            return candidate, reached
    return jumps, point
