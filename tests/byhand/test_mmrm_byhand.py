"""Complete data, where repeated measures have answers in closed form."""

from math import log, pi

import numpy as np
from pytest import approx, fixture
from scipy import stats

from byhand.dental_growth import AGES, BOYS, GIRLS
from trialwright.analysis import contrasts, emmeans, factor, interaction, linear_contrast, mmrm

DISTANCES = np.array(GIRLS + BOYS)
N, T, G = len(DISTANCES), len(AGES), len(GIRLS)
AGE = np.tile(AGES, N)
SEX = np.repeat(["girl"] * G + ["boy"] * (N - G), T)
PAIRS = np.array([(5.1, 6.0), (4.2, 5.9), (6.6, 6.1), (5.0, 7.4), (3.9, 4.4), (7.0, 8.8)])


def children(**options):
    """Both sexes with a mean at each age of their own."""
    sex, age = factor("sex", SEX, levels=["girl", "boy"]), factor("age", AGE)
    return mmrm(
        DISTANCES.ravel(),
        [sex, age, interaction(sex, age)],
        subject=np.repeat(np.arange(N), T),
        visit=AGE,
        **options,
    )


def pairs(**options):
    """Two visits of six subjects, each visit with its mean."""
    visit = np.tile([1, 2], len(PAIRS))
    return mmrm(
        PAIRS.ravel(),
        [factor("visit", visit)],
        subject=np.repeat(np.arange(len(PAIRS)), 2),
        visit=visit,
        **options,
    )


@fixture
def pooled():
    """The covariance of the ages within a sex, with N - 2 degrees of freedom."""
    centred = np.concatenate([np.array(rows) - np.mean(rows, axis=0) for rows in (GIRLS, BOYS)])
    return centred.T @ centred / (N - 2)


def test_unstructured_covariance_is_the_pooled_one(pooled):
    assert children().varcor == approx(pooled, rel=1e-9)
    assert children(reml=False).varcor == approx(pooled * (N - 2) / N, rel=1e-9)


def test_each_age_is_compared_by_a_t_test():
    """With all visits there, generalised least squares are the means, whatever the covariance; a
    mean difference has variance s_tt (1/11 + 1/16), and s_tt is a chi-square with 25 degrees of
    freedom.
    """
    got = contrasts(children(), of="sex", plus="boy", minus="girl", by="age").estimates
    for visit in range(T):
        test = stats.ttest_ind([row[visit] for row in BOYS], [row[visit] for row in GIRLS])
        limits = test.confidence_interval(0.95)
        assert got.df[visit] == approx(N - 2, rel=1e-7)
        assert (got.t[visit], got.p[visit]) == approx((test.statistic, test.pvalue), rel=1e-7)
        assert (got.lower[visit], got.upper[visit]) == approx(tuple(limits), rel=1e-7)


def test_a_change_is_tested_by_a_paired_t_test():
    got, test = pairs(), stats.ttest_rel(PAIRS[:, 1], PAIRS[:, 0])
    assert got.names == ("(Intercept)", "visit2")
    assert got.t[1] == approx(test.statistic, rel=1e-9)
    assert got.df[1] == approx(len(PAIRS) - 1, rel=1e-7)
    assert got.p[1] == approx(test.pvalue, rel=1e-7)


def test_restricted_likelihood_of_pairs_is_worked_out():
    """V is the sample covariance S, so sum r'V^-1 r = 2 (n - 1); log|X'V^-1 X| = 2 log n - log|S|
    for two means. -2 log L = (2n - 2) log 2 pi + n log|S| + 2 log n - log|S| + 2 (n - 1).
    """
    n, size = len(PAIRS), log(np.linalg.det(np.cov(PAIRS.T)))
    wanted = (2 * n - 2) * log(2 * pi) + (n - 1) * size + 2 * log(n) + 2 * (n - 1)
    assert pairs().deviance == approx(wanted, rel=1e-12)


def test_all_ages_together_are_compared_by_hotellings_test(pooled):
    """T^2 = 11 16 / 27 d'S^-1 d; (N - 2 - t + 1) / ((N - 2) t) T^2 has F(t, N - t - 1). Kenward and
    Roger made their degrees of freedom so that they give this.
    """
    fit = children(df="kenward_roger", vcov="kenward_roger_linear")
    rows = contrasts(fit, of="sex", plus="boy", minus="girl", by="age").rows
    test = linear_contrast(fit, rows).test
    difference = np.mean(BOYS, axis=0) - np.mean(GIRLS, axis=0)
    t2 = G * (N - G) / N * difference @ np.linalg.solve(pooled, difference)
    assert test.df_denominator == approx(N - T - 1, rel=1e-6)
    assert test.statistic == approx((N - T - 1) / ((N - 2) * T) * t2, rel=1e-6)


def test_compound_symmetry_is_the_split_plot_analysis_of_variance():
    """Within children the residual mean square has (N - 2)(t - 1) = 75 degrees of freedom, between
    children N - 2 = 25. Sex by age is tested within, the mean difference of the sexes between.
    """
    fit = children(covariance="compound_symmetry")
    within = linear_contrast(fit, [{name: 1} for name in fit.names if ":" in name]).test
    centred = DISTANCES - DISTANCES.mean(axis=1, keepdims=True)
    girls, boys = centred[:G], centred[G:]
    residual = sum(np.sum((part - part.mean(axis=0)) ** 2) for part in (girls, boys)) / 75
    shift = boys.mean(axis=0) - girls.mean(axis=0)
    effect = G * (N - G) / N * np.sum((shift - shift.mean()) ** 2) / (T - 1)
    assert within.df_denominator == approx(75, rel=1e-6)
    assert within.statistic == approx(effect / residual, rel=1e-8)
    between = contrasts(fit, of="sex", plus="boy", minus="girl").estimates
    test = stats.ttest_ind(DISTANCES[G:].mean(axis=1), DISTANCES[:G].mean(axis=1))
    assert between.df == approx([25], rel=1e-6)
    assert between.t == approx([test.statistic], rel=1e-8)


def test_least_squares_means_are_the_means_where_nothing_is_missing():
    means = emmeans(children(), of="sex", by="age")
    assert means.of_levels[:3] == ("girl", "boy", "girl")
    assert means.by_levels[:3] == (8, 8, 10)
    wanted = np.column_stack([np.mean(GIRLS, axis=0), np.mean(BOYS, axis=0)]).ravel()
    assert means.estimates.estimate == approx(wanted, rel=1e-10)
    overall = emmeans(children(), of="sex").estimates.estimate
    assert overall == approx([np.mean(GIRLS), np.mean(BOYS)], rel=1e-10)


def test_linear_kenward_roger_changes_nothing_where_nothing_is_missing():
    """The means do not depend on V, so that their variance loses nothing by its estimation."""
    fit, adjusted = pairs(), pairs(df="kenward_roger", vcov="kenward_roger_linear")
    assert adjusted.vcov == approx(fit.vcov, rel=1e-9)


def test_kenward_roger_of_equally_varying_pairs_is_worked_out():
    """Eigenvalues of V are l1 = 2 s^2 p and l2 = 2 s^2 q with p = (1 + rho)/2 = 1 - q; a = log l1
    and b = log l2 are independent with variance 2 / nu, nu = n - 1. The parameters are
    theta1 = log s = log((e^a + e^b)/2)/2 and theta2 = logit p = a - b, so, in units of 2 / nu,
    W11 = (p^2 + q^2)/4, W12 = (p - q)/2, W22 = 2. Second derivatives of l1 over l1: 4, 2q, q(q-p);
    of l2 over l2: 4, -2p, p(p-q). Summed with W, both give p^2 + q^2: sum W_kl V_kl =
    (2/nu)(p^2 + q^2) V. Means do not depend on V, so only R is left, and
    vcov = C - 2 C (n/4) V^-1 (sum W_kl V_kl) V^-1 C = C (1 - (1 + rho^2) / (2 nu)).
    """
    fit = pairs(covariance="compound_symmetry")
    adjusted = pairs(covariance="compound_symmetry", df="kenward_roger")
    rho, nu = fit.varcor[0, 1] / fit.varcor[0, 0], len(PAIRS) - 1
    assert adjusted.vcov == approx(fit.vcov * (1 - (1 + rho**2) / (2 * nu)), rel=1e-9)
    assert adjusted.df == approx(fit.df, rel=1e-12)
