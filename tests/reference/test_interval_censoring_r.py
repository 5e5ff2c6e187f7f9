"""Models of interval-censored times against R's survreg (reference/r/interval_censoring.R)."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from trialwright.analysis import aft, factor, number, piecewise_exponential

ANSWERS = json.loads(
    (Path(__file__).parents[2] / "reference/r/interval_censoring.json").read_text()
)
DATA = {name: np.array(column, dtype=float) for name, column in ANSWERS["data"].items()}
LEFT, RIGHT = DATA["left"], np.where(np.isnan(DATA["right"]), np.inf, DATA["right"])
MODELS = {
    "none": [],
    "two": [number("x", DATA["x"]), number("z", DATA["z"])],
    "factor": [number("z", DATA["z"]), factor("site", DATA["site"])],
}
NEW_ROWS = {"none": [[], []], "two": [[40, 0], [60, 1]], "factor": [[0, 0, 0], [1, 0, 1]]}


@pytest.mark.parametrize("case", ANSWERS["aft"], ids=lambda case: f"{case['dist']} {case['model']}")
def test_accelerated_failure_times_are_those_of_survreg(case):
    fit = aft(LEFT, RIGHT, MODELS[case["model"]], dist=case["dist"])
    assert_allclose(fit.coef, case["coef"], rtol=1e-7)
    assert_allclose(fit.scale, case["scale"], rtol=1e-7)
    assert_allclose(fit.vcov, np.array(case["vcov"]), rtol=1e-6, atol=1e-10)
    assert_allclose(fit.loglik, case["loglik"], rtol=1e-10)
    rows = NEW_ROWS[case["model"]]
    for row, median in zip(rows, np.atleast_1d(case["median"]), strict=False):
        assert_allclose(fit.survival([row], [median]), 0.5, rtol=1e-7)


def test_piecewise_rates_are_what_optim_finds():
    wanted = ANSWERS["piecewise"]
    covariates = {"x": DATA["x"] - 50, "z": DATA["z"]}
    fit = piecewise_exponential(LEFT, RIGHT, covariates, cuts=wanted["cuts"])
    se = np.sqrt(np.diag(np.array(wanted["vcov"])))
    assert_allclose(fit.loglik, wanted["loglik"], rtol=1e-9)
    assert fit.loglik >= wanted["loglik"] - 1e-10
    assert_allclose(fit.coef, wanted["coef"], atol=1e-3 * se.min())
    assert_allclose(np.log(fit.rates), wanted["log_rates"], atol=1e-3 * se.min())
    assert_allclose(np.concatenate((fit.log_rate_se, fit.se)), se, rtol=1e-3)
