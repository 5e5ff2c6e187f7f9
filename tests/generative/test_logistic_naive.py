"""Logistic regression against a general optimiser, and what must not change it."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy.optimize import minimize

from trialwright.analysis import logistic
from trialwright.errors import AnalysisError


@st.composite
def answers(draw, columns=2):
    """Responses, small whole covariates (so that separation happens) and case weights."""
    n = draw(st.integers(6, 20))
    y = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    x = draw(
        st.lists(
            st.lists(st.integers(-2, 2), min_size=columns, max_size=columns),
            min_size=n,
            max_size=n,
        )
    )
    weights = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    return np.array(y, float), np.array(x, float), np.array(weights, float)


def naive_loss(beta, y, x, weights, *, firth):
    design = np.column_stack((np.ones(len(y)), x))
    total = penalty = 0.0
    information = np.zeros((design.shape[1],) * 2)
    for row, answer, weight in zip(design, y, weights, strict=True):
        linear = row @ beta
        total += weight * (answer * linear - np.logaddexp(0, linear))
        p = 1 / (1 + np.exp(-linear))
        information += weight * p * (1 - p) * np.outer(row, row)
    if firth:
        penalty = np.linalg.slogdet(information)[1] / 2
    return -total - penalty


def fit_or_skip(y, x, weights, firth="never"):
    try:
        return logistic(y, x, weights=weights, firth=firth)
    except AnalysisError:
        return assume(False)


@settings(deadline=None, max_examples=30)
@given(answers(), st.booleans())
def test_nothing_is_more_likely_than_the_estimate(data, firth):
    y, x, weights = data
    fit = fit_or_skip(y, x, weights, "always" if firth else "never")

    def loss(beta):
        return naive_loss(beta, y, x, weights, firth=firth)

    best = minimize(loss, fit.coef + 0.05, method="Nelder-Mead", options={"fatol": 1e-12})
    assert loss(fit.coef) <= best.fun + 1e-9
    assert fit.loglik == approx(-naive_loss(fit.coef, y, x, weights, firth=False))


@settings(deadline=None, max_examples=30)
@given(answers())
def test_a_whole_weight_is_the_row_so_many_times(data):
    y, x, weights = data
    fit = fit_or_skip(y, x, weights)
    rows = np.repeat(np.arange(len(y)), weights.astype(int))
    again = logistic(y[rows], x[rows])
    assert fit.coef == approx(again.coef, rel=1e-6, abs=1e-8)
    assert fit.vcov == approx(again.vcov, rel=1e-5)


@settings(deadline=None, max_examples=30)
@given(answers(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(data, random):
    y, x, weights = data
    fit = fit_or_skip(y, x, weights)
    order = random.sample(range(len(y)), len(y))
    again = logistic(y[order], x[order], weights=weights[order])
    assert fit.coef == approx(again.coef, rel=1e-7, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(answers(columns=1))
def test_one_covariate_has_an_estimate_exactly_when_the_answers_interleave(data):
    """One covariate separates when all of one answer lie at or below all of the other."""
    y, x, _ = data
    yes, no = x[y == 1, 0], x[y == 0, 0]
    assume(len(yes) and len(no) and np.ptp(x))
    separated = yes.min() >= no.max() or no.min() >= yes.max()
    try:
        logistic(y, x)
    except AnalysisError as error:
        assert "separate" in str(error)
        assert separated
    else:
        assert not separated


@settings(deadline=None, max_examples=30)
@given(answers())
def test_the_penalised_estimate_always_exists(data):
    y, x, weights = data
    counted = weights > 0
    design = np.column_stack((np.ones(len(y)), x))[counted]
    assume(np.linalg.matrix_rank(design) == 3 and 0 < y[counted].mean() < 1)
    assert np.isfinite(logistic(y, x, weights=weights, firth="always").coef).all()
