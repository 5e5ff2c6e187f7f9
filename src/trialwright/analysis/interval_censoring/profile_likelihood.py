"""The likelihood of interval-censored proportional hazards, maximised over the baseline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.interval_censoring.baseline_ascent import (
    Baseline,
    maximise_baseline,
    maximise_common_baseline,
)
from trialwright.analysis.interval_censoring.baseline_likelihood import (
    BaselineLikelihood,
    BaselinePoint,
)
from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.proportional_hazards.cox_likelihood import LikelihoodPoint

# Hazards that differ by a factor of exp(25) between two participants are on the way to infinity,
# and the baseline that goes with them is no longer found in the digits of a float.
_WIDEST_PREDICTOR = 25.0


@dataclass(frozen=True, eq=False)
class ProfileLikelihood:
    """The likelihood of covariates `x` (n x p) with the best baseline for each value of them.

    The baseline that was best for zero coefficients is where each search for the best begins.
    """

    x: FloatArray
    baseline: BaselineLikelihood
    start: FloatArray

    @classmethod
    def of(cls, x: FloatArray, baseline: BaselineLikelihood) -> ProfileLikelihood:
        return cls(x, baseline, maximise_common_baseline(baseline).jumps)

    @property
    def deaths(self) -> float:
        return float(np.count_nonzero(self.baseline.bounded))

    def jumps(self, coef: FloatArray) -> FloatArray:
        """The jumps of the baseline hazard that are best at `coef`."""
        return self._best(coef)[0].jumps

    def loglik(self, coef: FloatArray) -> float:
        best = self._best(coef)[0]
        return best.point.loglik if best.converged else -np.inf

    def at(self, coef: FloatArray) -> LikelihoodPoint:
        """The profile likelihood at `coef` (p).

        Its score is that of the whole likelihood, as the baseline is at its maximum; its
        information is what is left of that of the coefficients when the jumps above 0 have taken
        theirs. Not finite where the hazards lie too far apart.
        """
        nothing = np.full((len(coef), len(coef)), np.nan)
        if np.ptp(self.x @ coef) > _WIDEST_PREDICTOR:
            return LikelihoodPoint(-np.inf, nothing[0], nothing)
        best, ratio = self._best(coef)
        if not best.converged:
            return LikelihoodPoint(-np.inf, nothing[0], nothing)
        jumps, point = best.jumps, best.point
        derivative, curvature, mixed = _predictor_derivatives(self.baseline, point, ratio)
        chosen = np.flatnonzero(jumps > 0)
        cross = np.column_stack(
            [_mixed_sums(self.baseline, mixed, column)[chosen] for column in self.x.T]
        )
        among_jumps = self.baseline.curvature(point, ratio, chosen)
        taken = cross.T @ np.linalg.lstsq(among_jumps, cross, rcond=None)[0]
        return LikelihoodPoint(
            loglik=point.loglik,
            score=self.x.T @ derivative,
            information=(self.x * curvature[:, None]).T @ self.x - taken,
        )

    def _best(self, coef: FloatArray) -> tuple[Baseline, FloatArray]:
        ratio = np.exp(self.x @ coef)
        return maximise_baseline(self.baseline, ratio, self.start), ratio


def predictor_scores(baseline: BaselineLikelihood, point: BaselinePoint) -> FloatArray:
    """Derivative of each row's log likelihood in its linear predictor (n)."""
    return baseline.weight * (point.within * point.odds - point.before)


def _predictor_derivatives(
    baseline: BaselineLikelihood, point: BaselinePoint, ratio: FloatArray
) -> tuple[FloatArray, FloatArray, tuple[FloatArray, FloatArray]]:
    """First and minus second derivative in the linear predictor (n each), and minus the mixed
    derivatives of predictor and a jump: before the row's interval, and within it (n each).
    """
    inside = point.within * point.odds
    bend = point.within * point.odds * (1 + point.odds)
    before = baseline.weight * ratio
    within = -baseline.weight * ratio * (point.odds - bend)
    second = baseline.weight * (point.before - inside + point.within * bend)
    return predictor_scores(baseline, point), second, (before, within)


def _mixed_sums(
    baseline: BaselineLikelihood, mixed: tuple[FloatArray, FloatArray], column: FloatArray
) -> FloatArray:
    zero = np.zeros_like(baseline.first)
    before = baseline.sum_over_jumps(mixed[0] * column, zero, baseline.first)
    return before + baseline.sum_over_jumps(mixed[1] * column, baseline.first, baseline.end)
