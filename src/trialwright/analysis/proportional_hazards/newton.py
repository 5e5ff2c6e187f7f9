"""Newton-Raphson for the partial likelihood, which says when there is no maximum."""

from __future__ import annotations

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.regular_columns import regular_columns
from trialwright.analysis.proportional_hazards.cox_likelihood import (
    LikelihoodPoint,
    PartialLikelihood,
)
from trialwright.errors import AnalysisError

# All in units of scaled covariates (standard deviation 1).
_STEP_TOLERANCE = 1e-9
_MAX_ITERATIONS = 60
_MAX_HALVINGS = 30
# Information falls by a factor e with each step of a coefficient on its way to infinity; a
# billionth of what it was at 0 has never been seen at a finite estimate.
_VANISHED = 1e-9


def maximise(
    likelihood: PartialLikelihood, names: tuple[str, ...]
) -> tuple[LikelihoodPoint, LikelihoodPoint, FloatArray, int]:
    """Climb from 0 to the maximum: the likelihood there and here, the coefficients, the steps.

    Raises AnalysisError when a covariate is determined by others within the risk sets, and when
    the likelihood keeps rising towards an infinite coefficient.
    """
    coef = np.zeros(len(names))
    start = point = likelihood.at(coef)
    _check_information(start, likelihood, names)
    for iteration in range(1, _MAX_ITERATIONS + 1):
        step = np.linalg.inv(point.information) @ point.score
        coef, point = _climb(likelihood, coef, point, step)
        if np.max(np.abs(step)) < _STEP_TOLERANCE:
            return start, point, coef, iteration
        if _has_vanished(point, start):
            break
    raise _no_maximum(step, names)


def _climb(
    likelihood: PartialLikelihood, coef: FloatArray, point: LikelihoodPoint, step: FloatArray
) -> tuple[FloatArray, LikelihoodPoint]:
    # Near the top rounding can lower the likelihood by an ulp or two of its size.
    least = point.loglik - 1e-12 * abs(point.loglik)
    for halving in range(_MAX_HALVINGS):
        candidate = coef + step / 2**halving
        reached = likelihood.at(candidate)
        if np.isfinite(reached.information).all() and reached.loglik >= least:
            return candidate, reached
    return coef, point


def _has_vanished(point: LikelihoodPoint, start: LikelihoodPoint) -> bool:
    """Whether in some direction hardly any of the information at 0 is left."""
    root = np.linalg.inv(np.linalg.cholesky(start.information))
    left = np.linalg.eigvalsh(root @ point.information @ root.T)
    return bool(left[0] <= _VANISHED)


def _check_information(
    start: LikelihoodPoint, likelihood: PartialLikelihood, names: tuple[str, ...]
) -> None:
    # A scaled covariate that varies among those at risk brings information of about 1 a death.
    deaths = np.full(len(names), float(len(likelihood.removed)))
    regular = regular_columns(start.information, deaths)
    if not regular.all():
        name = names[int(np.argmin(regular))]
        raise analysis_error(
            name,
            f"{name} does not vary among those at risk together, or the covariates before it "
            "determine it",
            "drop it, or the covariate that says the same",
        )


def _no_maximum(step: FloatArray, names: tuple[str, ...]) -> AnalysisError:
    largest = np.max(np.abs(step))
    rising = [n for n, s in zip(names, step, strict=True) if abs(s) > 0.1 * largest]
    return analysis_error(
        rising[0],
        f"the likelihood keeps rising as the coefficient of {' and '.join(rising)} grows: "
        "no finite hazard ratio fits these data best (separation)",
        "look for a level without events, and merge or drop it",
    )
