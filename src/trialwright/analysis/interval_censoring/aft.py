"""Weibull, exponential and log-logistic models of interval-censored event times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.interval_censoring.aft_distributions import DISTRIBUTIONS, Dist
from trialwright.analysis.interval_censoring.aft_likelihood import AftLikelihood
from trialwright.analysis.interval_censoring.event_intervals import EventIntervals
from trialwright.analysis.interval_censoring.log_ratios import LogRatios
from trialwright.analysis.numeric.columns import FloatArray, analysis_error, check_numbers
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.terms import Covariates, read_terms
from trialwright.analysis.proportional_hazards.cox_design import check_design
from trialwright.analysis.proportional_hazards.newton import (
    Climb,
    check_information,
    climb,
    rising,
)


@dataclass(frozen=True, eq=False)
class AftFit:
    """A fitted model: `coef` (q) by `names` of log time, "(Intercept)" first.

    exp(coef) multiplies the time to the event. `log_scale`: logarithm of the scale, None for the
    exponential. `vcov` of (coef, log scale): inverse observed information; `se` the root of its
    diagonal. `loglik` of the times, not of their logarithms.
    """

    names: tuple[str, ...]
    coef: FloatArray
    log_scale: float | None
    vcov: FloatArray
    se: FloatArray
    loglik: float
    dist: Dist
    n: int
    n_events: int
    iterations: int

    @property
    def scale(self) -> float:
        return 1.0 if self.log_scale is None else float(np.exp(self.log_scale))

    def limits(self, conf_level: float = 0.95) -> FloatArray:
        """Lower and upper limits of the coefficients (q x 2), coef +- z se."""
        half = normal_quantile(conf_level) * self.se[: len(self.coef)]
        return np.column_stack((self.coef - half, self.coef + half))

    def hazard_ratios(self) -> LogRatios:
        """The model as one of proportional hazards: log hazard ratio -coef/scale, delta method.

        Weibull and exponential only: of a log-logistic time the hazards are not proportional.
        """
        if self.dist == "loglogistic":
            raise analysis_error(
                "dist", "a log-logistic model has no hazard ratio", "use odds_ratios()"
            )
        return self._ratios()

    def odds_ratios(self) -> LogRatios:
        """The log-logistic model as one of proportional odds of having had the event by t."""
        if self.dist != "loglogistic":
            raise analysis_error(
                "dist", f"a {self.dist} model has no odds ratio", "use hazard_ratios()"
            )
        return self._ratios()

    def _ratios(self) -> LogRatios:
        value = -self.coef[1:] / self.scale
        p = len(value)
        # Derivatives of -b exp(-log scale) in the coefficients and the log scale.
        jacobian = np.zeros((p, len(self.vcov)))
        jacobian[:, 1 : p + 1] = -np.eye(p) / self.scale
        if self.log_scale is not None:
            jacobian[:, -1] = -value
        return LogRatios.of(self.names[1:], value, jacobian @ self.vcov @ jacobian.T)

    def survival(self, covariates: ArrayLike, times: ArrayLike) -> FloatArray:
        """S(t) for each row of `covariates` (m x p) at each time above 0: m x len(times)."""
        rows = np.atleast_2d(np.asarray(covariates, dtype=np.float64))
        if rows.shape[1] != len(self.coef) - 1 or not np.isfinite(rows).all():
            raise analysis_error(
                "covariates", f"needs finite values of {', '.join(self.names[1:])}, in this order"
            )
        asked = check_numbers(times, "times")
        if (asked <= 0).any():
            raise analysis_error("times", "times must be above 0")
        predictor = self.coef[0] + rows @ self.coef[1:]
        error = (np.log(asked)[None, :] - predictor[:, None]) / self.scale
        surv: FloatArray = np.exp(-DISTRIBUTIONS[self.dist].cumulative(error))
        return surv


def aft(
    left: ArrayLike, right: ArrayLike, covariates: Covariates, *, dist: Dist = "weibull"
) -> AftFit:
    """Fit log T = b0 + x'b + scale e by maximum likelihood to events that lie in (left, right].

    `left`, `right` (n) as in `turnbull`: exact where equal, right-censored where `right` is
    infinite, left-censored where `left` is 0. `covariates`: columns (n) by name, terms, or a matrix
    (n x p); none is allowed. `dist`: "weibull" and "exponential" (scale 1) have an error with the
    minimum extreme value distribution, "loglogistic" a logistic one (Kalbfleisch & Prentice 2002,
    chapter 2). Assumes the distribution, and looks whose times depend on neither event nor
    covariates.

    Newton's method in b/scale and 1/scale, in which the likelihood is concave. Raises AnalysisError
    for an interval that is missing or wrong, an event at exactly 0, nobody with a finite right end,
    a covariate that is missing, constant or determined by others, and where no finite estimate fits
    best: separation, or times that cannot tell the scale.
    """
    if dist not in get_args(Dist):
        raise analysis_error(
            "dist", f"unknown dist {dist!r}", "use weibull, exponential or loglogistic"
        )
    intervals = EventIntervals.from_columns(left, right)
    intervals.check_has_events()
    if (intervals.right == 0).any():
        raise analysis_error("right", "an event at time 0 has no logarithm", "leave it out")
    names, x, back = _design(covariates, intervals.n)
    likelihood = AftLikelihood.of(intervals, x, DISTRIBUTIONS[dist])
    parameters = names if dist == "exponential" else (*names, "Log(scale)")
    start = likelihood.at(np.zeros(len(parameters)))
    check_information(start, likelihood, parameters)
    climbed = climb(likelihood, start)
    if not climbed.converged:
        raise _no_maximum(rising(climbed, parameters))
    coef, vcov, log_scale = _original_parameters(likelihood, climbed, back)
    return AftFit(
        names=names,
        coef=coef,
        log_scale=log_scale,
        vcov=vcov,
        se=np.sqrt(np.diag(vcov)),
        loglik=climbed.point.loglik,
        dist=dist,
        n=intervals.n,
        n_events=intervals.n_events,
        iterations=climbed.iterations,
    )


def _original_parameters(
    likelihood: AftLikelihood, climbed: Climb, back: FloatArray
) -> tuple[FloatArray, FloatArray, float | None]:
    """Coefficients, covariance and log scale from those of the search: b = g/s, log scale = -log s.

    `back` (q x q) turns coefficients of the scaled columns into those of the original ones. At the
    maximum the observed information changes with the parameters by their derivatives alone.
    """
    g, s = likelihood.parameters(climbed.coef)
    coef = back @ (g / s + likelihood.centre * np.eye(1, len(g))[0])
    has_scale = likelihood.distribution.has_scale
    jacobian = back / s
    if has_scale:
        jacobian = np.block([[jacobian, (back @ -g / s**2)[:, None]], [0 * g[None, :], -1 / s]])
    inverse = np.linalg.inv(climbed.point.information)
    vcov: FloatArray = (jacobian @ inverse @ jacobian.T).astype(np.float64)
    return coef, vcov, -float(np.log(s)) if has_scale else None


def _design(covariates: Covariates, n: int) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
    """Names, matrix with intercept and scaled columns (n x q), and what turns coefficients of the
    scaled columns into those of the original ones (q x q).
    """
    terms = read_terms(covariates, n)
    if not terms:
        return ("(Intercept)",), np.ones((n, 1)), np.eye(1)
    design = check_design(terms, n)
    back = np.diag(np.concatenate(([1.0], 1 / design.scale)))
    back[0, 1:] = -design.mean / design.scale
    x = np.column_stack((np.ones(n), design.scaled))
    return ("(Intercept)", *design.names), x, back


def _no_maximum(growing: tuple[str, ...]) -> Exception:
    return analysis_error(
        growing[0],
        f"the likelihood keeps rising as {' and '.join(growing)} grows: no finite estimate fits "
        "these data best",
        "look for a level without events, or for events that all lie between the same two looks",
    )
