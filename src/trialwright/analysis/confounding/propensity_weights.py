"""Weights from a propensity model: they make groups alike in what the model contains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.confounding.logistic import (
    FirthUse,
    LogisticFit,
    check_binary,
    logistic,
)
from trialwright.analysis.numeric.columns import FloatArray, analysis_error, check_numbers
from trialwright.analysis.numeric.options import check_pair
from trialwright.analysis.numeric.terms import Covariates

WeightKind = Literal["ate", "stabilised", "att", "overlap"]


@dataclass(frozen=True, eq=False)
class PropensityWeights:
    """Case weights (n) of one kind, with the propensity (n) and the model they come from.

    `truncated_at`: the lowest and the highest weight after truncation, None without it;
    `n_truncated` rows were moved there. `effective_size`: (sum w)^2 / sum w^2 of the treated and of
    the controls, how many participants of equal weight would tell as much (Kish 1965).
    """

    kind: WeightKind
    weights: FloatArray
    propensity: FloatArray
    model: LogisticFit
    truncated_at: tuple[float, float] | None
    n_truncated: int
    effective_size: tuple[float, float]


def propensity_weights(
    treatment: ArrayLike,
    covariates: Covariates,
    *,
    kind: WeightKind = "stabilised",
    truncate: tuple[float, float] | None = None,
    firth: FirthUse = "never",
) -> PropensityWeights:
    """Weight participants by how likely their treatment was, given the covariates.

    `treatment` (n): boolean or 0/1, 1 = treated. The propensity p is the fitted probability of
    treatment in a logistic model with intercept (Rosenbaum & Rubin 1983). With z the treatment and
    m the proportion treated, `ate`: z/p + (1-z)/(1-p); `stabilised`: z m/p + (1-z)(1-m)/(1-p)
    (Robins, Hernan & Brumback 2000); `att`: z + (1-z) p/(1-p); `overlap`: z(1-p) + (1-z)p
    (Li, Morgan & Zaslavsky 2018). `truncate`: percentiles, (1, 99) say, of all weights, between
    which they are kept (Cole & Hernan 2008; interpolated between order statistics); it trades
    variance for bias. Assumes no unmeasured confounding, and a positive chance of either
    treatment for everybody. Raises AnalysisError as `logistic` does; separation means that some
    participants had no chance of the other treatment.
    """
    z = check_binary(treatment, "treatment")
    model = logistic(z, covariates, firth=firth)
    raw = weigh_propensity(z, model.fitted, kind)
    weights, limits = (raw, None) if truncate is None else _truncated(raw, truncate)
    return PropensityWeights(
        kind=kind,
        weights=weights,
        propensity=model.fitted,
        model=model,
        truncated_at=limits,
        n_truncated=int(np.count_nonzero(weights != raw)),
        effective_size=(effective_size(weights[z == 1]), effective_size(weights[z == 0])),
    )


def weigh_propensity(treatment: ArrayLike, propensity: ArrayLike, kind: WeightKind) -> FloatArray:
    """The weights (n) of `kind` for treatments (n, 0/1) and known propensities (n), 0 < p < 1.

    The formulas are those of `propensity_weights` (Li, Morgan & Zaslavsky 2018); the proportion
    treated of the stabilised ones is that of these rows. Raises AnalysisError for a propensity
    of 0 or 1, or an unknown kind.
    """
    z, p = check_binary(treatment, "treatment"), check_numbers(propensity, "propensity")
    if len(p) != len(z) or not ((p > 0) & (p < 1)).all():
        raise analysis_error(
            "propensity", "a propensity is a probability above 0 and below 1, one a participant"
        )
    if kind not in get_args(WeightKind):
        raise analysis_error("kind", f"unknown kind {kind!r}", f"use one of {get_args(WeightKind)}")
    return weight_formula(z, p, z.mean(), kind)


def weight_formula(
    z: FloatArray, p: FloatArray, m: float | FloatArray, kind: WeightKind
) -> FloatArray:
    """The weights of `propensity_weights`, element by element; `m`: the proportion treated."""
    if kind == "ate":
        return z / p + (1 - z) / (1 - p)
    if kind == "att":
        return z + (1 - z) * p / (1 - p)
    if kind == "overlap":
        return z * (1 - p) + (1 - z) * p
    stabilised: FloatArray = z * m / p + (1 - z) * (1 - m) / (1 - p)
    return stabilised


def effective_size(weights: FloatArray) -> float:
    """(sum w)^2 / sum w^2: the number of equal weights that would tell as much; 0 of none."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def truncate_weights(weights: FloatArray, percentiles: tuple[float, float]) -> FloatArray:
    """Weights (n) kept between their two percentiles, interpolated between order statistics.

    `percentiles`: two numbers from 0 to 100, the first below the second (Cole & Hernan 2008).
    Raises AnalysisError for others, or without weights.
    """
    return _truncated(check_numbers(weights, "weights"), percentiles)[0]


def _truncated(
    weights: FloatArray, percentiles: tuple[float, float]
) -> tuple[FloatArray, tuple[float, float]]:
    low, high = check_pair(percentiles, "truncate")
    if not 0 <= low < high <= 100:
        raise analysis_error(
            "truncate", f"{low} and {high} are not two percentiles", "give them as (1, 99)"
        )
    if not len(weights):
        raise analysis_error("weights", "there are no weights to truncate")
    lowest, highest = (float(limit) for limit in np.percentile(weights, (low, high)))
    return np.clip(weights, lowest, highest), (lowest, highest)
