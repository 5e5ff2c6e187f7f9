"""Rubin's rules with the algebra: Rubin 1987, chapter 3; Barnard & Rubin 1999."""

from math import inf, sqrt

import numpy as np
from pytest import approx, mark, raises
from scipy.stats import t

from trialwright.analysis import pool_rubin
from trialwright.errors import AnalysisError


def test_three_data_sets():
    """Estimates 1, 2, 3, variances 1, 1, 4: mean 2, within 2, between 1, total 2 + 4/3 = 10/3.
    The added share is (4/3)/(10/3) = 0.4, so df = 2/0.16 = 12.5; relative increase
    (4/3)/2 = 2/3; fraction missing (2/3 + 2/15.5)/(5/3).
    """
    got = pool_rubin([1, 2, 3], [1, 1, 4])
    assert got.estimate == approx(2)
    assert (got.within, got.between) == (approx(2), approx(1))
    assert got.se == approx(sqrt(10 / 3))
    assert got.df == approx(12.5)
    assert got.fraction_missing == approx((2 / 3 + 2 / 15.5) / (5 / 3))
    assert got.upper == approx(2 + t.ppf(0.975, 12.5) * sqrt(10 / 3))
    assert got.p == approx(2 * t.sf(2 / sqrt(10 / 3), 12.5))


def test_few_degrees_of_freedom_of_the_complete_data():
    """With 10 of them: observed (11/13) 10 0.6 = 66/13; df = 1/(1/12.5 + 13/66)."""
    got = pool_rubin([1, 2, 3], [1, 1, 4], complete_df=10)
    assert got.df == approx(1 / (1 / 12.5 + 13 / 66))


def test_data_sets_that_agree_are_one_data_set():
    """Nothing was missing: the variance is the common one, and the degrees of freedom
    (11/13) 10 of Barnard and Rubin, or unlimited.
    """
    got = pool_rubin([2, 2], [1, 1])
    assert (got.se, got.df, got.fraction_missing) == (1, inf, 0)
    assert got.upper == approx(2 + 1.959963984540054)
    assert pool_rubin([2, 2], [1, 1], complete_df=10).df == approx(110 / 13)


def test_several_quantities_are_pooled_at_once():
    got = pool_rubin([[1, 5], [2, 5], [3, 5]], [[1, 2], [1, 2], [4, 2]])
    assert got.estimate == approx([2, 5])
    assert got.se == approx([sqrt(10 / 3), sqrt(2)])


@mark.parametrize(
    ("estimates", "variances", "options", "words"),
    [
        ([1], [1], {}, "1 imputed data set shows nothing"),
        ([1, 2], [1], {}, r"shape \(2,\), their variances \(1,\)"),
        ([1, np.nan], [1, 1], {}, "missing, infinite or negative"),
        ([1, 2], [1, -1], {}, "missing, infinite or negative"),
        ([1, 2], [1, 1], {"complete_df": 0}, "0 degrees of freedom are none"),
        ([1, 2], [1, 1], {"conf_level": 95}, "not between 0 and 1"),
    ],
)
def test_what_cannot_be_pooled_is_refused(estimates, variances, options, words):
    with raises(AnalysisError, match=words):
        pool_rubin(estimates, variances, **options)
