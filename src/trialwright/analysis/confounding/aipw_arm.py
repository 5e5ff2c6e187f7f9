"""The augmented risk of one arm and each participant's influence on it."""

from __future__ import annotations

from dataclasses import dataclass

from trialwright.analysis.confounding.horizon_status import HorizonStatus
from trialwright.analysis.confounding.logistic import LogisticFit
from trialwright.analysis.numeric.columns import BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class FittedModel:
    """A logistic fit with the matrix (n x p) it was fitted to."""

    fit: LogisticFit
    x: FloatArray

    def shift(self, gradient: FloatArray, residual: FloatArray) -> FloatArray:
        """The influence (n) by way of the coefficients.

        `gradient` (p): of the estimate in them; `residual` (n): weighted observed less fitted.
        """
        pull: FloatArray = residual * (self.x @ (self.n * self.fit.vcov @ gradient))
        return pull

    @property
    def n(self) -> int:
        return len(self.x)


def compute_arm_risk(
    in_arm: BoolArray,
    treated: bool,
    status: HorizonStatus,
    propensity: FittedModel,
    outcome: FittedModel,
) -> tuple[float, FloatArray]:
    """The risk had everybody been in this arm, and the influence of each participant on it (n).

    Of every participant the predicted risk m; of those in the arm, with known status and weight w,
    also w (y - m) / p, p the propensity of the arm. The influence has a part for each thing that
    was estimated: it is the derivative of the risk in a participant's case weight, times n.
    """
    n, p, m = len(in_arm), propensity.fit.fitted, outcome.fit.fitted
    chance = p if treated else 1 - p
    weight = in_arm * status.weights
    residual = weight * (status.failed - m)
    values = m + residual / chance
    risk = float(values.mean())
    # Derivatives in the coefficients of the outcome model, then of the propensity model.
    by_outcome = ((1 - weight / chance) * m * (1 - m)) @ outcome.x / n
    sign = -1.0 if treated else 1.0
    by_propensity = (sign * residual * p * (1 - p) / chance**2) @ propensity.x / n
    z = in_arm if treated else ~in_arm
    influence = values - risk
    influence = influence + outcome.shift(by_outcome, residual)
    influence = influence + propensity.shift(by_propensity, z - p)
    # The weights enter by the residuals, directly and through the outcome model.
    through = 1 / chance + outcome.x @ (n * outcome.fit.vcov @ by_outcome)
    terms = in_arm * (status.failed - m) * through
    return risk, influence + status.influence(terms)
