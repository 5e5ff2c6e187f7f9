"""Confidence limits of hazard ratios from the likelihood itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit
from trialwright.analysis.proportional_hazards.cox_likelihood import (
    Likelihood,
    LikelihoodPoint,
    PartialLikelihood,
)
from trialwright.analysis.proportional_hazards.firth import FirthLikelihood
from trialwright.analysis.proportional_hazards.newton import climb

# Doublings of the distance from the estimate after which a limit counts as infinite.
_MAX_DOUBLINGS = 12


def profile_limits(fit: CoxFit, *, conf_level: float = 0.95) -> FloatArray:
    """Profile likelihood limits of the coefficients: lower and upper (p x 2).

    The values of a coefficient that a likelihood ratio test would not refuse, the others being
    estimated anew for each. Advised with Firth's penalty, under which estimates are skew and
    coef +- z se misleads (Heinze & Schemper 2001); then the likelihood is the penalised one. It
    assumes independent rows, whatever variance the fit has. A limit is infinite where the
    likelihood never falls far enough. Raises AnalysisError for a `conf_level` outside (0, 1).
    """
    likelihood: Likelihood = PartialLikelihood(fit.data.rows, fit.ties)
    if fit.penalised:
        likelihood = FirthLikelihood(PartialLikelihood(fit.data.rows, fit.ties), fit.data)
    drop = normal_quantile(conf_level) ** 2 / 2
    scale = fit.data.design.scale
    se = np.sqrt(np.diag(fit.naive_vcov))
    limits = [
        [_limit(likelihood, fit, j, side * se[j] * scale[j], drop) / scale[j] for side in (-1, 1)]
        for j in range(len(fit.coef))
    ]
    return np.array(limits)


def _limit(likelihood: Likelihood, fit: CoxFit, j: int, step: float, drop: float) -> float:
    """Where, in the direction of `step`, the profile of scaled coefficient j has fallen by `drop`."""
    estimate = float(fit.coef[j] * fit.data.design.scale[j])
    least = fit.loglik[1] - drop

    def excess(value: float) -> float:
        return _highest(_Fixed(likelihood, j, value), len(fit.coef) - 1) - least

    inside = estimate
    for _ in range(_MAX_DOUBLINGS):
        outside = inside + step
        if excess(outside) < 0:
            return float(brentq(excess, inside, outside, xtol=1e-10, rtol=1e-12))
        inside, step = outside, 2 * step
    return np.inf if step > 0 else -np.inf


@dataclass(frozen=True, eq=False)
class _Fixed:
    """A likelihood with coefficient `j` fixed at `value`: a function of the others."""

    likelihood: Likelihood
    j: int
    value: float

    @property
    def deaths(self) -> float:
        return self.likelihood.deaths

    def at(self, coef: FloatArray) -> LikelihoodPoint:
        point = self.likelihood.at(np.insert(coef, self.j, self.value))
        rest = np.delete(np.arange(len(coef) + 1), self.j)
        return LikelihoodPoint(
            point.loglik, point.score[rest], point.information[np.ix_(rest, rest)]
        )


def _highest(fixed: _Fixed, p: int) -> float:
    start = fixed.at(np.zeros(p))
    return start.loglik if p == 0 else climb(fixed, start).point.loglik
