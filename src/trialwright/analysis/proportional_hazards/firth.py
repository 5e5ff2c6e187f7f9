"""Firth's penalty: a finite hazard ratio where the likelihood has no maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.proportional_hazards.cox_data import CoxData
from trialwright.analysis.proportional_hazards.cox_likelihood import (
    LikelihoodPoint,
    PartialLikelihood,
)
from trialwright.analysis.proportional_hazards.risk_moments import RiskMoments

# Of a scaled coefficient; the slope is exact, so half of its digits are left to the curvature.
_DIFFERENCE = 1e-5


@dataclass(frozen=True, eq=False)
class FirthLikelihood:
    """The partial likelihood times the root of the determinant of its information.

    Jeffreys' prior; it takes the first-order bias off the estimate (Firth 1993) and gives a finite
    one under separation (Heinze & Schemper 2001). The variance of the estimate is the inverse of
    the information without the penalty.
    """

    unpenalised: PartialLikelihood
    data: CoxData

    @property
    def deaths(self) -> float:
        return self.unpenalised.deaths

    def at(self, coef: FloatArray) -> LikelihoodPoint:
        """Evaluate at `coef` (p); the information is the curvature of the penalised likelihood.

        Newton's steps need the curvature itself: with the information they can go to and fro
        around the maximum for ever. Where the penalised likelihood is not concave, the
        information has to do.
        """
        point = self.unpenalised.at(coef)
        sign, log_determinant = np.linalg.slogdet(point.information)
        if not point.is_finite or sign <= 0:
            return LikelihoodPoint(-np.inf, point.score, point.information)
        # The determinant in units of the covariates as given.
        penalty = float(log_determinant) / 2 + float(np.sum(np.log(self.data.design.scale)))
        steps = _DIFFERENCE * np.eye(len(coef))
        slopes = [self._score(coef + step) - self._score(coef - step) for step in steps]
        curvature = -np.array(slopes) / (2 * _DIFFERENCE)
        curvature = (curvature + curvature.T) / 2
        concave = bool(np.linalg.eigvalsh(curvature)[0] > 0)
        return LikelihoodPoint(
            point.loglik + penalty, self._score(coef), curvature if concave else point.information
        )

    def _score(self, coef: FloatArray) -> FloatArray:
        point = self.unpenalised.at(coef)
        moments = RiskMoments.of(self.data, coef, self.unpenalised.ties)
        inverse = np.asarray(np.linalg.inv(point.information), np.float64)
        return point.score + _slope_of_log_determinant(moments, inverse) / 2


def _slope_of_log_determinant(moments: RiskMoments, inverse: FloatArray) -> FloatArray:
    """Derivatives of log det I in the coefficients (p): trace of I^-1 dI/db_r.

    dI/db_r sums, over deaths, E[(x - m)(x - m)'(x_r - m_r)] over who was at risk, with mean m. So
    the trace sums E[q(x - m) (x_r - m_r)], where q(v) = v' I^-1 v; written out in x and m it needs
    sums over rows and over deaths only.
    """
    x, mean = moments.x, moments.mean
    of_x = np.einsum("ij,jk,ik->i", x, inverse, x)
    of_mean = np.einsum("ij,jk,ik->i", mean, inverse, mean)
    step = moments.hazard_step[:, None]
    sums = moments.sum_by_row(np.column_stack((step, step * mean, step * of_mean[:, None])))
    exposure, means, squares = sums[:, 0], sums[:, 1:-1], sums[:, -1]
    spread = of_x * exposure - 2 * np.einsum("ij,jk,ik->i", x, inverse, means) + squares
    over_deaths = moments.weight * (moments.mean_over_risk_set(of_x[:, None])[:, 0] - of_mean)
    slope: FloatArray = (moments.weighted_hazard * spread) @ x - over_deaths @ mean
    return slope
