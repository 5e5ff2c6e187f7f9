"""Propensity models of one binary covariate, where everything is a ratio of counts."""

from math import log, sqrt

import numpy as np
import pytest
from pytest import approx

from trialwright.analysis import balance, logistic, propensity_overlap, propensity_weights

# Of six participants with x = 0 two are treated; of four with x = 1 three are.
X = np.array([0] * 6 + [1] * 4)
Z = np.array([1, 1, 0, 0, 0, 0, 1, 1, 1, 0])


def test_log_odds_ratio_is_that_of_the_table():
    """Odds of treatment 2/4 and 3/1: log odds log(1/2), log odds ratio log 6, whose variance is
    1/2 + 1/4 + 1/3 + 1 (Woolf 1955).
    """
    fit = logistic(Z, {"x": X})
    assert fit.names == ("(Intercept)", "x")
    assert fit.coef == approx([log(1 / 2), log(6)])
    assert fit.se == approx([sqrt(1 / 2 + 1 / 4), sqrt(1 / 2 + 1 / 4 + 1 / 3 + 1)])
    assert fit.fitted == approx(np.where(X == 0, 2 / 6, 3 / 4))
    assert fit.loglik == approx(2 * log(2 / 6) + 4 * log(4 / 6) + 3 * log(3 / 4) + log(1 / 4))


def test_firth_adds_half_a_participant_to_each_cell():
    """In a saturated model Jeffreys' prior is worth 1/2 in each cell: odds 2.5/4.5 and 3.5/1.5,
    and 4.5/0.5 where everybody is treated and the likelihood has no maximum.
    """
    fit = logistic(Z, {"x": X}, firth="always")
    assert fit.coef == approx([log(2.5 / 4.5), log(3.5 / 1.5) - log(2.5 / 4.5)])
    all_treated = np.where(X == 1, 1, Z)
    fit = logistic(all_treated, {"x": X}, firth="auto")
    assert fit.coef[1] == approx(log(4.5 / 0.5) - log(2.5 / 4.5))


def test_offset_moves_the_intercept_alone():
    fit = logistic(Z, {"x": X}, offset=np.full(10, 0.7))
    assert fit.coef == approx([log(1 / 2) - 0.7, log(6)])


@pytest.mark.parametrize(
    ("kind", "weights"),
    [
        # p is 1/3 where x = 0 and 3/4 where x = 1; half of all are treated.
        ("ate", {(1, 0): 3, (0, 0): 3 / 2, (1, 1): 4 / 3, (0, 1): 4}),
        ("stabilised", {(1, 0): 3 / 2, (0, 0): 3 / 4, (1, 1): 2 / 3, (0, 1): 2}),
        ("att", {(1, 0): 1, (0, 0): 1 / 2, (1, 1): 1, (0, 1): 3}),
        ("overlap", {(1, 0): 2 / 3, (0, 0): 1 / 3, (1, 1): 1 / 4, (0, 1): 3 / 4}),
    ],
)
def test_weights_are_the_formulas(kind, weights):
    got = propensity_weights(Z, {"x": X}, kind=kind)
    assert got.weights == approx(np.array([weights[(z, x)] for z, x in zip(Z, X, strict=True)]))


def test_effective_size_of_the_ate_weights():
    """Treated 3, 3, 4/3 three times: (6 + 4)^2 / (18 + 16/3) = 30/7. Controls 3/2 four times and 4:
    10^2 / (9 + 16) = 4.
    """
    assert propensity_weights(Z, {"x": X}, kind="ate").effective_size == approx((30 / 7, 4))


def test_balance_is_perfect_after_weighting_by_the_only_covariate():
    """Means 3/5 and 1/5, variances (n - 1) of 3/10 and 1/5: difference 0.4 / sqrt(1/4) = 0.8."""
    table = balance(Z, {"x": X}, weights=propensity_weights(Z, {"x": X}, kind="ate").weights)
    assert table.raw.smd == approx([0.8])
    assert (table.raw.mean_treated[0], table.raw.mean_control[0]) == approx((0.6, 0.2))
    assert table.weighted.smd == approx([0], abs=1e-9)
    assert table.weighted.mean_treated == approx([0.4])
    assert np.isnan(table.raw.variance_ratio).all()
    assert table.n == (5, 5)


def test_variance_ratio_is_weighted_with_its_correction():
    """Treated 1, 2, 3 with weights 1, 1, 2: mean 9/4, sum of squares 11/4, times 4/(16 - 6), is
    11/10. Controls 0, 2: variance 2. Before weighting the treated have variance 1.
    """
    table = balance([1, 1, 1, 0, 0], {"x": [1, 2, 3, 0, 2]}, weights=[1, 1, 2, 1, 1])
    assert table.raw.variance_ratio == approx([1 / 2])
    assert table.weighted.variance_ratio == approx([11 / 20])


def test_a_constant_covariate_has_no_standardised_difference():
    table = balance([1, 1, 0, 0], {"x": [3, 3, 3, 3]})
    assert np.isnan(table.raw.smd).all()


def test_truncation_keeps_weights_between_their_percentiles():
    """Weights in order 4/3 three times, 3/2 four times, 3, 3, 4: the 10th percentile lies 0.9 of
    the way from the first to the second, the 90th a tenth of it from 3 to 4.
    """
    got = propensity_weights(Z, {"x": X}, kind="ate", truncate=(10, 90))
    assert got.truncated_at == approx((4 / 3, 3.1))
    assert (got.weights.max(), got.n_truncated) == (approx(3.1), 1)


def test_overlap_counts_both_groups_and_who_lies_outside():
    got = propensity_overlap([1, 1, 0, 0], [0.3, 0.9, 0.1, 0.5], bins=2)
    assert got.treated.tolist() == [1, 1]
    assert got.control.tolist() == [1, 1]
    assert got.common == (0.3, 0.5)
    assert got.n_outside == (1, 1)
