"""The Cox model against Efron's partial likelihood written as loops."""

from math import exp, log

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy.optimize import minimize

from generative.survival_data import at_risk, column, rows, times_of
from trialwright.analysis.proportional_hazards.cox import compute_cox
from trialwright.errors import AnalysisError

STRATA = (0, 1)


def tied_deaths(data, delayed):
    """(risk set, tied deaths) of each event time of each stratum."""
    for stratum in STRATA:
        part = [row for row in data if row.stratum == stratum]
        for time in sorted({row.time for row in part if row.event}):
            risk = at_risk(part, time, delayed)
            yield risk, [row for row in risk if row.event and row.time == time]


def naive_loglik(beta, data, delayed, ties):
    """Efron: the k-th of d tied deaths takes k/d of all of them out of its denominator."""
    total = 0.0
    for risk, died in tied_deaths(data, delayed):
        hazards, tied = (sum(exp(np.dot(beta, r.x)) for r in part) for part in (risk, died))
        for k, row in enumerate(died):
            removed = k / len(died) * tied if ties == "efron" else 0
            total += np.dot(beta, row.x) - log(hazards - removed)
    return total


def naive_score_residuals(beta, data, delayed, ties):
    """Observed less expected covariate of each row, summed over every death it is at risk for."""
    place = {id(row): i for i, row in enumerate(data)}
    residuals = np.zeros((len(data), len(data[0].x)))
    for risk, died in tied_deaths(data, delayed):
        tied = {id(row) for row in died}
        for k in range(len(died)):
            removed = k / len(died) if ties == "efron" else 0
            weights = [exp(np.dot(beta, r.x)) * (1 - removed * (id(r) in tied)) for r in risk]
            mean = np.average([r.x for r in risk], axis=0, weights=weights)
            for row, weight in zip(risk, weights, strict=True):
                residuals[place[id(row)]] -= weight / sum(weights) * (row.x - mean)
            for row in died:
                residuals[place[id(row)]] += (row.x - mean) / len(died)
    return residuals


def fit_or_skip(data, delayed, **options):
    """The fit; data without a finite estimate have a test of their own."""
    covariates = {f"x{i}": values for i, values in enumerate(column(data, "x").T)}
    try:
        return compute_cox(
            times_of(data, delayed), covariates, strata=[column(data, "stratum")], **options
        )
    except AnalysisError:
        return assume(False)


two_covariates = rows(min_size=8, max_size=16, covariates=2)
any_ties = st.sampled_from(["efron", "breslow"])


@settings(deadline=None, max_examples=40)
@given(two_covariates, st.booleans(), any_ties)
def test_likelihood_is_that_of_the_loops_and_nothing_is_higher(data, delayed, ties):
    fit = fit_or_skip(data, delayed, ties=ties)

    def loss(beta):
        return -naive_loglik(beta, data, delayed, ties)

    assert fit.loglik[0] == approx(-loss(np.zeros(2)), rel=1e-12)
    assert fit.loglik[1] == approx(-loss(fit.coef), rel=1e-12)
    best = minimize(loss, fit.coef + 0.05, method="BFGS", options={"gtol": 1e-7})
    assert -best.fun <= fit.loglik[1] + 1e-10
    assert best.x == approx(fit.coef, abs=1e-3, rel=1e-3)


@settings(deadline=None, max_examples=40)
@given(two_covariates, st.booleans(), any_ties)
def test_variance_is_the_inverse_curvature_of_the_likelihood(data, delayed, ties):
    fit = fit_or_skip(data, delayed, ties=ties)
    step = 1e-3
    curvature = np.zeros((2, 2))
    for i, j in np.ndindex(2, 2):
        for sign_i, sign_j in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            moved = fit.coef + step * (sign_i * np.eye(2)[i] + sign_j * np.eye(2)[j])
            curvature[i, j] -= sign_i * sign_j * naive_loglik(moved, data, delayed, ties)
    information = np.linalg.inv(fit.naive_vcov)
    scale = np.abs(information).max()
    assert curvature / (4 * step**2) == approx(information, abs=1e-4 * scale + 1e-6)


@settings(deadline=None, max_examples=40)
@given(two_covariates, st.booleans(), any_ties)
def test_sandwich_is_made_of_the_loops_residuals_summed_by_cluster(data, delayed, ties):
    cluster = column(data, "group")
    fit = fit_or_skip(data, delayed, ties=ties, robust=True, cluster=cluster)
    residuals = naive_score_residuals(fit.coef, data, delayed, ties)
    assert residuals.sum(axis=0) == approx(np.zeros(2), abs=1e-6)
    by_cluster = np.array([residuals[cluster == c].sum(axis=0) for c in np.unique(cluster)])
    dfbeta = by_cluster @ fit.naive_vcov
    wanted = dfbeta.T @ dfbeta
    assert fit.vcov == approx(wanted, rel=1e-6, abs=1e-7 * np.abs(fit.naive_vcov).max())


def has_finite_estimate(data, delayed):
    """One covariate: some death has someone lower, and some death someone higher, at risk."""
    sets = list(tied_deaths(data, delayed))
    low = any(min(r.x for r in risk) < row.x for risk, died in sets for row in died)
    high = any(max(r.x for r in risk) > row.x for risk, died in sets for row in died)
    return low and high


@settings(deadline=None)
@given(rows(min_size=2, max_size=8, covariates=1), st.booleans())
def test_an_estimate_is_given_exactly_when_there_is_one(data, delayed):
    """With Efron's ties two tied deaths are told apart only by those beside them; so Breslow."""
    times, covariates = times_of(data, delayed), {"x": column(data, "x")[:, 0]}
    try:
        compute_cox(times, covariates, strata=[column(data, "stratum")], ties="breslow")
    except AnalysisError as error:
        assert "x" in str(error)
        assert not has_finite_estimate(data, delayed)
    else:
        assert has_finite_estimate(data, delayed)
