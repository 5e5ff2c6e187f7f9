"""Repeated measures against nlme's gls, and F tests against lmerTest and pbkrtest.

The numbers are in reference/r/longitudinal.json, made by the script beside it.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
from pytest import approx, mark

from trialwright.analysis import factor, interaction, linear_contrast, mmrm, number

R = json.loads((Path(__file__).parents[2] / "reference" / "r" / "longitudinal.json").read_text())


def terms_of(data, names):
    """The terms of R's formula, in the order of R's coefficients."""
    arm, visits = number("arm", data["arm"]), factor("v", data["visit"])
    visit = visits if "v2" in names else number("visit", data["visit"])
    base = [number("base", data["base"])] if "base" in names else []
    return [*base, arm, visit, interaction(arm, visit)]


@cache
def fit(data_name, covariance, reml, df="satterthwaite"):
    data = R["data"][data_name]
    names = next(case["names"] for case in R["gls"] if case["data"] == data_name)
    return mmrm(
        data["y"],
        terms_of(data, names),
        subject=data["id"],
        visit=data["visit"],
        covariance=covariance,
        reml=reml,
        df=df,
        vcov="model",
    )


@mark.parametrize("case", R["gls"], ids=lambda c: f"{c['data']}-{c['covariance']}-{c['reml']}")
def test_estimates_are_those_of_gls(case):
    """gls stops when its likelihood changes by 1e-10: within 1e-4 of a standard error."""
    got = fit(case["data"], case["covariance"], case["reml"])
    assert list(got.names) == case["names"]
    assert np.max(np.abs(got.coef - case["coef"]) / got.se) < 1e-4
    assert got.varcor == approx(np.array(case["varcor"]), rel=1e-3, abs=1e-3 * got.varcor.max())
    if case["reml"]:
        assert got.vcov == approx(np.array(case["vcov"]), rel=1e-3, abs=1e-4 * got.vcov.max())


@mark.parametrize("case", R["gls"], ids=lambda c: f"{c['data']}-{c['covariance']}-{c['reml']}")
def test_likelihood_is_that_of_gls_or_higher(case):
    """No constant differs: both count n - p of log 2 pi and leave out log|X'X|."""
    got = fit(case["data"], case["covariance"], case["reml"])
    assert got.loglik == approx(case["loglik"], abs=1e-6)
    assert got.loglik >= case["loglik"] - 1e-9


@mark.parametrize("case", R["tests"], ids=lambda case: case["data"])
def test_satterthwaite_is_that_of_lmertest(case):
    """A random intercept is compound symmetry; lmerTest takes derivatives numerically."""
    got = fit(case["data"], "compound_symmetry", True)
    wanted = case["satterthwaite"]
    assert got.df == approx(case["df"], rel=1e-4)
    test = linear_contrast(got, case["rows"]).test
    assert test.statistic == approx(wanted["statistic"], rel=1e-5)
    assert test.df_numerator == wanted["df_numerator"]
    assert test.df_denominator == approx(wanted["df_denominator"], rel=1e-4)
    assert test.p == approx(wanted["p"], rel=1e-4)


def test_kenward_roger_is_that_of_pbkrtest_where_nothing_is_missing():
    """With all visits there, observed and expected information agree, and so do the two."""
    case = R["tests"][0]
    got = fit(case["data"], "compound_symmetry", True, "kenward_roger")
    test, wanted = linear_contrast(got, case["rows"]).test, case["kenward_roger"]
    assert test.statistic == approx(wanted["statistic"], rel=1e-6)
    assert test.df_denominator == approx(wanted["df_denominator"], rel=1e-6)
    assert test.scale == approx(wanted["scale"], rel=1e-6)
    assert test.p == approx(wanted["p"], rel=1e-6)
