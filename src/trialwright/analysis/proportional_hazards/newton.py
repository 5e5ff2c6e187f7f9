"""Newton-Raphson for a partial likelihood, which says when there is no maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.regular_columns import regular_columns
from trialwright.analysis.proportional_hazards.cox_likelihood import Likelihood, LikelihoodPoint
from trialwright.errors import AnalysisError

# All in units of scaled covariates (standard deviation 1).
_STEP_TOLERANCE = 1e-9
_MAX_HALVINGS = 30
# Information falls by a factor e with each step of a coefficient on its way to infinity; a
# billionth of what it was at 0 has never been seen at a finite estimate.
_VANISHED = 1e-9


@dataclass(frozen=True, eq=False)
class Climb:
    """The way up: the likelihood at 0 and where the search stopped, at `coef` (p).

    `converged`: a step changed no coefficient by 1e-9 of its covariate's standard deviation. If
    not, the likelihood was still rising in the direction of `last_step` (p).
    """

    start: LikelihoodPoint
    point: LikelihoodPoint
    coef: FloatArray
    last_step: FloatArray
    iterations: int
    converged: bool


def climb(likelihood: Likelihood, start: LikelihoodPoint, *, max_iterations: int = 60) -> Climb:
    """Climb from 0, where the likelihood is `start`, by Newton's steps, halved while they lead
    down.
    """
    p, point, iteration = len(start.score), start, 0
    coef: FloatArray = np.zeros(p)
    step: FloatArray = np.zeros(p)
    for iteration in range(1, max_iterations + 1):
        try:
            step = np.asarray(np.linalg.solve(point.information, point.score), np.float64)
        except np.linalg.LinAlgError:
            break
        coef, point = _advance(likelihood, coef, point, step)
        if np.max(np.abs(step)) < _STEP_TOLERANCE:
            return Climb(start, point, coef, step, iteration, converged=True)
        if _has_vanished(point, start):
            break
    return Climb(start, point, coef, step, iteration, converged=False)


def _advance(
    likelihood: Likelihood, coef: FloatArray, point: LikelihoodPoint, step: FloatArray
) -> tuple[FloatArray, LikelihoodPoint]:
    # Near the top rounding can lower the likelihood by an ulp or two of its size.
    least = point.loglik - 1e-12 * abs(point.loglik)
    for halving in range(_MAX_HALVINGS):
        candidate = coef + step / 2**halving
        reached = likelihood.at(candidate)
        if reached.is_finite and reached.loglik >= least:
            return candidate, reached
    return coef, point


def _has_vanished(point: LikelihoodPoint, start: LikelihoodPoint) -> bool:
    """Whether in some direction hardly any of the information at 0 is left."""
    root = np.linalg.inv(np.linalg.cholesky(start.information))
    left = np.linalg.eigvalsh(root @ point.information @ root.T)
    return bool(left[0] <= _VANISHED)


def check_information(
    start: LikelihoodPoint, likelihood: Likelihood, names: tuple[str, ...]
) -> None:
    """Raise AnalysisError naming the first covariate that adds nothing to those before it."""
    # A scaled covariate that varies among those at risk brings information of about 1 a death.
    regular = regular_columns(start.information, np.full(len(names), likelihood.deaths))
    if not regular.all():
        name = names[int(np.argmin(regular))]
        raise analysis_error(
            name,
            f"{name} does not vary among those at risk together, or the covariates before it "
            "determine it",
            "drop it, or the covariate that says the same",
        )


def rising(climbed: Climb, names: tuple[str, ...]) -> tuple[str, ...]:
    """The covariates whose coefficients the search was still sending away when it stopped."""
    size = np.abs(climbed.last_step)
    largest = size.max()
    return tuple(name for name, s in zip(names, size, strict=True) if s > 0.1 * largest)


def no_maximum(climbed: Climb, names: tuple[str, ...]) -> AnalysisError:
    """The error for a likelihood without a maximum."""
    growing = rising(climbed, names)
    return analysis_error(
        growing[0],
        f"the likelihood keeps rising as the coefficient of {' and '.join(growing)} grows: "
        "no finite hazard ratio fits these data best (separation)",
        'look for a level without events, and merge or drop it, or penalise: firth="auto"',
    )
