"""Proportions, rates and stratified tables against base R (reference/r/proportions.R)."""

import json
from pathlib import Path

import pytest
from pytest import approx

from trialwright.analysis import (
    Count,
    Rate,
    clopper_pearson,
    exact_poisson_rate,
    mantel_haenszel,
    rate_ratio,
    wilson,
)

ANSWERS = json.loads((Path(__file__).parents[2] / "reference/r/proportions.json").read_text())


def ends(estimate):
    return [estimate.lower, estimate.upper]


@pytest.mark.parametrize("case", ANSWERS["single"])
def test_limits_of_a_proportion_are_those_of_prop_test_and_binom_test(case):
    count = Count(case["events"], case["n"])
    assert ends(wilson(count)) == approx(case["wilson"], abs=1e-12)
    assert ends(clopper_pearson(count)) == approx(case["clopper_pearson"], rel=1e-9, abs=1e-14)
    narrow = clopper_pearson(count, conf_level=0.9)
    assert ends(narrow) == approx(case["clopper_pearson_90"], rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("case", ANSWERS["rates"])
def test_limits_of_a_rate_are_those_of_poisson_test(case):
    rate = Rate(case["events"], case["time"])
    assert ends(exact_poisson_rate(rate)) == approx(case["garwood"], rel=1e-9)
    assert ends(exact_poisson_rate(rate, conf_level=0.9)) == approx(case["garwood_90"], rel=1e-9)


@pytest.mark.parametrize("case", ANSWERS["ratios"])
def test_a_ratio_of_rates_is_that_of_poisson_test(case):
    got = rate_ratio(Rate(*case["treated"]), Rate(*case["control"]))
    assert got.value == approx(float(case["ratio"]))
    assert ends(got) == approx([float(limit) for limit in case["limits"]], rel=1e-9)


@pytest.mark.parametrize("name", ["small", "admissions"])
def test_stratified_tables_are_those_of_mantelhaen_test(name):
    case = ANSWERS["stratified"][name]
    tables = [[Count(*pair) for pair in case[group]] for group in ("treated", "control")]
    got = mantel_haenszel(*tables)
    assert got.test.chisq == approx(case["chisq"], rel=1e-9)
    assert got.odds_ratio.value == approx(case["odds_ratio"], rel=1e-9)
    assert ends(got.odds_ratio) == approx(case["limits"], rel=1e-9)
    corrected = mantel_haenszel(*tables, continuity=True)
    assert corrected.test.chisq == approx(case["chisq_corrected"], rel=1e-9)
