"""The Cox proportional hazards model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    code_levels,
    combine_levels,
)
from trialwright.analysis.numeric.regular_columns import regular_quadratic_form
from trialwright.analysis.numeric.terms import Covariates
from trialwright.analysis.proportional_hazards.cox_design import Design, check_design
from trialwright.analysis.proportional_hazards.cox_likelihood import (
    LikelihoodPoint,
    PartialLikelihood,
    Ties,
    compute_score_residuals,
)
from trialwright.analysis.proportional_hazards.newton import maximise
from trialwright.analysis.survival.concordance import Concordance, compute_concordance
from trialwright.analysis.survival.risk_sets import derive_risk_sets
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class CoxFit:
    """A fitted model: log hazard ratios `coef` (p) by `names`, and how sure we are of them.

    `vcov` (p x p) is the sandwich if robust, else the inverse information, which `naive_vcov`
    always is; `se` the root of the diagonal of `vcov`. `loglik` at 0 and fitted. Tests that all
    coefficients are 0: `lr_test`, `score_test` (model-based), `wald_test` (with `vcov`),
    `robust_score_test` (robust only). `iterations` Newton steps taken.
    """

    names: tuple[str, ...]
    coef: FloatArray
    vcov: FloatArray
    naive_vcov: FloatArray
    se: FloatArray
    loglik: tuple[float, float]
    lr_test: ChiSquareTest
    score_test: ChiSquareTest
    wald_test: ChiSquareTest
    robust_score_test: ChiSquareTest | None
    concordance: Concordance
    n: int
    n_events: int
    ties: Ties
    iterations: int


def compute_cox(
    times: SurvivalTimes,
    covariates: Covariates,
    *,
    strata: Sequence[ArrayLike] = (),
    ties: Ties = "efron",
    robust: bool = False,
    cluster: ArrayLike | None = None,
) -> CoxFit:
    """Estimate hazard ratios by maximum partial likelihood (Cox 1972).

    `covariates`: columns (n) by name, or terms, or a matrix. `strata`: columns whose combinations have baseline hazards
    of their own. Ties: Efron (1977) or Breslow (1974). Censored at an event time: still at risk.
    Delayed entry: at risk on (entry, time] (Kalbfleisch & Prentice 2002). `robust`: sandwich
    variance of Lin & Wei (1989), score residuals summed within `cluster` (absent: a row each).
    Newton-Raphson runs until a step changes no coefficient by 1e-9 of its covariate's standard
    deviation. Raises AnalysisError, naming the covariate, for one that is missing, constant or
    determined by others, and when its coefficient has no finite estimate (separation): an
    estimate that depends on when the search stopped is not one.
    """
    _check_request(times, ties, robust, cluster)
    design = check_design(covariates, times.n)
    stratum = combine_levels(strata, "strata", times.n) if strata else None
    unit = None if cluster is None else code_levels(cluster, "cluster", times.n)
    likelihood = PartialLikelihood.of(design.scaled, derive_risk_sets(times, stratum), ties)
    start, fitted, scaled_coef, iterations = maximise(likelihood, design.names)
    coef = scaled_coef / design.scale
    naive = np.linalg.inv(fitted.information) / np.outer(design.scale, design.scale)
    vcov = _sandwich(design, likelihood, fitted, unit) if robust else naive
    return CoxFit(
        names=design.names,
        coef=coef,
        vcov=vcov,
        naive_vcov=naive,
        se=np.sqrt(np.diag(vcov)),
        loglik=(start.loglik, fitted.loglik),
        lr_test=ChiSquareTest(2 * (fitted.loglik - start.loglik), len(coef)),
        score_test=ChiSquareTest(*regular_quadratic_form(start.information, start.score)),
        wald_test=ChiSquareTest(*regular_quadratic_form(vcov, coef)),
        robust_score_test=_robust_score_test(likelihood, start, unit) if robust else None,
        concordance=compute_concordance(
            times, design.predictor(coef), stratum=stratum, cluster=unit if robust else None
        ),
        n=times.n,
        n_events=times.n_events,
        ties=ties,
        iterations=iterations,
    )


def _check_request(
    times: SurvivalTimes, ties: Ties, robust: bool, cluster: ArrayLike | None
) -> None:
    if ties not in get_args(Ties):
        raise analysis_error("ties", f"unknown ties {ties!r}", "use efron or breslow")
    if cluster is not None and not robust:
        raise analysis_error("cluster", "clusters are given for a variance that ignores them")
    if not times.n_events:
        raise analysis_error("event", "nobody had the event: there is no hazard to compare")


def _sandwich(
    design: Design, likelihood: PartialLikelihood, fitted: LikelihoodPoint, unit: IntArray | None
) -> FloatArray:
    residuals = _sum_by_unit(compute_score_residuals(likelihood, fitted), unit)
    dfbeta = residuals @ np.linalg.inv(fitted.information) / design.scale
    return dfbeta.T @ dfbeta


def _robust_score_test(
    likelihood: PartialLikelihood, start: LikelihoodPoint, unit: IntArray | None
) -> ChiSquareTest:
    residuals = _sum_by_unit(compute_score_residuals(likelihood, start), unit)
    return ChiSquareTest(*regular_quadratic_form(residuals.T @ residuals, start.score))


def _sum_by_unit(residuals: FloatArray, unit: IntArray | None) -> FloatArray:
    if unit is None:
        return residuals
    return np.column_stack([np.bincount(unit, weights=column) for column in residuals.T])
