"""Repeated measures against a loop over subjects with derivatives by differences."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pytest import approx, mark

from generative.repeated_measures import (
    STRUCTURES,
    draw_visits,
    gradient_of,
    hessian_of,
    naive_covariance,
    naive_fit,
    naive_kenward_roger,
)
from trialwright.analysis import mmrm
from trialwright.errors import AnalysisError

seeds = st.integers(0, 10**6)


def fit_or_skip(data, covariance, **options):
    """The fit; data that determine no covariance have tests of their own."""
    try:
        return mmrm(
            data.response,
            data.terms(),
            subject=data.subject,
            visit=data.visit,
            visit_levels=range(data.t),
            covariance=covariance,
            **options,
        )
    except AnalysisError:
        return assume(False)


def correlation_of(v):
    sd = np.sqrt(np.diag(v))
    return v / np.outer(sd, sd)


def naive_loglik(data, covariance, reml=True):
    def at(theta):
        return naive_fit(data, naive_covariance(covariance, theta, data.t), reml=reml)[0]

    return at


@mark.parametrize("covariance", STRUCTURES)
@settings(deadline=None, derandomize=True, max_examples=15)
@given(seeds, st.booleans())
def test_likelihood_is_that_of_the_loop_and_nothing_near_is_higher(covariance, seed, reml):
    data = draw_visits(seed)
    fit = fit_or_skip(data, covariance, reml=reml)
    v = naive_covariance(covariance, fit.theta, data.t)
    loglik, coef, vcov = naive_fit(data, v, reml=reml)
    assert fit.varcor == approx(v, rel=1e-12)
    assert fit.loglik == approx(loglik, rel=1e-10)
    assert fit.coef == approx(coef, rel=1e-8)
    assert fit.vcov == approx(vcov, rel=1e-8)
    wander = np.random.default_rng(seed).normal(size=(12, len(fit.theta)))
    loglik_at = naive_loglik(data, covariance, reml)
    for scale, step in zip(np.geomspace(1e-3, 0.3, 12), wander, strict=True):
        near = fit.theta + scale * step
        if np.linalg.eigvalsh(naive_covariance(covariance, near, data.t))[0] > 0:
            assert loglik_at(near) <= loglik + 1e-9


@mark.parametrize("covariance", STRUCTURES)
@settings(deadline=None, derandomize=True, max_examples=5)
@given(seeds)
def test_degrees_of_freedom_follow_from_differences(covariance, seed):
    data = draw_visits(seed)
    fit = fit_or_skip(data, covariance)
    # Close to a singular covariance differences are no derivatives.
    assume(np.linalg.eigvalsh(correlation_of(fit.varcor))[0] > 0.05)

    def variance(theta):
        return np.diag(naive_fit(data, naive_covariance(covariance, theta, data.t))[2])

    w = np.linalg.inv(-hessian_of(naive_loglik(data, covariance), fit.theta))
    slope = gradient_of(variance, fit.theta)
    wanted = 2 * variance(fit.theta) ** 2 / np.einsum("kp,kl,lp->p", slope, w, slope)
    assert fit.df == approx(wanted, rel=2e-3)


@mark.parametrize("linear", [False, True])
@mark.parametrize("covariance", STRUCTURES)
@settings(deadline=None, derandomize=True, max_examples=3)
@given(seeds)
def test_kenward_roger_is_the_sum_of_its_terms(covariance, linear, seed):
    data = draw_visits(seed, subjects=16)
    vcov = "kenward_roger_linear" if linear else "kenward_roger"
    fit = fit_or_skip(data, covariance, df="kenward_roger", vcov=vcov)
    assume(np.linalg.eigvalsh(correlation_of(fit.varcor))[0] > 0.05)
    w = fit.effects.parameters_vcov
    wanted = naive_kenward_roger(data, covariance, fit.theta, w, linear=linear)
    assert fit.vcov == approx(wanted, rel=1e-5, abs=1e-5 * np.diag(wanted).max())
    assert fit.effects.model_vcov != approx(wanted, rel=1e-4)
