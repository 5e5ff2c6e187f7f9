"""Bias analysis by simulation: bias parameters drawn from what is believed of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.confounding.bias_analysis import (
    confounder_bias_factor,
    corrected_risk,
)
from trialwright.analysis.confounding.treatment_effect import TreatmentEffect, log_of
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.options import check_rng, check_whole


@dataclass(frozen=True)
class Trapezoid:
    """A belief: certainly in [low, high], all values of [mode_low, mode_high] alike.

    A uniform distribution has its modes at its ends, a triangular one a single mode.
    """

    low: float
    mode_low: float
    mode_high: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.mode_low <= self.mode_high <= self.high:
            raise analysis_error("trapezoid", f"{self} is not in ascending order")

    def draw(self, rng: np.random.Generator, n: int) -> FloatArray:
        """Draw n values by inverting the distribution function."""
        rise, top, fall = (
            (self.mode_low - self.low) / 2,
            self.mode_high - self.mode_low,
            (self.high - self.mode_high) / 2,
        )
        area = rise + top + fall
        if area == 0:
            return np.full(n, self.low)
        u = rng.random(n) * area
        up = self.low + np.sqrt(np.maximum(2 * u * (self.mode_low - self.low), 0))
        flat = self.mode_low + (u - rise)
        down = self.high - np.sqrt(np.maximum(2 * (area - u) * (self.high - self.mode_high), 0))
        drawn: FloatArray = np.where(u < rise, up, np.where(u <= rise + top, flat, down))
        return drawn


@dataclass(frozen=True)
class ProbabilisticBias:
    """Quantiles of the effect without the bias: median, `lower` and `upper` percentiles.

    `systematic`: from the bias parameters alone; `total`: with random error on top. Of
    `n_draws` draws `n_impossible` were left out, because the data exclude their parameters.
    """

    systematic: tuple[float, float, float]
    total: tuple[float, float, float]
    n_draws: int
    n_impossible: int
    conf_level: float


def probabilistic_confounder_bias(
    effect: TreatmentEffect,
    *,
    ratio: Trapezoid,
    prevalence_treated: Trapezoid,
    prevalence_control: Trapezoid,
    n_draws: int = 10_000,
    rng: np.random.Generator,
) -> ProbabilisticBias:
    """Take an unmeasured binary confounder off a ratio, its parameters drawn independently.

    The bias formula is that of `confounder_bias`; random error is normal on the log scale with
    the effect's standard error (Lash, Fox & Fink 2009, chapter 8). Raises AnalysisError for an
    effect that is no ratio, for fewer than two draws, and when no draw is possible.
    """
    check_whole(n_draws, "n_draws", least=2)
    check_rng(rng)
    if effect.measure == "risk difference":
        raise analysis_error("effect", "the bias factor is of a ratio, this is a difference")
    factor = confounder_bias_factor(
        ratio.draw(rng, n_draws),
        prevalence_treated.draw(rng, n_draws),
        prevalence_control.draw(rng, n_draws),
    )
    logs = log_of(effect.value, effect.measure) - np.log(factor)
    noise = effect.std_err * rng.standard_normal(n_draws)
    return _summary(logs, logs + noise, effect.conf_level)


def probabilistic_outcome_bias(
    *,
    events_treated: int,
    n_treated: int,
    events_control: int,
    n_control: int,
    sensitivity_treated: Trapezoid,
    sensitivity_control: Trapezoid,
    specificity_treated: Trapezoid,
    specificity_control: Trapezoid,
    n_draws: int = 10_000,
    rng: np.random.Generator,
    conf_level: float = 0.95,
) -> ProbabilisticBias:
    """Correct a risk ratio for an outcome recorded with errors that are drawn independently.

    Random error: each recorded risk is redrawn from a beta distribution with parameters events
    + 1/2 and others + 1/2 (Jeffreys), before it is corrected. Lash, Fox & Fink 2009, chapter 8.
    Raises AnalysisError for counts that are no proportion, for fewer than two draws, and when
    no draw is possible with these data.
    """
    check_whole(n_draws, "n_draws", least=2)
    check_rng(rng)
    systematic, total = [], []
    for events, n, sensitivity, specificity in (
        (events_treated, n_treated, sensitivity_treated, specificity_treated),
        (events_control, n_control, sensitivity_control, specificity_control),
    ):
        if not 0 <= events <= n or n <= 0:
            raise analysis_error("events", f"{events} of {n} is not a proportion")
        errors = sensitivity.draw(rng, n_draws), specificity.draw(rng, n_draws)
        risk = rng.beta(events + 0.5, n - events + 0.5, n_draws)
        systematic.append(corrected_risk(np.full(n_draws, events / n), *errors))
        total.append(corrected_risk(risk, *errors))
    with np.errstate(divide="ignore", invalid="ignore"):
        return _summary(
            np.log(systematic[0] / systematic[1]), np.log(total[0] / total[1]), conf_level
        )


def _summary(
    systematic: FloatArray,
    total: FloatArray,
    conf_level: float,
) -> ProbabilisticBias:
    possible = np.isfinite(systematic) & np.isfinite(total)
    if not possible.any():
        raise analysis_error(
            "draws", "no draw of the bias parameters is possible with these data", "widen them"
        )
    at = [50.0, 50 * (1 - conf_level), 50 * (1 + conf_level)]
    quantiles = [np.exp(np.percentile(values[possible], at)) for values in (systematic, total)]
    first, second = ((float(q[0]), float(q[1]), float(q[2])) for q in quantiles)
    return ProbabilisticBias(
        systematic=first,
        total=second,
        n_draws=len(possible),
        n_impossible=int(np.count_nonzero(~possible)),
        conf_level=conf_level,
    )
