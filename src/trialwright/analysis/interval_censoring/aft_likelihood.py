"""The likelihood of accelerated failure times, censored in any way.

In the parameters s = 1/scale and g = b/scale the error at log time y is e = s y - x'g, linear in
both. With a log-concave density the log likelihood is then concave, whatever the censoring
(Burridge 1981), and Newton's method climbs it from anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.interval_censoring.aft_distributions import ErrorDistribution
from trialwright.analysis.interval_censoring.event_intervals import EventIntervals
from trialwright.analysis.numeric.columns import BoolArray, FloatArray
from trialwright.analysis.proportional_hazards.cox_likelihood import LikelihoodPoint


@dataclass(frozen=True, eq=False)
class AftLikelihood:
    """Log ends `low`, `high` of the intervals less `centre`, with `x` (n x q) intercept included.

    `has_low`: the left end is above 0; `has_high`: the right end is finite; `exact`: both are one.
    The parameters are steps away from `start`: g (q), then s unless the scale is fixed at 1.
    """

    distribution: ErrorDistribution
    x: FloatArray
    low: FloatArray
    high: FloatArray
    has_low: BoolArray
    has_high: BoolArray
    exact: BoolArray
    centre: float
    start: FloatArray

    @classmethod
    def of(
        cls, intervals: EventIntervals, x: FloatArray, distribution: ErrorDistribution
    ) -> AftLikelihood:
        has_low, has_high = intervals.left > 0, intervals.has_event
        low = np.log(np.where(has_low, intervals.left, 1.0))
        high = np.log(np.where(has_high, intervals.right, 1.0))
        ends = np.concatenate((low[has_low], high[has_high]))
        centre = float(ends.mean())
        start = np.zeros(x.shape[1] + distribution.has_scale)
        if distribution.has_scale:
            start[-1] = 1 / max(float(ends.std()), 0.1)
        return cls(
            distribution=distribution,
            x=x,
            low=np.where(has_low, low - centre, 0.0),
            high=np.where(has_high, high - centre, 0.0),
            has_low=has_low,
            has_high=has_high,
            exact=intervals.is_exact,
            centre=centre,
            start=start,
        )

    @property
    def deaths(self) -> float:
        return float(np.count_nonzero(self.has_high))

    def parameters(self, step: FloatArray) -> tuple[FloatArray, float]:
        """g (q) and s at a step away from the start."""
        values = self.start + step
        return (values[:-1], float(values[-1])) if self.distribution.has_scale else (values, 1.0)

    def at(self, step: FloatArray) -> LikelihoodPoint:
        """Log likelihood of the times, score and information; not finite unless s > 0."""
        g, s = self.parameters(step)
        if s <= 0:
            nothing = np.full((len(step), len(step)), np.nan)
            return LikelihoodPoint(-np.inf, nothing[0], nothing)
        with np.errstate(all="ignore"):
            return self._evaluate(g, s)

    def _evaluate(self, g: FloatArray, s: float) -> LikelihoodPoint:
        linear = self.x @ g
        low, high = s * self.low - linear, s * self.high - linear
        part = self._contributions(low, high, s)
        design_low, design_high = self._design(self.low), self._design(self.high)
        score = design_low.T @ part.d_low + design_high.T @ part.d_high
        cross = (design_low * part.d_both[:, None]).T @ design_high
        information = -(
            (design_low * part.d_low2[:, None]).T @ design_low
            + (design_high * part.d_high2[:, None]).T @ design_high
            + cross
            + cross.T
        )
        if self.distribution.has_scale:
            # Of log s in the density of an exact time.
            score[-1] += self.exact.sum() / s
            information[-1, -1] += self.exact.sum() / s**2
        return LikelihoodPoint(float(part.loglik.sum()), score, information)

    def _design(self, log_time: FloatArray) -> FloatArray:
        """Derivative of the error in the parameters: n x (q, or q + 1 with a scale)."""
        if not self.distribution.has_scale:
            return -self.x
        return np.column_stack((-self.x, log_time))

    def _contributions(self, low: FloatArray, high: FloatArray, s: float) -> _Contributions:
        d = self.distribution
        bounded = self.has_high & ~self.exact

        def where(condition: BoolArray, values: FloatArray) -> FloatArray:
            return np.where(condition, values, 0.0)

        before, h_low = where(self.has_low, d.cumulative(low)), where(self.has_low, d.hazard(low))
        h_high = where(bounded, d.hazard(high))
        within = where(bounded, d.cumulative(high) - before)
        odds = where(bounded, 1 / np.expm1(within))
        bend = odds * (1 + odds)
        # The density of a time is that of its logarithm divided by the time.
        density = d.log_hazard(low) + np.log(s) - self.low - self.centre
        return _Contributions(
            loglik=where(bounded, np.log(-np.expm1(-within))) + where(self.exact, density) - before,
            d_low=where(self.exact, d.log_slope(low)) - (1 + odds) * h_low,
            d_high=odds * h_high,
            d_low2=where(self.exact, d.log_bend(low))
            - (1 + odds) * where(self.has_low, d.slope(low))
            - bend * h_low**2,
            d_high2=odds * where(bounded, d.slope(high)) - bend * h_high**2,
            d_both=bend * h_low * h_high,
        )


@dataclass(frozen=True, eq=False)
class _Contributions:
    """By row: log likelihood, and its derivatives in the errors at the two ends."""

    loglik: FloatArray
    d_low: FloatArray
    d_high: FloatArray
    d_low2: FloatArray
    d_high2: FloatArray
    d_both: FloatArray
