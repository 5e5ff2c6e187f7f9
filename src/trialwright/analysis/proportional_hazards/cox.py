"""The Cox proportional hazards model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.terms import Covariates
from trialwright.analysis.proportional_hazards.cox_data import CoxData, check_cox_data
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit
from trialwright.analysis.proportional_hazards.cox_likelihood import PartialLikelihood, Ties
from trialwright.analysis.proportional_hazards.firth import FirthLikelihood
from trialwright.analysis.proportional_hazards.newton import (
    Climb,
    check_information,
    climb,
    no_maximum,
    rising,
)
from trialwright.analysis.proportional_hazards.risk_moments import RiskMoments
from trialwright.analysis.survival.survival_times import SurvivalTimes

Firth = Literal["never", "auto", "always"]

#: With fewer events for each coefficient than this, "auto" penalises (Vittinghoff & McCulloch
#: 2007: from 5 on, limits cover as they should in most settings).
FEW_EVENTS = 5


def cox(
    time: ArrayLike,
    event: ArrayLike,
    covariates: Covariates,
    *,
    ties: Ties = "efron",
    weights: ArrayLike | None = None,
    offset: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    strata: ArrayLike | Sequence[ArrayLike] | None = None,
    subject: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    robust: bool = False,
    firth: Firth = "never",
    merge_close_times: bool = False,
) -> CoxFit:
    """Estimate hazard ratios by maximum partial likelihood (Cox 1972).

    `time` (n): end of follow-up, in any one unit. `event` (n): true or 1 = event, else censored;
    who is censored at an event time is still at risk then. `covariates`: columns (n) by name,
    terms, or a matrix (n x p).

    `ties`: "efron" (1977), "breslow" (1974), or "exact", the discrete partial likelihood over all
    subsets of who is at risk. `weights` (n) above 0: with Efron the tied deaths count with their
    mean weight. `offset` (n): added to the predictor with coefficient 1. `strata`: one column of
    labels (n), or a list of columns whose combinations have baseline hazards of their own.

    `entry` (n): at risk on (entry, time] (Kalbfleisch & Prentice 2002). For covariates that change
    with time give a row for each interval, and in `subject` (n) whose it is: intervals of one
    subject must not overlap, and a robust variance sums over them.

    `robust`: sandwich variance of Lin & Wei (1989) from the score residuals, which are exact under
    Efron's ties, summed within `cluster` (n; absent: within `subject`; absent: a row each).

    `firth`: "always" adds Firth's (1993) penalty, "auto" only with fewer than 5 events for each
    coefficient, or where no finite estimate exists; `penalised` of the result says why.
    `merge_close_times`: times that differ by rounding tie, as R's survival has it; whole days
    need none of it.

    Newton-Raphson runs until a step changes no coefficient by 1e-9 of its covariate's standard
    deviation. Raises AnalysisError, naming the column, for one that is missing, constant or
    determined by others; for options that exclude each other; and when a coefficient has no
    finite estimate (separation): an estimate that depends on when the search stopped is not one.
    """
    _check_request(ties, weights, cluster, robust, firth)
    times = SurvivalTimes.from_columns(time, event, entry, merge_close_times=merge_close_times)
    data = check_cox_data(
        times,
        covariates,
        strata=strata,
        weights=weights,
        offset=offset,
        cluster=cluster,
        subject=subject,
    )
    climbed, penalised = _maximise(data, ties, firth)
    if penalised and robust:
        raise analysis_error(
            "robust", f"Firth's penalty has no robust variance, and is needed: {penalised}"
        )
    return _fit(data, climbed, ties, robust, penalised)


def _check_request(
    ties: Ties,
    weights: ArrayLike | None,
    cluster: ArrayLike | None,
    robust: bool,
    firth: Firth,
) -> None:
    if ties not in get_args(Ties):
        raise analysis_error("ties", f"unknown ties {ties!r}", "use efron, breslow or exact")
    if firth not in get_args(Firth):
        raise analysis_error("firth", f"unknown firth {firth!r}", "use never, auto or always")
    if cluster is not None and not robust:
        raise analysis_error("cluster", "clusters are given for a variance that ignores them")
    if ties == "exact":
        asked = {"weights": weights is not None, "robust": robust, "firth": firth != "never"}
        for name, is_asked in asked.items():
            if is_asked:
                raise analysis_error(
                    name, f"exact ties are not defined with {name}", "use efron or breslow"
                )


def _maximise(data: CoxData, ties: Ties, firth: Firth) -> tuple[Climb, str | None]:
    """Climb the likelihood, or the penalised one and why it is penalised."""
    names = data.design.names
    likelihood = PartialLikelihood(data.rows, ties)
    start = likelihood.at(np.zeros(len(names)))
    check_information(start, likelihood, names)
    reason = _reason_beforehand(data, firth)
    if reason is None:
        climbed = climb(likelihood, start)
        if climbed.converged:
            return climbed, None
        if firth == "never":
            raise no_maximum(climbed, names)
        growing = " and ".join(rising(climbed, names))
        reason = f"no finite estimate without a penalty: {growing} separates the events"
    penalised = FirthLikelihood(likelihood, data)
    climbed = climb(penalised, penalised.at(np.zeros(len(names))))
    if not climbed.converged:
        raise no_maximum(climbed, names)
    # The variance is that of the information without the penalty, here and in the score test.
    at_maximum = replace(climbed.point, information=likelihood.at(climbed.coef).information)
    at_zero = replace(climbed.start, information=start.information)
    return replace(climbed, start=at_zero, point=at_maximum), reason


def _reason_beforehand(data: CoxData, firth: Firth) -> str | None:
    if firth == "always":
        return "asked for"
    events, p = data.times.n_events, len(data.design.names)
    if firth == "auto" and events < FEW_EVENTS * p:
        return f"{events} events for {p} coefficients, fewer than {FEW_EVENTS} for each"
    return None


def _fit(data: CoxData, climbed: Climb, ties: Ties, robust: bool, penalised: str | None) -> CoxFit:
    scale = data.design.scale
    inverse = np.linalg.inv(climbed.point.information)
    naive = inverse / np.outer(scale, scale)
    vcov = _sandwich(data, climbed, ties, inverse / scale) if robust else naive
    return CoxFit(
        names=data.design.names,
        coef=climbed.coef / scale,
        vcov=vcov,
        naive_vcov=naive,
        se=np.sqrt(np.diag(vcov)),
        loglik=(climbed.start.loglik, climbed.point.loglik),
        n=data.times.n,
        n_events=data.times.n_events,
        ties=ties,
        robust=robust,
        penalised=penalised,
        iterations=climbed.iterations,
        start=climbed.start,
        data=data,
    )


def _sandwich(data: CoxData, climbed: Climb, ties: Ties, inverse: FloatArray) -> FloatArray:
    moments = RiskMoments.of(data, climbed.coef, ties)
    residuals = data.sum_by_unit(data.weighted(moments.score_residuals()))
    dfbeta = residuals @ inverse
    return dfbeta.T @ dfbeta
