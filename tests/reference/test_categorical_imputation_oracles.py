"""The logistic models behind categorical imputation against statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from statsmodels.miscmodels.ordinal_model import OrderedModel

from trialwright.analysis.imputation.categorical_draws import augment, fit_ordered, fit_unordered

RNG = np.random.default_rng(3)
N, K = 150, 3
X = RNG.normal(size=(N, 2))
CODES = np.digitize(X @ [1.0, -0.5] + RNG.logistic(size=N), [-1, 1])


@pytest.mark.parametrize("k", [2, 3])
def test_an_unordered_model_is_that_of_mnlogit(k):
    codes = np.minimum(CODES, k - 1)
    coef, information = fit_unordered(X, codes, np.ones(N), k)
    theirs = sm.MNLogit(codes, sm.add_constant(X)).fit(disp=False, method="newton", tol=1e-12)
    assert_allclose(coef.reshape(k - 1, 3).T, theirs.params, rtol=1e-6)
    assert_allclose(np.linalg.inv(information), theirs.cov_params(), rtol=1e-5, atol=1e-9)


def test_an_ordered_model_is_that_of_statsmodels():
    coef, information = fit_ordered(X, CODES, np.ones(N), K)
    theirs = OrderedModel(CODES, X, distr="logit").fit(disp=False, method="bfgs", gtol=1e-9)
    cuts = np.cumsum([theirs.params[2], np.exp(theirs.params[3])])
    assert_allclose(coef, [*cuts, *theirs.params[:2]], rtol=1e-5)
    # Their cuts are another scale; slopes are the same.
    slopes = np.linalg.inv(information)[2:, 2:]
    assert_allclose(slopes, np.asarray(theirs.cov_params())[:2, :2], rtol=1e-3)


def test_weights_are_rows_repeated():
    weights = RNG.integers(1, 4, N)
    for fit in (fit_ordered, fit_unordered):
        one = fit(X, CODES, weights.astype(float), K)
        two = fit(
            np.repeat(X, weights, axis=0), np.repeat(CODES, weights), np.ones(weights.sum()), K
        )
        assert_allclose(one[0], two[0], rtol=1e-7)
        assert_allclose(one[1], two[1], rtol=1e-7)


def test_added_rows_weigh_as_much_as_a_coefficient_each():
    x, codes, weights = augment(X, CODES, K)
    assert len(x) == len(codes) == N + 2 * 2 * K
    assert weights[N:].sum() == pytest.approx(3)
    assert (np.bincount(codes[N:]) == 4).all()
    assert_allclose(x[N:].mean(axis=0), X.mean(axis=0))
