"""The partial likelihood of the Cox model, its derivatives and its score residuals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.survival.risk_sets import RiskSets

Ties = Literal["efron", "breslow"]


@dataclass(frozen=True, eq=False)
class PartialLikelihood:
    """The partial likelihood of covariates `x` (n x p) over risk sets.

    Each of the d tied deaths of a set has its own denominator: the sum of exp(x'b) over the set,
    less a fraction of the sum over the tied deaths, k/d for the k-th from 0 (Efron 1977) or none
    (Breslow 1974). `removed` (deaths) holds these fractions.
    """

    x: FloatArray
    risk_sets: RiskSets
    removed: FloatArray

    @classmethod
    def of(cls, x: FloatArray, risk_sets: RiskSets, ties: Ties) -> PartialLikelihood:
        deaths = risk_sets.deaths[risk_sets.set_of_event]
        order = np.arange(len(deaths)) - risk_sets.first_event[risk_sets.set_of_event]
        removed = order / deaths if ties == "efron" else np.zeros(len(deaths))
        return cls(x, risk_sets, removed)

    def at(self, coef: FloatArray) -> LikelihoodPoint:
        """Evaluate at `coef` (p); NaN and infinity come out where exponentials overflow."""
        linear = self.x @ coef
        linear = linear - linear.max()
        with np.errstate(all="ignore"):
            return _evaluate(self, linear)


@dataclass(frozen=True, eq=False)
class LikelihoodPoint:
    """Log likelihood, score (p) and information (p x p) at one value of the coefficients.

    For every death, by risk set: its `denominator` and the weighted `mean` of the covariates over
    who was at risk (deaths x p). `hazard` (n) is exp(x'b) up to a common factor.
    """

    loglik: float
    score: FloatArray
    information: FloatArray
    hazard: FloatArray
    denominator: FloatArray
    mean: FloatArray


def _evaluate(likelihood: PartialLikelihood, linear: FloatArray) -> LikelihoodPoint:
    sets, x = likelihood.risk_sets, likelihood.x
    hazard = np.exp(linear)
    weighted = np.column_stack((hazard, hazard[:, None] * x))
    off = likelihood.removed[:, None] * sets.sums_of_events(weighted)[sets.set_of_event]
    sums = sets.sums(weighted)[sets.set_of_event] - off
    denominator, mean = sums[:, 0], sums[:, 1:] / sums[:, :1]
    # The second moments, summed over deaths, are X' diag(c) X: no p x p matrix for each death.
    exposure = hazard[:, None] * _sum_by_row(likelihood, 1 / denominator[:, None])
    return LikelihoodPoint(
        loglik=float(np.sum(linear[sets.event_rows]) - np.sum(np.log(denominator))),
        score=np.sum(x[sets.event_rows] - mean, axis=0),
        information=(x * exposure).T @ x - mean.T @ mean,
        hazard=hazard,
        denominator=denominator,
        mean=mean,
    )


def _sum_by_row(likelihood: PartialLikelihood, per_death: FloatArray) -> FloatArray:
    """Sum `per_death` (deaths x m) over the deaths each row was at risk for: n x m.

    A tied death counts with 1 - `removed` in the denominators of its own set.
    """
    sets = likelihood.risk_sets
    total = sets.sums_while_at_risk(sets.sums_by_set(per_death))
    removed = sets.sums_by_set(likelihood.removed[:, None] * per_death)
    total[sets.event_rows] -= removed[sets.set_of_event]
    return total


def compute_score_residuals(likelihood: PartialLikelihood, point: LikelihoodPoint) -> FloatArray:
    """What each row contributes to the score (n x p); the column sums are the score.

    Observed minus expected covariate at a row's own event, less what was expected of it at every
    death it was at risk for (Therneau, Grambsch & Fleming 1990), each tied death with its own
    denominator under Efron.
    """
    sets, x = likelihood.risk_sets, likelihood.x
    inverse = 1 / point.denominator[:, None]
    expected = x * _sum_by_row(likelihood, inverse) - _sum_by_row(likelihood, point.mean * inverse)
    residuals = -point.hazard[:, None] * expected
    mean = sets.sums_by_set(point.mean) / sets.deaths[:, None]
    residuals[sets.event_rows] += x[sets.event_rows] - mean[sets.set_of_event]
    return residuals
