"""Cox models in settings that the vectors do not have, against R's survival.

The numbers are in reference/r/cox.json, made by the script beside it.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
from pytest import approx, mark

from trialwright.analysis import (
    cox,
    cox_baseline,
    cox_residuals,
    factor,
    number,
    predicted_curves,
    proportional_hazards_test,
)

R = json.loads((Path(__file__).parents[2] / "reference" / "r" / "cox.json").read_text())
CASES = R["cases"]
FULL = [i for i, case in enumerate(CASES) if case["setting"]["full"]]
INEXACT = [i for i, case in enumerate(CASES) if case["setting"]["ties"] != "exact"]


def name_of(index):
    setting = CASES[index]["setting"]
    on = [key for key in ("entry", "strata", "weights", "offset", "cluster") if setting[key]]
    return "-".join([setting["data"], setting["ties"], *on])


def terms_of(data, names):
    return [
        factor(name, data[name[7:-1]], levels=[1, 2, 3])
        if name.startswith("factor(")
        else number(name, data[name])
        for name in names
    ]


@cache
def fit(index):
    setting = CASES[index]["setting"]
    data = R["data"][setting["data"]]
    return cox(
        data["time"],
        data["event"],
        terms_of(data, setting["covariates"]),
        ties=setting["ties"],
        entry=data["entry"] if setting["entry"] else None,
        strata=data["stratum"] if setting["strata"] else None,
        weights=data["weight"] if setting["weights"] else None,
        offset=data["shift"] if setting["offset"] else None,
        subject=data["subject"] if setting["data"] == "heart" else None,
        cluster=data[setting["cluster"]] if setting["cluster"] else None,
        robust=setting["robust"],
        merge_close_times=True,
    )


def near(wanted, rel=1e-9):
    """Within `rel`, or for elements near 0 that part of the largest."""
    expected = np.array(wanted, dtype=float)
    return approx(expected, rel=rel, abs=rel * np.abs(expected).max())


each = mark.parametrize("index", range(len(CASES)), ids=name_of)
each_full = mark.parametrize("index", FULL, ids=name_of)
each_inexact = mark.parametrize("index", INEXACT, ids=name_of)


@each
def test_estimates_are_those_of_coxph(index):
    got, wanted = fit(index), CASES[index]
    assert got.coef == near(wanted["coef"])
    assert got.vcov == near(wanted["vcov"])
    assert got.loglik == approx(wanted["loglik"], rel=1e-12)


@each_inexact
def test_tests_and_concordance_are_those_of_coxph(index):
    got, wanted = fit(index), CASES[index]
    assert (got.n, got.n_events) == (wanted["n"], wanted["n_events"])
    assert got.score_test.chisq == approx(wanted["score_test"], rel=1e-9)
    assert got.wald_test.chisq == approx(wanted["wald_test"], rel=1e-9)
    assert [got.concordance.value, got.concordance.std_err] == near(wanted["concordance"], 1e-11)
    if CASES[index]["setting"]["robust"]:
        assert got.naive_vcov == near(wanted["naive_vcov"])
        # survival 3.5.3 forgets the offset there: its score residuals are those at predictor 0.
        if not CASES[index]["setting"]["offset"]:
            assert got.robust_score_test.chisq == approx(wanted["robust_score_test"], rel=1e-9)


@each_inexact
@mark.parametrize("transform", ["km", "rank", "identity"])
def test_proportional_hazards_are_tested_as_by_cox_zph(index, transform):
    got = proportional_hazards_test(fit(index), transform=transform)
    assert [test.chisq for test in got.tests] == near(CASES[index]["zph"][transform], 1e-7)


@each_full
def test_residuals_are_those_of_coxph(index):
    got, wanted = cox_residuals(fit(index)), CASES[index]["residuals"]
    for field in ("martingale", "deviance", "score", "dfbeta", "schoenfeld"):
        assert getattr(got, field) == near(wanted[field], 1e-8), field
    assert got.scaled_schoenfeld == near(wanted["scaledsch"], 1e-8)


@each_full
def test_curves_are_those_that_survfit_predicts(index):
    case, setting = CASES[index], CASES[index]["setting"]
    data = {name: values[:4] for name, values in R["data"][setting["data"]].items()}
    curves = predicted_curves(
        fit(index),
        terms_of(data, setting["covariates"]),
        strata=data["stratum"] if setting["strata"] else None,
        offset=data["shift"] if setting["offset"] else None,
    )
    for field, wanted in case["curves"].items():
        got = np.concatenate([getattr(curve, field) for curve in curves])
        assert got == near(wanted), field


@mark.parametrize("index", [i for i in FULL if "basehaz" in CASES[i]], ids=name_of)
def test_baseline_is_that_of_basehaz(index):
    parts = cox_baseline(fit(index))
    for field, wanted in CASES[index]["basehaz"].items():
        assert np.concatenate([getattr(part, field) for part in parts]) == near(wanted), field
