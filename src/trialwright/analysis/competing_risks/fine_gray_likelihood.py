"""The partial likelihood of subdistribution hazards, its derivatives and its residuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.competing_risks.subdistribution_risk import (
    SubdistributionRisk,
    sums_before,
    sums_from,
)
from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.proportional_hazards.cox_likelihood import LikelihoodPoint


@dataclass(frozen=True, eq=False)
class SubdistributionLikelihood:
    """The partial likelihood of covariates `x` (n x p, by sorted row), ties after Breslow."""

    x: FloatArray
    risk: SubdistributionRisk

    @property
    def deaths(self) -> float:
        return float(self.risk.events.sum())

    def at(self, coef: FloatArray) -> LikelihoodPoint:
        """Evaluate at `coef` (p); NaN and infinity come out where exponentials overflow."""
        with np.errstate(all="ignore"):
            state = self.state(coef)
            hazard_sum = state.exposure[:, None] * self.x
            events = self.risk.events
            return LikelihoodPoint(
                loglik=float(self.risk.is_own @ state.linear - events @ np.log(state.denominator)),
                score=self.risk.is_own @ self.x - events @ state.mean,
                information=self.x.T @ hazard_sum - (state.mean.T * events) @ state.mean,
            )

    def state(self, coef: FloatArray) -> RiskState:
        linear = self.x @ coef
        shift = linear.max()
        hazard = np.exp(linear - shift)
        sums = self.risk.sums(np.column_stack((hazard, hazard[:, None] * self.x)))
        increments = self.risk.events / sums[:, 0]
        return RiskState(
            linear=linear - shift,
            hazard=hazard,
            denominator=sums[:, 0],
            mean=sums[:, 1:] / sums[:, :1],
            increments=increments,
            exposure=hazard * self.risk.sums_while_at_risk(increments[:, None])[:, 0],
            shift=float(shift),
        )


@dataclass(frozen=True, eq=False)
class RiskState:
    """What the derivatives are made of, at one value of the coefficients.

    By sorted row: `linear` = x'b - shift, `hazard` its exponential, `exposure` the sum of hazard
    times weight over the baseline increments. By event time: `denominator`, weighted `mean` of the
    covariates, `increments` of the baseline hazard (times exp(shift)).
    """

    linear: FloatArray
    hazard: FloatArray
    denominator: FloatArray
    mean: FloatArray
    increments: FloatArray
    exposure: FloatArray
    shift: float


def compute_score_residuals(likelihood: SubdistributionLikelihood, state: RiskState) -> FloatArray:
    """What each row contributes to the score, the censoring distribution taken as known: n x p."""
    risk, x = likelihood.risk, likelihood.x
    expected = risk.sums_while_at_risk(state.increments[:, None] * state.mean)
    residuals = state.hazard[:, None] * expected - x * state.exposure[:, None]
    own = np.flatnonzero(risk.is_own)
    residuals[own] += x[own] - state.mean[risk.slot[own] - 1]
    return residuals


def compute_censoring_residuals(
    likelihood: SubdistributionLikelihood, state: RiskState
) -> FloatArray:
    """What each row contributes to the score by its part in estimating G: n x p.

    psi of Fine & Gray (1999): the integral of q(u)/pi(u) over the row's censoring martingale, pi
    the number at risk in its group. q(u) sums, over the group's failures from other causes before
    u and the event times s >= u, (x - mean(s)) times weight times hazard times increment; as the
    weight is a product, q is one of cumulative sums.
    """
    risk, x = likelihood.risk, likelihood.x
    psi = np.zeros_like(x)
    for g, curve in enumerate(risk.curves):
        if not len(curve.time):
            continue
        rows = np.flatnonzero(risk.censoring_group == g)
        factor = (risk.stays[rows] * state.hazard[rows])[:, None]
        until = np.searchsorted(risk.time[rows], curve.time, side="left")
        failed = sums_before(factor)[until]
        failed_x = sums_before(factor * x[rows])[until]
        step = (risk.uncensored[:, g] * state.increments)[:, None]
        since = np.searchsorted(risk.event_time, curve.time, side="left")
        q = failed_x * sums_from(step)[since] - failed * sums_from(step * state.mean)[since]
        per_risk = q / curve.n_risk[:, None]
        compensator = sums_before(per_risk * (curve.n_censored / curve.n_risk)[:, None])
        psi[rows] = -compensator[np.searchsorted(curve.time, risk.time[rows], side="right")]
        censored = rows[risk.is_censored[rows] > 0]
        psi[censored] += per_risk[np.searchsorted(curve.time, risk.time[censored])]
    return psi
