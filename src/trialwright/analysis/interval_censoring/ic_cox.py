"""Proportional hazards for interval-censored events, the baseline left free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.interval_censoring.baseline_likelihood import BaselineLikelihood
from trialwright.analysis.interval_censoring.event_intervals import EventIntervals
from trialwright.analysis.interval_censoring.innermost_intervals import find_innermost
from trialwright.analysis.interval_censoring.profile_likelihood import ProfileLikelihood
from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.terms import Covariates
from trialwright.analysis.proportional_hazards.cox_design import check_design
from trialwright.analysis.proportional_hazards.newton import check_information, climb, rising


@dataclass(frozen=True, eq=False)
class IntervalCoxFit:
    """A fitted model: log hazard ratios `coef` (p) by `names`.

    `vcov` (p x p) from the profile likelihood, `se` the root of its diagonal. `loglik` at the
    maximum, `loglik_null` with all coefficients 0. `lower`, `upper`, `cumhaz` (K): the innermost
    intervals and the cumulative baseline hazard, all covariates 0, at their upper ends.
    """

    names: tuple[str, ...]
    coef: FloatArray
    vcov: FloatArray
    se: FloatArray
    loglik: float
    loglik_null: float
    lr_test: ChiSquareTest
    lower: FloatArray
    upper: FloatArray
    cumhaz: FloatArray
    n: int
    n_events: int
    iterations: int

    def limits(self, conf_level: float = 0.95) -> FloatArray:
        """Lower and upper limits of the coefficients (p x 2), coef +- z se."""
        half = normal_quantile(conf_level) * self.se
        return np.column_stack((self.coef - half, self.coef + half))


def ic_cox(left: ArrayLike, right: ArrayLike, covariates: Covariates) -> IntervalCoxFit:
    """Estimate hazard ratios from events that lie in (left, right], the baseline left free.

    `left`, `right` (n) as in `turnbull`; `covariates`: columns (n) by name, terms, or a matrix.

    Maximum likelihood over the coefficients and all baseline distributions (Finkelstein 1986): for
    each value of the coefficients the baseline is the best one, found as in `turnbull`, and
    Newton's method climbs this profile likelihood. The variance is the inverse of minus its second
    differences over steps of n^(-1/2) of a covariate's standard deviation (Murphy & van der Vaart
    2000; Zeng, Mao & Lin 2016): consistent, unlike the inverse of the whole information, whose
    number of parameters grows with n. Assumes proportional hazards, and looks whose times depend on
    neither event nor covariates.

    Raises AnalysisError for an interval that is missing or wrong, nobody with a finite right end, a
    covariate that is missing, constant or determined by others, and when a coefficient has no
    finite estimate.
    """
    intervals = EventIntervals.from_columns(left, right)
    intervals.check_has_events()
    design = check_design(covariates, intervals.n)
    innermost = find_innermost(intervals)
    baseline = BaselineLikelihood.of(innermost)
    if not baseline.n_jumps:
        raise analysis_error(
            "left", "all intervals share one innermost interval: the data order no two events"
        )
    likelihood = ProfileLikelihood.of(design.scaled, baseline)
    start = likelihood.at(np.zeros(len(design.names)))
    check_information(start, likelihood, design.names)
    climbed = climb(likelihood, start)
    if not climbed.converged:
        growing = rising(climbed, design.names)
        raise analysis_error(
            growing[0],
            f"the likelihood keeps rising as the coefficient of {' and '.join(growing)} grows: "
            "no finite hazard ratio fits these data best (separation)",
            "look for a level without events, and merge or drop it",
        )
    information = _profile_information(likelihood, climbed.coef, intervals.n)
    vcov = np.linalg.inv(information) / np.outer(design.scale, design.scale)
    coef = climbed.coef / design.scale
    hazard = np.concatenate((np.cumsum(likelihood.jumps(climbed.coef)), [np.inf]))
    return IntervalCoxFit(
        names=design.names,
        coef=coef,
        vcov=vcov,
        se=np.sqrt(np.diag(vcov)),
        loglik=climbed.point.loglik,
        loglik_null=start.loglik,
        lr_test=ChiSquareTest(2 * (climbed.point.loglik - start.loglik), len(coef)),
        lower=innermost.lower,
        upper=innermost.upper,
        cumhaz=hazard * np.exp(-design.mean @ coef),
        n=intervals.n,
        n_events=intervals.n_events,
        iterations=climbed.iterations,
    )


def _profile_information(likelihood: ProfileLikelihood, coef: FloatArray, n: int) -> FloatArray:
    """Minus the second central differences of the profile log likelihood (p x p)."""
    p = len(coef)
    step = np.eye(p) / np.sqrt(n)
    top = likelihood.loglik(coef)
    single = np.array([likelihood.loglik(coef + s) + likelihood.loglik(coef - s) for s in step])
    information = np.diag(2 * top - single)
    for i in range(p):
        for j in range(i):
            both = step[i] + step[j]
            joint = likelihood.loglik(coef + both) + likelihood.loglik(coef - both)
            # f(+,+) + f(-,-) - f(+,0) - f(-,0) - f(0,+) - f(0,-) + 2 f = 2 h^2 d2f/dxi dxj.
            information[i, j] = information[j, i] = (single[i] + single[j] - joint - 2 * top) / 2
    scaled: FloatArray = information * n
    if not np.isfinite(scaled).all() or np.linalg.eigvalsh(scaled)[0] <= 0:
        raise analysis_error(
            "covariates",
            "the profile likelihood is not curved around its maximum: no standard error can be read "
            "from so few events",
            "use fewer covariates, or a parametric model: aft",
        )
    return scaled
