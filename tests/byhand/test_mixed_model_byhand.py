"""A balanced random intercept model has a closed answer: the analysis of variance.

With s subjects of m rows each, MSB between and MSW within subjects, REML gives sigma2 = MSW and
the variance of the intercepts (MSB - MSW)/m if MSB >= MSW. The mean's variance is MSB/(s m) with
s - 1 degrees of freedom by Satterthwaite and by Kenward and Roger. Where MSB < MSW the variance is
0, and everything is as in a plain sample of s m values (Searle, Casella & McCulloch 1992, 4.2).
"""

import numpy as np
import pytest
from pytest import approx

from trialwright.analysis import lmm
from trialwright.analysis.numeric.fixed_effects import linear_contrast

SUBJECT = np.repeat(["a", "b", "c"], 2)


def test_three_subjects_of_two_rows():
    """1, 3 | 6, 8 | 5, 7: subject means 2, 7, 6, mean 5; SSB = 2 (9 + 4 + 1) = 28, MSB = 14;
    SSW = 3 * 2 = 6, MSW = 6/3 = 2; variance of intercepts (14 - 2)/2 = 6; SE = sqrt(14/6).
    """
    fit = lmm([1, 3, 6, 8, 5, 7], {}, subject=SUBJECT)
    assert fit.coef == approx([5])
    assert fit.sigma**2 == approx(2)
    assert fit.covariance[0, 0] == approx(6)
    assert fit.theta == approx([np.sqrt(3)])
    assert fit.se == approx([np.sqrt(14 / 6)])
    assert fit.df == approx([2])
    assert not fit.singular
    # -2 log restricted likelihood = log of |V| |X'V^-1 X| (2 pi)^5 + 5, with eigenvalues of V
    # 14 and 2 in each subject and X'V^-1 X = 6/14.
    assert fit.deviance == approx(3 * np.log(28) + np.log(6 / 14) + 5 * np.log(2 * np.pi) + 5)


def test_full_likelihood_divides_by_the_number_of_subjects():
    """The variance of a subject's mean is SSB/(m s) = 14/3 then: (28/3 - 2)/2 for the intercepts."""
    fit = lmm([1, 3, 6, 8, 5, 7], {}, subject=SUBJECT, reml=False)
    assert fit.sigma**2 == approx(2)
    assert fit.covariance[0, 0] == approx((28 / 3 - 2) / 2)


@pytest.mark.parametrize("df", ["satterthwaite", "kenward_roger"])
def test_two_groups_of_subjects_compare_as_a_t_test_of_their_means(df):
    """Means 2, 7, 6 and 9, 12: difference 5.5, and the t test of them has 3 degrees of freedom."""
    response = [1, 3, 6, 8, 5, 7, 8, 10, 11, 13]
    subject, group = np.repeat(range(5), 2), np.repeat([0, 0, 0, 1, 1], 2)
    fit = lmm(response, {"group": group}, subject=subject, df=df)
    pooled = (9 + 4 + 1 + 2.25 + 2.25) / 3
    assert fit.coef[1] == approx(5.5)
    assert fit.se[1] == approx(np.sqrt(pooled * (1 / 3 + 1 / 2)))
    assert fit.df[1] == approx(3)
    test = linear_contrast(fit, {"group": 1.0}).test
    assert (test.statistic, test.df_denominator) == (approx(fit.t[1] ** 2), approx(3))


def test_subjects_more_alike_than_chance_have_no_variance():
    """1, 5 | 2, 4 | 6, 1: MSB < MSW, so the answer is that of six plain values."""
    values = np.array([1.0, 5, 2, 4, 6, 1])
    fit = lmm(values, {}, subject=SUBJECT)
    assert fit.singular
    assert fit.covariance[0, 0] == approx(0, abs=1e-12)
    assert fit.sigma == approx(values.std(ddof=1))
    assert fit.se == approx([values.std(ddof=1) / np.sqrt(6)])
    assert fit.df == approx([5])
