"""Draws of a normal model against the posterior written as a formula."""

import numpy as np
from numpy.testing import assert_allclose

from trialwright.analysis.imputation.normal_draws import NormalModel, draw_models

N, VISITS, DRAWS = 40, 3, 4000


def test_draws_have_the_moments_of_the_posterior():
    """Complete outcomes: Sigma is inverse Wishart with mean S/(n - p - T - 1), the coefficients
    are around least squares with covariance E(Sigma) x (X'X)^-1, whatever the thinning.
    """
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(N), rng.normal(size=N)])
    y = x @ rng.normal(size=(2, VISITS)) + rng.normal(size=(N, VISITS)) @ np.tri(VISITS)
    model = NormalModel(y, x, np.zeros(N, dtype=np.intp), same_covariance=False)
    draws = list(draw_models(model, DRAWS, 1, 1, rng))
    fitted = np.linalg.lstsq(x, y, rcond=None)[0]
    products = (y - x @ fitted).T @ (y - x @ fitted)
    expected = products / (N - 2 - VISITS - 1)
    covariance = np.mean([draw.covariance[0] for draw in draws], axis=0)
    assert_allclose(covariance, expected, atol=0.02 * np.diag(expected).max())
    coef = np.array([draw.coef[0] for draw in draws])
    assert_allclose(
        coef.mean(axis=0), fitted, atol=4 * np.sqrt(np.diag(expected).max() / N / DRAWS)
    )
    spread = np.cov(coef.reshape(DRAWS, -1).T)
    theory = np.kron(np.linalg.inv(x.T @ x), expected)
    assert_allclose(spread, theory, atol=0.06 * np.diag(theory).max())


def test_groups_share_a_covariance_where_asked():
    rng = np.random.default_rng(2)
    y, group = rng.normal(size=(N, 2)), np.repeat([0, 1], N // 2)
    y[group == 1] *= 3
    x = np.ones((N, 1))
    for same in (True, False):
        (draw,) = draw_models(NormalModel(y, x, group, same), 1, 5, 1, rng)
        assert (draw.covariance[0] == draw.covariance[1]).all() == same
