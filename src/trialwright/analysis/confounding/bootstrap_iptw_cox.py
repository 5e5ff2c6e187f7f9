"""Limits of a weighted hazard ratio that know the propensity model was estimated, too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.confounding.bootstrap_limits import BootstrapLimits, bootstrap_limits
from trialwright.analysis.confounding.iptw_cox import IptwCox, iptw_cox
from trialwright.analysis.confounding.iptw_refits import draw_samples, prepare_refits
from trialwright.analysis.confounding.logistic import check_binary
from trialwright.analysis.confounding.propensity_weights import WeightKind
from trialwright.analysis.confounding.treatment_effect import TreatmentEffect, log_of, ratio_effect
from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.numeric.options import check_rng, check_whole
from trialwright.analysis.numeric.terms import Covariates, read_terms
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class BootstrapIptwCox:
    """The hazard ratio with bootstrap limits, and the refits behind them.

    `effect`: the estimate of all participants, with `std_err` the standard deviation of the
    refitted log hazard ratios and limits of the kind asked for. `log_ratios` (n_boot): NaN where
    a refit failed. `n_failed_propensity`: samples whose propensity model has no finite estimate
    (or that hold one group only); `n_failed_outcome`: those whose Cox model has none. Both are
    left out of the limits: more than a few of them make the limits too narrow. `point`: the
    analysis with its weights and balance.
    """

    effect: TreatmentEffect
    limits: BootstrapLimits
    log_ratios: FloatArray
    n_boot: int
    n_failed_propensity: int
    n_failed_outcome: int
    point: IptwCox


def bootstrap_iptw_cox(
    time: ArrayLike,
    event: ArrayLike,
    treatment: ArrayLike,
    covariates: Covariates,
    *,
    entry: ArrayLike | None = None,
    kind: WeightKind = "stabilised",
    truncate: tuple[float, float] | None = None,
    ties: Literal["efron", "breslow"] = "efron",
    assigned: ArrayLike | None = None,
    n_boot: int = 2000,
    limits: BootstrapLimits = "percentile",
    conf_level: float = 0.95,
    rng: np.random.Generator,
    threads: int = 1,
) -> BootstrapIptwCox:
    """The marginal hazard ratio of `iptw_cox`, with limits by resampling participants.

    Each of `n_boot` samples draws n participants with replacement, refits the propensity model,
    weighs and truncates anew, and refits the Cox model (Efron & Tibshirani 1993; Austin 2016). The
    other arguments are those of `iptw_cox`; `ties` is efron or breslow. `limits`: `percentile`,
    `bca` (bias-corrected and accelerated, by n more refits without one participant each) or
    `normal`. The result depends on `rng` only, not on `threads`. Raises AnalysisError as `iptw_cox`
    does, and when fewer than two refits succeed.
    """
    check_whole(n_boot, "n_boot", least=2)
    check_whole(threads, "threads", least=1)
    check_rng(rng)
    point = iptw_cox(
        time,
        event,
        treatment,
        covariates,
        entry=entry,
        kind=kind,
        truncate=truncate,
        ties=ties,
        assigned=assigned,
        conf_level=conf_level,
    )
    z = check_binary(treatment, "treatment")
    refits = prepare_refits(
        SurvivalTimes.from_columns(time, event, entry),
        z,
        read_terms(covariates, len(z)),
        point.weights,
        truncate,
        efron=ties == "efron",
    )
    log_ratios, propensity_failed = refits.run(draw_samples(len(z), n_boot, rng), threads)
    jackknife = partial(refits.without_each, threads)
    estimate = log_of(point.effect.value, "hazard ratio")
    succeeded = log_ratios[np.isfinite(log_ratios)]
    lower, upper = bootstrap_limits(estimate, succeeded, limits, conf_level, jackknife)
    normal = ratio_effect("hazard ratio", estimate, float(succeeded.std(ddof=1)), conf_level)
    return BootstrapIptwCox(
        effect=replace(normal, lower=float(np.exp(lower)), upper=float(np.exp(upper))),
        limits=limits,
        log_ratios=log_ratios,
        n_boot=n_boot,
        n_failed_propensity=propensity_failed,
        n_failed_outcome=n_boot - len(succeeded) - propensity_failed,
        point=point,
    )
