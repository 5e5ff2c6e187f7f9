"""Linear mixed models against lme4, lmerTest and pbkrtest (reference/r/mixed_model.R)."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from trialwright.analysis.longitudinal.marginal_means import emmeans
from trialwright.analysis.longitudinal.mixed_model import lmm
from trialwright.analysis.numeric.fixed_effects import linear_contrast
from trialwright.analysis.numeric.terms import factor, interaction, number

ANSWERS = json.loads((Path(__file__).parents[2] / "reference/r/mixed_model.json").read_text())
CASES = {case["id"]: case for case in ANSWERS["cases"]}
# R's optimiser stops within about 1e-5 standard errors, and lmerTest differentiates numerically.
ESTIMATES, SPREADS, FREEDOM = 2e-5, 1e-4, 1e-3


def fit(case, **options):
    columns = ANSWERS["data"][case["data"]]
    age, visit = number("age", columns["age"]), number("visit", columns["visit"])
    arm = number("arm", columns["arm"])
    terms = [age, arm, visit, interaction(arm, visit)]
    if case["id"] == "factor":
        terms = [factor("site", columns["site"]), visit]
    random = case["terms"] if isinstance(case["terms"], list) else [case["terms"]]
    return lmm(
        columns["y"],
        terms,
        subject=columns["id"],
        random=[
            term if term in ("intercept", "visit") else number(term, columns[term])
            for term in random
        ],
        correlated=case.get("correlated", True),
        reml=case.get("reml", True),
        **options,
    )


@pytest.mark.parametrize("name", CASES)
def test_the_estimates_are_those_of_lmer(name):
    got, expect = fit(CASES[name]), CASES[name]["expect"]
    assert list(got.names) == expect["names"]
    assert got.singular is expect["singular"]
    assert_allclose(got.coef, expect["coef"], rtol=ESTIMATES, atol=ESTIMATES * max(got.se))
    assert_allclose(got.se, expect["se"], rtol=SPREADS)
    assert_allclose(got.sigma, expect["sigma"], rtol=SPREADS)
    assert_allclose(got.theta, np.atleast_1d(expect["theta"]), rtol=SPREADS, atol=1e-4)
    assert_allclose(got.covariance, np.atleast_2d(expect["covariance"]), rtol=1e-3, atol=1e-4)
    effects = np.array(expect["random_effects"]).reshape(got.random_effects.shape)
    assert_allclose(got.random_effects, effects, atol=2e-4 * np.abs(effects).max() + 1e-6)
    # Our maximum is never the lower one.
    assert_allclose(got.loglik, expect["loglik"], rtol=1e-8)
    assert got.loglik >= expect["loglik"] - 1e-9


@pytest.mark.parametrize("name", CASES)
def test_satterthwaite_tests_are_those_of_lmertest(name):
    got, expect = fit(CASES[name]), CASES[name]["expect"]
    assert_allclose(got.df, expect["df"], rtol=FREEDOM)
    assert_allclose(got.p, expect["p"], rtol=FREEDOM, atol=1e-6)
    test = linear_contrast(got, np.eye(len(got.coef))[1:]).test
    statistic, rows, df, p = expect["f_satterthwaite"]
    assert test.df_numerator == rows
    assert_allclose([test.statistic, test.df_denominator, test.p], [statistic, df, p], rtol=FREEDOM)


@pytest.mark.parametrize("name", [name for name in CASES if "kr" in CASES[name]["expect"]])
def test_kenward_roger_tests_are_those_of_pbkrtest(name):
    got = fit(CASES[name], df="kenward_roger")
    expect = CASES[name]["expect"]["kr"]
    assert_allclose(got.se, expect["se"], rtol=SPREADS)
    assert_allclose(got.df, expect["df"], rtol=FREEDOM)
    vcov = np.array(expect["vcov"])
    assert_allclose(got.vcov, vcov, rtol=2 * SPREADS, atol=1e-6 * np.diag(vcov).max())
    test = linear_contrast(got, np.eye(len(got.coef))[1:]).test
    statistic, rows, df, p = expect["f"]
    assert test.df_numerator == rows
    assert_allclose([test.statistic, test.df_denominator, test.p], [statistic, df, p], rtol=FREEDOM)


def test_the_three_names_of_kenward_and_rogers_variance_agree():
    """V is linear in variances and covariances, so its second derivatives are zero."""
    case = CASES["slope_unbalanced"]
    plain = fit(case, vcov="kenward_roger")
    linear = fit(case, vcov="kenward_roger_linear")
    assert_allclose(plain.vcov, linear.vcov)
    assert_allclose(plain.vcov, fit(case, df="kenward_roger").vcov)
    assert (plain.se > fit(case).se).all()


@pytest.mark.parametrize("df", ["satterthwaite", "kenward_roger"])
def test_least_squares_means_are_those_of_emmeans(df):
    got = emmeans(fit(CASES["factor"], df=df), of="site")
    expect = CASES["factor"]["expect"]["means"][df]
    assert list(got.of_levels) == expect["level"]
    assert_allclose(got.estimates.estimate, expect["mean"], rtol=ESTIMATES)
    assert_allclose(got.estimates.se, expect["se"], rtol=SPREADS)
    assert_allclose(got.estimates.df, expect["df"], rtol=FREEDOM)
    assert_allclose(got.estimates.lower, expect["lower"], rtol=SPREADS)
    assert_allclose(got.estimates.upper, expect["upper"], rtol=SPREADS)
