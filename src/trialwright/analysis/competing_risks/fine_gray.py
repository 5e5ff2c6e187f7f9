"""The Fine-Gray model: how covariates act on the cumulative incidence of one cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.competing_risks.competing_times import CompetingTimes
from trialwright.analysis.competing_risks.fine_gray_likelihood import (
    SubdistributionLikelihood,
    compute_censoring_residuals,
    compute_score_residuals,
)
from trialwright.analysis.competing_risks.subdistribution_risk import SubdistributionRisk
from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import (
    FloatArray,
    analysis_error,
    check_numbers,
    code_levels,
)
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.regular_columns import regular_quadratic_form
from trialwright.analysis.numeric.terms import Covariates
from trialwright.analysis.proportional_hazards.cox_design import Design, check_design
from trialwright.analysis.proportional_hazards.newton import (
    Climb,
    check_information,
    climb,
    rising,
)


@dataclass(frozen=True, eq=False)
class FineGrayFit:
    """A fitted model: log subdistribution hazard ratios `coef` (p) by `names`.

    `vcov` (p x p) contains the term for the estimated censoring distribution; `se` is the root of
    its diagonal. `loglik` of the pseudo partial likelihood (Breslow) at the estimate,
    `loglik_null` at 0. `time` (g), `hazard` (g): the distinct times of the cause and the cumulative
    baseline subdistribution hazard there, all covariates 0. `n` rows, `n_events` of the cause.
    """

    names: tuple[str, ...]
    coef: FloatArray
    vcov: FloatArray
    se: FloatArray
    loglik: float
    loglik_null: float
    wald_test: ChiSquareTest
    time: FloatArray
    hazard: FloatArray
    n: int
    n_events: int
    iterations: int
    converged: bool

    def limits(self, conf_level: float = 0.95) -> FloatArray:
        """Lower and upper limits of the coefficients (p x 2), coef +- z se."""
        half = normal_quantile(conf_level) * self.se
        return np.column_stack((self.coef - half, self.coef + half))

    def predict(self, covariates: ArrayLike, times: ArrayLike) -> FloatArray:
        """Cumulative incidence for each row of `covariates` (m x p) at each time: m x len(times).

        1 - exp(-H(t) exp(x'b)) with the baseline H of the fit; the columns are in the order of
        `names`. An event at t counts at t; after the last time of the cause the step function keeps
        its value.
        """
        rows = np.atleast_2d(np.asarray(covariates, dtype=np.float64))
        if rows.shape[1] != len(self.coef) or not np.isfinite(rows).all():
            raise analysis_error(
                "covariates", f"needs finite values of {', '.join(self.names)}, in this order"
            )
        at = np.searchsorted(self.time, check_numbers(times, "times"), side="right")
        hazard = np.concatenate(([0.0], self.hazard))[at]
        incidence: FloatArray = -np.expm1(-np.outer(np.exp(rows @ self.coef), hazard))
        return incidence


def fine_gray(
    time: ArrayLike,
    cause: ArrayLike,
    covariates: Covariates,
    *,
    cause_of_interest: Any,
    causes: Sequence[Any],
    censored: Any = 0,
    censoring_group: ArrayLike | None = None,
) -> FineGrayFit:
    """Estimate subdistribution hazard ratios (Fine & Gray 1999).

    `time` (n) in one unit; `cause` (n) holds `censored` or one of `causes`; `covariates`: columns
    (n) by name, terms, or a matrix (n x p). `censoring_group` (n): estimate the censoring
    distribution apart in these groups (absent: pooled); needed where groups are followed for
    different lengths of time, as the weights are else wrong.

    Who failed from another cause stays at risk with weight G(t-)/G(T-), G the Kaplan-Meier
    estimate of the censoring distribution; rows with an event at a censoring time are still at
    risk there, and G is 0 after the last follow-up time of its group. Ties after Breslow. The
    variance contains the term for the estimated G. Assumes that the subdistribution hazards are
    proportional and that censoring is independent of covariates within the groups. A ratio acts on
    the cumulative incidence; it is no effect on the rate among those still event-free (for that:
    `cause_specific_cox`).

    Newton-Raphson from 0; every step is checked to climb. Raises AnalysisError for a value of
    `cause` that is not named, a cause nobody had, a covariate that is missing, constant or
    determined by others, and when a coefficient has no finite estimate.
    """
    times = CompetingTimes.from_columns(time, cause, causes, censored=censored)
    code = times.check_has_events(cause_of_interest)
    design = check_design(covariates, times.n)
    group = np.zeros(times.n, dtype=np.intp)
    if censoring_group is not None:
        group = code_levels(censoring_group, "censoring_group", times.n)
    risk = SubdistributionRisk.of(times, code, group)
    likelihood = SubdistributionLikelihood(design.scaled[risk.order], risk)
    return _fit(likelihood, design, _maximise(likelihood, design.names))


def _maximise(likelihood: SubdistributionLikelihood, names: tuple[str, ...]) -> Climb:
    start = likelihood.at(np.zeros(len(names)))
    check_information(start, likelihood, names)
    climbed = climb(likelihood, start)
    if not climbed.converged:
        growing = rising(climbed, names)
        raise analysis_error(
            growing[0],
            f"the likelihood keeps rising as the coefficient of {' and '.join(growing)} grows: "
            "no finite subdistribution hazard ratio fits these data best (separation)",
            "look for a level without events of this cause, and merge or drop it",
        )
    return climbed


def _fit(likelihood: SubdistributionLikelihood, design: Design, climbed: Climb) -> FineGrayFit:
    risk, state = likelihood.risk, likelihood.state(climbed.coef)
    residuals = compute_score_residuals(likelihood, state)
    residuals += compute_censoring_residuals(likelihood, state)
    influence = residuals @ np.linalg.inv(climbed.point.information) / design.scale
    vcov = influence.T @ influence
    coef = climbed.coef / design.scale
    return FineGrayFit(
        names=design.names,
        coef=coef,
        vcov=vcov,
        se=np.sqrt(np.diag(vcov)),
        loglik=climbed.point.loglik,
        loglik_null=climbed.start.loglik,
        wald_test=ChiSquareTest(*regular_quadratic_form(vcov, coef)),
        time=risk.event_time,
        # From the means of the covariates to 0.
        hazard=np.cumsum(state.increments) * np.exp(-state.shift - design.mean @ coef),
        n=len(risk.time),
        n_events=int(risk.events.sum()),
        iterations=climbed.iterations,
        converged=climbed.converged,
    )
