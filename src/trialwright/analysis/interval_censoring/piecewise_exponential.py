"""Proportional hazards for interval-censored events with a piecewise constant baseline hazard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.interval_censoring.event_intervals import EventIntervals
from trialwright.analysis.interval_censoring.log_ratios import LogRatios
from trialwright.analysis.interval_censoring.piecewise_likelihood import PiecewiseLikelihood
from trialwright.analysis.numeric.columns import FloatArray, analysis_error, check_numbers
from trialwright.analysis.numeric.terms import Covariates, read_terms
from trialwright.analysis.proportional_hazards.cox_design import Design, check_design
from trialwright.analysis.proportional_hazards.newton import climb, rising


@dataclass(frozen=True, eq=False)
class PiecewiseExponentialFit:
    """A fitted model: log hazard ratios `coef` (p) by `names`; `vcov`, `se` from the information.

    `cuts` (J - 1) divide the time into J pieces with the baseline hazards `rates` (J), per unit of
    time and with all covariates 0; `log_rate_se` (J) of their logarithms.
    """

    names: tuple[str, ...]
    coef: FloatArray
    vcov: FloatArray
    se: FloatArray
    cuts: FloatArray
    rates: FloatArray
    log_rate_se: FloatArray
    loglik: float
    n: int
    n_events: int
    iterations: int

    def hazard_ratios(self) -> LogRatios:
        """The hazard ratios with limits."""
        return LogRatios(self.names, self.coef, self.vcov, self.se)


def piecewise_exponential(
    left: ArrayLike, right: ArrayLike, covariates: Covariates, *, cuts: Sequence[float]
) -> PiecewiseExponentialFit:
    """Estimate hazard ratios from events that lie in (left, right], the baseline hazard constant in
    pieces (0, cuts[0]], (cuts[0], cuts[1]], ... and after the last cut.

    `left`, `right` (n) as in `turnbull`; `covariates`: columns (n) by name, terms, or a matrix
    (n x p); none is allowed. `cuts` rise and are above 0; none gives the exponential model. Maximum
    likelihood in the log rates and coefficients by Newton's method from rates with the events at
    the middle of their intervals (Friedman 1982 for known times). Limits hold if the cuts were
    chosen beforehand. Assumes proportional hazards, and looks whose times depend on neither event
    nor covariates.

    Raises AnalysisError for an interval that is missing or wrong, cuts that do not rise, a piece in
    which no event can lie or whose rate the data put at 0, a covariate that is missing, constant or
    determined by others, and when a coefficient has no finite estimate.
    """
    intervals = EventIntervals.from_columns(left, right)
    intervals.check_has_events()
    edges = _check_cuts(cuts, intervals)
    terms = read_terms(covariates, intervals.n)
    design = check_design(terms, intervals.n) if terms else None
    x = np.empty((intervals.n, 0)) if design is None else design.scaled
    likelihood = PiecewiseLikelihood.of(intervals, edges, x)
    pieces = [f"the rate from {a:g} to {b:g}" for a, b in pairwise(edges)]
    parameters = (*pieces, *(() if design is None else design.names))
    start = likelihood.at(np.zeros(len(parameters)))
    climbed = climb(likelihood, start, max_iterations=200)
    if not climbed.converged:
        growing = rising(climbed, parameters)
        raise analysis_error(
            "cuts" if growing[0] in pieces else growing[0],
            f"the likelihood keeps rising as {' and '.join(growing)} goes to 0 or infinity: no "
            "finite estimate fits these data best",
            "merge pieces, or levels, without events",
        )
    return _fit(intervals, likelihood, climbed.coef, edges, design, climbed.iterations)


def _check_cuts(cuts: Sequence[float], intervals: EventIntervals) -> FloatArray:
    """The edges of the pieces, 0 and infinity included; each piece can hold an event."""
    inner = check_numbers(cuts, "cuts")
    edges = np.concatenate(([0.0], inner, [np.inf]))
    if (np.diff(edges) <= 0).any():
        raise analysis_error("cuts", f"the cuts {list(cuts)} do not rise from above 0")
    low, high = intervals.left[intervals.has_event], intervals.right[intervals.has_event]
    exact = low == high
    for begin, end in pairwise(edges):
        held = np.where(exact, (begin < low) & (low <= end), (low < end) & (high > begin))
        if not held.any():
            raise analysis_error(
                "cuts", f"no event can lie between {begin:g} and {end:g}", "merge this piece"
            )
    return edges


def _fit(
    intervals: EventIntervals,
    likelihood: PiecewiseLikelihood,
    step: FloatArray,
    edges: FloatArray,
    design: Design | None,
    iterations: int,
) -> PiecewiseExponentialFit:
    j = len(edges) - 1
    point = likelihood.at(step)
    log_rates, scaled = likelihood.parameters(step)
    # Back to the covariates as given: the rates are then those at 0, not at the means.
    back = np.eye(len(step))
    if design is not None:
        back[j:, j:] = np.diag(1 / design.scale)
        back[:j, j:] = -design.mean / design.scale
    values = back @ np.concatenate((log_rates, scaled))
    vcov = back @ np.linalg.inv(point.information) @ back.T
    se = np.sqrt(np.diag(vcov))
    return PiecewiseExponentialFit(
        names=() if design is None else design.names,
        coef=values[j:],
        vcov=vcov[j:, j:],
        se=se[j:],
        cuts=edges[1:-1],
        rates=np.exp(values[:j]),
        log_rate_se=se[:j],
        loglik=point.loglik,
        n=intervals.n,
        n_events=intervals.n_events,
        iterations=iterations,
    )
