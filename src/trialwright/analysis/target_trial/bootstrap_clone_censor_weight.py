"""Limits for clone-censor-weight by resampling participants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.confounding.bootstrap_limits import bootstrap_limits
from trialwright.analysis.confounding.logistic import FirthUse
from trialwright.analysis.confounding.treatment_effect import (
    TreatmentEffect,
    difference_effect,
    log_of,
    ratio_effect,
)
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.options import check_rng, check_whole
from trialwright.analysis.numeric.terms import Covariates
from trialwright.analysis.target_trial.clone_censor_weight import (
    CloneCensorWeight,
    clone_censor_weight,
    read_participants,
)
from trialwright.analysis.target_trial.clones import ControlStrategy
from trialwright.analysis.target_trial.emulation import (
    CloneOptions,
    CloneRows,
    Participants,
    weigh_clones,
)
from trialwright.analysis.target_trial.inverse_censoring_weights import CensoringModel
from trialwright.errors import AnalysisError


@dataclass(frozen=True, eq=False)
class BootstrapCloneCensorWeight:
    """The comparison of two strategies with percentile limits, and the refits behind them.

    `refits` (n_boot x 3): risk of starters, risk of controls, log hazard ratio; NaN where a
    sample has no estimate. Each effect leaves out the samples without an estimate of its own;
    `n_failed`: samples without risks, by `failures`, the distinct reasons.
    """

    risk_starters: tuple[float, float, float]
    risk_controls: tuple[float, float, float]
    risk_difference: TreatmentEffect
    risk_ratio: TreatmentEffect
    hazard_ratio: TreatmentEffect
    refits: FloatArray
    n_boot: int
    n_failed: int
    failures: tuple[str, ...]
    point: CloneCensorWeight


def bootstrap_clone_censor_weight(
    time: ArrayLike,
    event: ArrayLike,
    start: ArrayLike,
    covariates: Covariates,
    *,
    horizon: float,
    grace: float = 84.0,
    control: ControlStrategy = "not_in_grace",
    competing: ArrayLike | None = None,
    model: CensoringModel = "pooled_logistic",
    interval: float | None = None,
    time_degree: int = 2,
    stabilise: bool = True,
    truncate: tuple[float, float] | None = None,
    firth: FirthUse = "never",
    conf_level: float = 0.95,
    n_boot: int = 500,
    rng: np.random.Generator,
) -> BootstrapCloneCensorWeight:
    """`clone_censor_weight` with percentile limits from `n_boot` samples of the participants.

    Both clones of a participant are drawn together, and every model is fitted anew in each sample
    (Efron & Tibshirani 1993). The other arguments and the errors are those of
    `clone_censor_weight`; standard errors are those of the refits. Raises AnalysisError also when
    fewer than two refits succeed.
    """
    point = clone_censor_weight(
        time,
        event,
        start,
        covariates,
        horizon=horizon,
        grace=grace,
        control=control,
        competing=competing,
        model=model,
        interval=interval,
        time_degree=time_degree,
        stabilise=stabilise,
        truncate=truncate,
        firth=firth,
        conf_level=conf_level,
    )
    refits, failures = _refit(
        read_participants(time, event, start, covariates, competing),
        point.options,
        horizon,
        n_boot,
        rng,
    )
    treated, untreated, log_hazard = refits.T
    with np.errstate(divide="ignore", invalid="ignore"):
        log_risks = np.log(treated) - np.log(untreated)
    risks = (point.risk_starters, point.risk_controls)
    return BootstrapCloneCensorWeight(
        risk_starters=(risks[0], *_limits(risks[0], treated, conf_level)),
        risk_controls=(risks[1], *_limits(risks[1], untreated, conf_level)),
        risk_difference=_difference(point.risk_difference, treated - untreated, conf_level),
        risk_ratio=_ratio("risk ratio", point.risk_ratio, log_risks, conf_level),
        hazard_ratio=_ratio("hazard ratio", point.hazard_ratio.value, log_hazard, conf_level),
        refits=refits,
        n_boot=n_boot,
        n_failed=int(np.count_nonzero(np.isnan(treated))),
        failures=failures,
        point=point,
    )


def _refit(
    trial: Participants,
    options: CloneOptions,
    horizon: float,
    n_boot: int,
    rng: np.random.Generator,
) -> tuple[FloatArray, tuple[str, ...]]:
    check_whole(n_boot, "n_boot", least=2)
    check_rng(rng)
    refits, failures = np.full((n_boot, 3), np.nan), set()
    n = len(trial.time)
    for sample in refits:
        try:
            _, rows = weigh_clones(trial.take(rng.integers(0, n, n)), options)
        except AnalysisError as error:
            failures.add(error.problems[0].what)
            continue
        sample[0], sample[1] = (rows.risk_curve(strategy).at(horizon) for strategy in (1, 0))
        sample[2] = _log_hazard_ratio(rows)
    return refits, tuple(sorted(failures))


def _log_hazard_ratio(rows: CloneRows) -> float:
    """The coefficient of the weighted Cox model with Efron's ties; NaN where there is none."""
    # Imported here so that Numba is loaded only by those who resample.
    from trialwright.analysis.confounding.refit_kernels import refit_hazard_ratios

    moments, exits = np.unique(rows.time, return_inverse=True)
    entries = np.searchsorted(moments, rows.entry, side="right") - 1
    (log_ratio,) = refit_hazard_ratios(
        exits,
        entries,
        np.argsort(-exits, kind="stable"),
        np.argsort(-entries, kind="stable"),
        rows.event.astype(np.float64),
        rows.strategy.astype(np.float64),
        np.ones((1, len(exits))),
        rows.weight[None, :],
        True,
    )
    return float(log_ratio)


def _finite(refitted: FloatArray) -> FloatArray:
    found = refitted[np.isfinite(refitted)]
    if len(found) < 2:
        raise analysis_error("n_boot", "fewer than two bootstrap refits succeeded")
    return found


def _limits(estimate: float, refitted: FloatArray, conf_level: float) -> tuple[float, float]:
    found = _finite(refitted)
    return bootstrap_limits(estimate, found, "percentile", conf_level, lambda: found)


def _difference(estimate: float, refitted: FloatArray, conf_level: float) -> TreatmentEffect:
    std_err = float(_finite(refitted).std(ddof=1))
    lower, upper = _limits(estimate, refitted, conf_level)
    effect = difference_effect("risk difference", estimate, std_err, conf_level)
    return replace(effect, lower=lower, upper=upper)


def _ratio(
    measure: Literal["risk ratio", "hazard ratio"],
    estimate: float,
    log_refitted: FloatArray,
    conf_level: float,
) -> TreatmentEffect:
    std_err = float(_finite(log_refitted).std(ddof=1))
    lower, upper = np.exp(_limits(log_of(estimate, measure), log_refitted, conf_level))
    effect = ratio_effect(measure, log_of(estimate, measure), std_err, conf_level)
    return replace(effect, lower=float(lower), upper=float(upper))
