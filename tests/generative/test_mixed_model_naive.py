"""The mixed model against dense matrices, and against what must not change it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.linalg import block_diag

from trialwright.analysis import lmm, number

seeds = st.integers(0, 10_000)


def draw(seed, *, subjects=9, most=6):
    rng = np.random.default_rng(seed)
    rows = rng.integers(3, most + 1, subjects)
    subject = np.repeat(np.arange(subjects), rows)
    time = np.concatenate([np.sort(rng.choice(10, size, replace=False)) for size in rows]).astype(
        float
    )
    age = rng.normal(50, 9, subjects)[subject]
    u = rng.normal(size=(subjects, 2)) @ np.array([[1.5, 0.2], [0.0, 0.3]])
    response = age / 10 + u[subject, 0] + u[subject, 1] * time + rng.normal(size=len(subject))
    return response, {"age": age, "time": time}, subject


def dense(response, covariates, subject, g, sigma2):
    """-2 log restricted likelihood and the generalised least squares answer, by the n x n V."""
    x = np.column_stack([np.ones(len(response)), *covariates.values()])
    blocks = []
    for one in np.unique(subject):
        z = np.column_stack([np.ones((subject == one).sum()), covariates["time"][subject == one]])
        z = z[:, : len(g)]
        blocks.append(z @ g @ z.T + sigma2 * np.eye(len(z)))
    v = block_diag(*blocks)
    inverse = np.linalg.inv(v)
    c = np.linalg.inv(x.T @ inverse @ x)
    coef = c @ x.T @ inverse @ response
    residual = response - x @ coef
    deviance = (
        np.linalg.slogdet(v)[1]
        - np.linalg.slogdet(c)[1]
        + residual @ inverse @ residual
        + (len(response) - x.shape[1]) * np.log(2 * np.pi)
    )
    return deviance, coef, c


@settings(max_examples=15, deadline=None)
@given(seeds, st.sampled_from([("intercept",), ("intercept", "time")]))
def test_likelihood_and_estimates_are_those_of_dense_matrices(seed, random):
    response, covariates, subject = draw(seed)
    fit = lmm(response, covariates, subject=subject, random=random)
    deviance, coef, c = dense(response, covariates, subject, fit.covariance, fit.sigma**2)
    assert_allclose(fit.deviance, deviance, rtol=1e-10)
    assert_allclose(fit.coef, coef, rtol=1e-7, atol=1e-8)
    assert_allclose(fit.model_vcov, c, rtol=1e-6, atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(seeds, seeds)
def test_no_other_covariance_is_more_likely(seed, direction):
    """Steps from the answer to any other covariance, small or large, never gain."""
    response, covariates, subject = draw(seed)
    fit = lmm(response, covariates, subject=subject, random=("intercept", "time"))
    rng = np.random.default_rng(direction)
    root = fit.sigma * np.array([[fit.theta[0], 0], fit.theta[1:]])
    for size in (1e-3, 0.03, 1.0):
        other = root + size * rng.normal(size=(2, 2))
        sigma2 = fit.sigma**2 * np.exp(size * rng.normal())
        assert (
            dense(response, covariates, subject, other @ other.T, sigma2)[0] >= fit.deviance - 1e-7
        )


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_satterthwaites_degrees_of_freedom_by_differences(seed):
    """2 v^2 / (g'Wg) with g and the information from the dense likelihood, differentiated
    numerically in the three covariances and the residual variance.
    """
    response, covariates, subject = draw(seed, subjects=14)
    fit = lmm(response, covariates, subject=subject, random=("intercept", "time"))
    if fit.singular:
        return
    at = np.array([*fit.covariance[np.tril_indices(2)], fit.sigma**2])
    size = 1e-3 * np.array([at[0], np.sqrt(at[0] * at[2]), at[2], at[3]])

    def both(parameters):
        a, b, c, sigma2 = parameters
        found = dense(response, covariates, subject, np.array([[a, b], [b, c]]), sigma2)
        return found[0], np.diag(found[2])

    steps = np.diag(size)
    gradient = np.array([(both(at + s)[1] - both(at - s)[1]) / (2 * s.sum()) for s in steps])
    information = np.array(
        [
            [
                both(at + s + t)[0]
                - both(at + s - t)[0]
                - both(at - s + t)[0]
                + both(at - s - t)[0]
                for t in steps
            ]
            for s in steps
        ]
    ) / (8 * np.outer(size, size))
    spread = np.linalg.inv(information)
    expected = (
        2 * np.diag(fit.model_vcov) ** 2 / np.einsum("ak,ab,bk->k", gradient, spread, gradient)
    )
    values = np.linalg.eigvalsh(fit.covariance / np.sqrt(np.outer(*[np.diag(fit.covariance)] * 2)))
    if values[0] > 0.05:
        assert_allclose(fit.df, expected, rtol=0.02)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_neither_units_nor_order_of_rows_matter(seed):
    response, covariates, subject = draw(seed)
    options = {"random": ("intercept", "time"), "df": "kenward_roger"}
    fit = lmm(response, covariates, subject=subject, **options)
    order = np.random.default_rng(seed).permutation(len(response))
    days = {"age": covariates["age"] - 50, "time": 365.25 * covariates["time"]}
    other = lmm(
        1000 * response[order],
        {name: column[order] for name, column in days.items()},
        subject=subject[order],
        **options,
    )
    assert_allclose(other.coef[1:], fit.coef[1:] * [1000, 1000 / 365.25], rtol=1e-5, atol=1e-7)
    assert_allclose(other.df[1:], fit.df[1:], rtol=1e-4)
    assert_allclose(other.p[1:], fit.p[1:], rtol=1e-3, atol=1e-9)
    assert other.singular == fit.singular


def test_a_random_column_need_not_be_a_fixed_one():
    response, covariates, subject = draw(1)
    time = covariates.pop("time")
    fit = lmm(response, covariates, subject=subject, random=("intercept", number("time", time)))
    assert fit.random_names == ("(Intercept)", "time")
    assert fit.names == ("(Intercept)", "age")
