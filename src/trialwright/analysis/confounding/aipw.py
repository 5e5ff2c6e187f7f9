"""Doubly robust risks at a horizon, with censoring weights and competing events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.confounding.aipw_arm import FittedModel, compute_arm_risk
from trialwright.analysis.confounding.horizon_status import (
    HorizonStatus,
    check_competing,
    derive_horizon_status,
)
from trialwright.analysis.confounding.logistic import LogisticFit, check_binary, logistic
from trialwright.analysis.confounding.time_zero import check_time_zero
from trialwright.analysis.confounding.treatment_effect import (
    TreatmentEffect,
    difference_effect,
    log_of,
    ratio_effect,
)
from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    IntArray,
    analysis_error,
    combine_levels,
)
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.terms import Covariates, Term, model_matrix, read_terms
from trialwright.analysis.survival.survival_times import SurvivalTimes

_ARMS = ((1, "treated"), (0, "in the control group"))


@dataclass(frozen=True)
class RiskEstimate:
    """A risk with its standard error and normal limits, cut to [0, 1]."""

    value: float
    std_err: float
    lower: float
    upper: float


@dataclass(frozen=True, eq=False)
class AipwRisks:
    """The risk by `horizon` had everybody been treated, and had nobody, and their comparison.

    `influence` (n x 2): of each participant on the two risks, treated first; the variance of a
    risk is the sum of their squares over n^2. `propensity` (n); `outcome_models`, treated first.
    `censoring_weights` (n): 1 over the probability of being observed so far, 0 where the status
    at the horizon is not known; `n_unknown` participants have 0.
    """

    horizon: float
    treated: RiskEstimate
    control: RiskEstimate
    difference: TreatmentEffect
    ratio: TreatmentEffect
    influence: FloatArray
    propensity: LogisticFit
    outcome_models: tuple[LogisticFit, LogisticFit]
    censoring_weights: FloatArray
    n: int
    n_unknown: int


def aipw_risk_difference(
    time: ArrayLike,
    event: ArrayLike,
    treatment: ArrayLike,
    covariates: Covariates,
    *,
    horizon: float,
    competing: ArrayLike | None = None,
    outcome_covariates: Covariates | None = None,
    censoring_strata: Sequence[ArrayLike] = (),
    assigned: ArrayLike | None = None,
    conf_level: float = 0.95,
) -> AipwRisks:
    """Compare risks by a horizon, right if either of two models is right.

    `time`, `event` (n): follow-up from time zero; an event at the horizon counts. `competing` (n):
    true where follow-up ended by an event that prevents the event, a death without recurrence: it
    is no event, and its risk is not removed (the estimate is a cumulative incidence). Without it
    such deaths are censorings, and the risk is one in a world without them. `covariates` of the
    propensity model; `outcome_covariates` (absent: the same) of the outcome models.

    Augmented inverse probability weighting (Robins, Rotnitzky & Zhao 1994): in each arm a logistic
    model of the event by the horizon, fitted with censoring weights 1/K where the status at the
    horizon is known, predicts everybody's risk; weighted residuals correct it. K is Kaplan-Meier
    of censoring, in each arm and `censoring_strata`; events come before censorings at a time, so
    without covariates the risks are 1 - Kaplan-Meier, or Aalen-Johansen. Standard errors are those
    of the stacked estimating equations: propensity, outcome models and K count as estimated, so
    they hold also when one of the two models is wrong (Lunceford & Davidian 2004; Bang & Tsiatis
    2000). Assumes no unmeasured confounding, positivity, and censoring that depends on arm and
    strata only. Raises AnalysisError as `logistic` does, when an arm has no event or only events,
    or when its follow-up ends before the horizon. No delayed entry: start the clock at time zero.
    """
    times = SurvivalTimes.from_columns(time, event)
    before = np.flatnonzero(times.time < 0)
    if len(before):
        raise analysis_error("time", f"time is below 0 in row {before[0] + 1}: before time zero")
    z = check_binary(treatment, "treatment")
    if assigned is not None:
        check_time_zero(assigned, None, times.n)
    strata = combine_levels(censoring_strata, "censoring_strata", times.n)
    status = _derive_status(times, check_competing(competing, times), horizon, z, strata)
    terms = read_terms(covariates, times.n)
    others = terms if outcome_covariates is None else read_terms(outcome_covariates, times.n)
    propensity = _with_matrix(logistic(z, terms), terms)
    models = [_outcome_model(status, others, z == arm, name) for arm, name in _ARMS]
    arms = [
        compute_arm_risk(z == arm, arm == 1, status, propensity, model)
        for (arm, _), model in zip(_ARMS, models, strict=True)
    ]
    influence = np.column_stack([influence for _, influence in arms])
    (treated, _), (control, _) = arms
    return AipwRisks(
        horizon=horizon,
        treated=_risk(treated, influence[:, 0], conf_level),
        control=_risk(control, influence[:, 1], conf_level),
        difference=difference_effect(
            "risk difference",
            treated - control,
            _std_err(influence[:, 0] - influence[:, 1]),
            conf_level,
        ),
        ratio=ratio_effect(
            "risk ratio",
            log_of(treated, "risk") - log_of(control, "risk"),
            _std_err(influence[:, 0] / treated - influence[:, 1] / control),
            conf_level,
        ),
        influence=influence,
        propensity=propensity.fit,
        outcome_models=(models[0].fit, models[1].fit),
        censoring_weights=status.weights,
        n=times.n,
        n_unknown=int(np.count_nonzero(status.weights == 0)),
    )


def _derive_status(
    times: SurvivalTimes, competing: BoolArray, horizon: float, z: FloatArray, strata: IntArray
) -> HorizonStatus:
    group = combine_levels([z, strata], "censoring_strata", times.n)
    names = []
    for number in range(group.max() + 1):
        first = int(np.argmax(group == number))
        who = _ARMS[0 if z[first] else 1][1]
        names.append(who if not strata.any() else f"{who} of censoring stratum {strata[first] + 1}")
    return derive_horizon_status(times.time, times.event, competing, horizon, group, tuple(names))


def _outcome_model(
    status: HorizonStatus, terms: tuple[Term, ...], in_arm: BoolArray, name: str
) -> FittedModel:
    weights = status.weights * in_arm
    failed = status.failed[weights > 0]
    if not len(failed) or failed.min() == failed.max():
        raise analysis_error(
            "event",
            f"of those {name} {'nobody' if not failed.any() else 'everybody'} had the event by "
            f"{status.horizon:g}: there is no risk to model",
        )
    return _with_matrix(logistic(status.failed, terms, weights=weights), terms)


def _with_matrix(fit: LogisticFit, terms: tuple[Term, ...]) -> FittedModel:
    return FittedModel(fit, model_matrix(terms, fit.n)[1])


def _std_err(influence: FloatArray) -> float:
    return float(np.sqrt(influence @ influence)) / len(influence)


def _risk(value: float, influence: FloatArray, conf_level: float) -> RiskEstimate:
    std_err = _std_err(influence)
    reach = normal_quantile(conf_level) * std_err
    return RiskEstimate(value, std_err, max(value - reach, 0.0), min(value + reach, 1.0))
