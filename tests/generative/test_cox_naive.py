"""The Cox model against its partial likelihoods written as loops."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy.optimize import minimize

from generative.naive_cox import NaiveCox, second_differences
from generative.survival_data import rows
from trialwright.analysis import cox_residuals, proportional_hazards_test
from trialwright.analysis.proportional_hazards import cox_kernels
from trialwright.errors import AnalysisError

two_covariates = rows(min_size=8, max_size=16, covariates=2)
any_setting = st.builds(
    NaiveCox, two_covariates, st.booleans(), st.sampled_from(["efron", "breslow"]), st.booleans()
)
any_ties = st.builds(
    NaiveCox, two_covariates, st.booleans(), st.sampled_from(["efron", "breslow", "exact"])
)


def fit_or_skip(naive, **options):
    """The fit; data without a finite estimate have a test of their own."""
    try:
        return naive.fit(**options)
    except AnalysisError:
        return assume(False)


@settings(deadline=None, max_examples=30)
@given(st.one_of(any_setting, any_ties))
def test_likelihood_is_that_of_the_loops_and_nothing_is_higher(naive):
    fit = fit_or_skip(naive)

    def loss(beta):
        return -naive.loglik(beta)

    assert fit.loglik[0] == approx(-loss(np.zeros(2)), rel=1e-12)
    assert fit.loglik[1] == approx(-loss(fit.coef), rel=1e-12)
    best = minimize(loss, fit.coef + 0.05, method="BFGS", options={"gtol": 1e-7})
    assert -best.fun <= fit.loglik[1] + 1e-10
    assert best.x == approx(fit.coef, abs=1e-3, rel=1e-3)


@settings(deadline=None, max_examples=30)
@given(st.one_of(any_setting, any_ties))
def test_variance_is_the_inverse_curvature_of_the_likelihood(naive):
    fit = fit_or_skip(naive)
    information = np.linalg.inv(fit.naive_vcov)
    scale = np.abs(information).max()
    curvature = -second_differences(naive.loglik, fit.coef)
    assert curvature == approx(information, abs=1e-4 * scale + 1e-6)


@settings(deadline=None, max_examples=30)
@given(any_setting)
def test_sandwich_is_made_of_the_loops_residuals_summed_by_cluster(naive):
    cluster = np.array([row.group for row in naive.data])
    weight = np.array([naive.weight(row) for row in naive.data])
    fit = fit_or_skip(naive, robust=True, cluster=cluster)
    residuals = weight[:, None] * naive.score_residuals(fit.coef)
    assert residuals.sum(axis=0) == approx(np.zeros(2), abs=1e-6)
    by_cluster = np.array([residuals[cluster == c].sum(axis=0) for c in np.unique(cluster)])
    dfbeta = by_cluster @ fit.naive_vcov
    wanted = dfbeta.T @ dfbeta
    assert fit.vcov == approx(wanted, rel=1e-6, abs=1e-7 * np.abs(fit.naive_vcov).max())


@settings(deadline=None, max_examples=30)
@given(any_setting)
def test_residuals_are_those_of_the_loops(naive):
    fit = fit_or_skip(naive)
    got = cox_residuals(fit)
    assert got.martingale == approx(naive.martingale(fit.coef), abs=1e-7)
    assert got.score == approx(naive.score_residuals(fit.coef), abs=1e-6)
    weight = np.array([naive.weight(row) for row in naive.data])
    assert weight[got.event_rows] @ got.schoenfeld == approx(np.zeros(2), abs=1e-6)
    time = np.array([row.time for row in naive.data])
    assert (got.event_time == time[got.event_rows]).all()


@settings(deadline=None, max_examples=25)
@given(any_setting)
def test_firths_estimate_maximises_the_penalised_likelihood_of_the_loops(naive):
    fit = fit_or_skip(naive, firth="always")

    def loss(beta):
        return -naive.loglik(beta) - np.linalg.slogdet(naive.information(beta))[1] / 2

    assert fit.penalised == "asked for"
    assert fit.loglik[1] == approx(-loss(fit.coef), rel=1e-10, abs=1e-10)
    best = minimize(loss, fit.coef + 0.05, method="BFGS", options={"gtol": 1e-7})
    assert -best.fun <= fit.loglik[1] + 1e-9
    assert fit.naive_vcov == approx(np.linalg.inv(naive.information(fit.coef)), rel=1e-6, abs=1e-8)


@settings(deadline=None, max_examples=25)
@given(any_setting)
def test_proportional_hazards_are_tested_by_the_score_of_a_change_over_time(naive):
    """Coefficients beta + theta t: score and information at theta = 0 by differences."""
    fit = fit_or_skip(naive)

    def loglik(both):
        return naive.loglik_over_time(both[:2], both[2:], lambda time: time / 10)

    at = np.append(fit.coef, [0, 0])
    step = 1e-5 * np.eye(4)
    score = np.array([(loglik(at + s) - loglik(at - s)) / 2e-5 for s in step])
    information = -second_differences(loglik, at)
    assume(np.linalg.eigvalsh(information)[0] > 1e-3)
    got = proportional_hazards_test(fit, transform="identity")
    assert got.tests[-1].chisq == approx(
        score @ np.linalg.solve(information, score), rel=1e-2, abs=1e-3
    )


def has_finite_estimate(naive):
    """One covariate: some death has someone lower, and some death someone higher, at risk."""
    sets = [(risk, died) for _, risk, died in naive.tied_deaths()]
    low = any(min(r.x for r in risk) < row.x for risk, died in sets for row in died)
    high = any(max(r.x for r in risk) > row.x for risk, died in sets for row in died)
    return low and high


@settings(deadline=None)
@given(rows(min_size=2, max_size=8, covariates=1), st.booleans())
def test_an_estimate_is_given_exactly_when_there_is_one(data, delayed):
    """With Efron's ties two tied deaths are told apart only by those beside them; so Breslow."""
    naive = NaiveCox(data, delayed, "breslow")
    try:
        naive.fit()
    except AnalysisError as error:
        assert "x0" in str(error)
        assert not has_finite_estimate(naive)
    else:
        assert has_finite_estimate(naive)


@settings(deadline=None, max_examples=15)
@given(any_ties, st.lists(st.floats(-1, 1), min_size=2, max_size=2))
def test_compiled_scans_are_the_same_loops_in_python(naive, beta):
    """To rounding: a compiler may fuse a product and a sum."""
    rows_ = fit_or_skip(naive).data.rows
    linear = rows_.x @ np.array(beta)
    given_ = (rows_.stratum, rows_.time, rows_.event, rows_.entry, rows_.entry_order)
    if naive.ties == "exact":
        kernel, more = cox_kernels.scan_exact_ties, (rows_.largest_tie, rows_.x, linear)
    else:
        efron = naive.ties == "efron"
        kernel, more = cox_kernels.scan_tied_deaths, (rows_.weight, rows_.x, linear, efron)
    compiled, plain = (
        (run(*given_, *more, score, information), score, information)
        for run in (kernel, kernel.py_func)
        for score, information in [(np.zeros(2), np.zeros((2, 2)))]
    )
    for one, other in zip(compiled, plain, strict=True):
        assert one == approx(other, rel=1e-12, abs=1e-12)
