"""Competing risks against R's survival and cmprsk (reference/r/competing_risks.R)."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from trialwright.analysis import (
    aalen_johansen,
    cumulative_incidence,
    fine_gray,
    fine_gray_rows,
    fine_gray_weighted_cox,
    gray_test,
)

ANSWERS = json.loads((Path(__file__).parents[2] / "reference/r/competing_risks.json").read_text())
DATA = {name: np.array(column) for name, column in ANSWERS["data"].items()}
TIME, CAUSE = DATA["time"], DATA["cause"]
CAUSES = [1, 2, 3]
COVARIATES = {name: DATA[name] for name in ("x", "z", "age")}
WEIGHTS, ENTRY, CLUSTER = (
    {k: DATA[c]} for k, c in (("weights", "weight"), ("entry", "entry"), ("cluster", "unit"))
)
CURVE_OPTIONS = {
    "plain": {"conf_type": "plain"},
    "log": {"conf_type": "log"},
    "log-log": {"conf_type": "log-log"},
    "weights": WEIGHTS,
    "entry": ENTRY,
    "weights and entry": WEIGHTS | ENTRY,
    "clusters": WEIGHTS | CLUSTER,
    "clusters and entry": WEIGHTS | ENTRY | CLUSTER,
}


def floats(values):
    return np.array(values, dtype=float)


@pytest.mark.parametrize("name", ANSWERS["curves"])
def test_state_curves_are_those_of_survfit(name):
    points = aalen_johansen(TIME, CAUSE, causes=CAUSES, **CURVE_OPTIONS[name]).at(ANSWERS["times"])
    for field, wanted in ANSWERS["curves"][name].items():
        # Where nobody is left R may keep a rounding error, and give it limits.
        some = (points.pstate > 0) | (field in ("pstate", "std_err"))
        assert_allclose(
            getattr(points, field)[some], floats(wanted)[some], rtol=1e-9, atol=1e-12, err_msg=field
        )


def test_cumulative_incidence_is_that_of_cuminc():
    est, var = cumulative_incidence(TIME, CAUSE, causes=CAUSES).at([3, 5, 8, 13, 20])
    assert_allclose(est.T, floats(ANSWERS["incidence"]["est"]), rtol=1e-12)
    assert_allclose(var.T, floats(ANSWERS["incidence"]["var"]), rtol=1e-11)


@pytest.mark.parametrize(
    "case", ANSWERS["gray"], ids=lambda c: f"{c['group']} {c['strata']} {c['rho']}"
)
def test_gray_tests_are_those_of_cuminc(case):
    strata = None if case["strata"] == "none" else DATA[case["strata"]]
    got = gray_test(TIME, CAUSE, DATA[case["group"]], causes=CAUSES, rho=case["rho"], strata=strata)
    tests = [[test.chisq, test.p, test.df] for test in got.tests]
    assert_allclose(tests, case["tests"], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize(
    "case", ANSWERS["fine_gray"], ids=lambda c: f"{c['cause']} {c['censoring_group']}"
)
def test_fine_gray_fits_are_those_of_crr(case):
    """crr sums the censoring term of a group over the event times of the group only."""
    own_groups = case["censoring_group"] != "none"
    fit = fine_gray(
        TIME,
        CAUSE,
        COVARIATES,
        cause_of_interest=case["cause"],
        causes=CAUSES,
        censoring_group=DATA[case["censoring_group"]] if own_groups else None,
    )
    assert_allclose(fit.coef, case["coef"], rtol=1e-6)
    spread = np.outer(fit.se, fit.se)
    assert_allclose(
        fit.vcov / spread, floats(case["vcov"]) / spread, atol=2e-2 if own_groups else 1e-6
    )
    assert_allclose([fit.loglik, fit.loglik_null], [case["loglik"], case["loglik_null"]], rtol=1e-9)
    assert_allclose(fit.time, case["time"])
    assert_allclose(fit.hazard, np.cumsum(case["jumps"]), rtol=1e-5)
    predicted = fit.predict([[0.5, 1, 60], [-1, 0, 50]], fit.time)
    assert_allclose(predicted.T, floats(case["predicted"])[:, 1:], rtol=1e-5)


@pytest.mark.parametrize(
    "case", ANSWERS["expanded"], ids=lambda c: f"{c['cause']} entry {c['entry']}"
)
def test_split_rows_and_their_cox_model_are_those_of_finegray(case):
    options = {
        "cause_of_interest": case["cause"],
        "causes": CAUSES,
        "entry": DATA["entry"] if case["entry"] else None,
    }
    rows = fine_gray_rows(TIME, CAUSE, **options)
    assert_allclose(rows.entry, case["start"])
    assert_allclose(rows.time, case["stop"])
    assert_allclose(rows.event, case["status"])
    assert_allclose(rows.weight, case["weight"], rtol=1e-12)
    fit = fine_gray_weighted_cox(TIME, CAUSE, COVARIATES, **options)
    assert_allclose(fit.coef, case["coef"], rtol=1e-7)
    assert_allclose(fit.vcov, floats(case["vcov"]), rtol=1e-6, atol=1e-10)
    weighted = fine_gray_weighted_cox(
        TIME, CAUSE, COVARIATES, ties="breslow", weights=DATA["weight"], cluster=DATA["unit"],
        **options,
    )  # fmt: skip
    assert_allclose(weighted.coef, case["weighted_coef"], rtol=1e-7)
    assert_allclose(weighted.vcov, floats(case["weighted_vcov"]), rtol=1e-6, atol=1e-10)
