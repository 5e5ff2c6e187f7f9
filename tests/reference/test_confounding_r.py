"""Propensity, weights, risks and emulation against base R (reference/r/confounding.R)."""

import json
from pathlib import Path

import numpy as np
import pytest
from pytest import approx

from trialwright.analysis import (
    aipw_risk_difference,
    balance,
    clone_censor_weight,
    factor,
    interaction,
    iptw_cox,
    logistic,
    number,
)

ANSWERS = json.loads((Path(__file__).parents[2] / "reference/r/confounding.json").read_text())
DATA = {name: np.array(column, dtype=float) for name, column in ANSWERS["data"].items()}
HORIZON, GRACE = ANSWERS["horizon"], ANSWERS["grace"]
X, SITE, SHIFT = number("x", DATA["x"]), factor("site", DATA["site"]), number("s", DATA["shift"])
EVENT, OTHER = DATA["cause"] == 1, DATA["cause"] == 2

MODELS = {
    "plain": ([X, SITE], {}),
    "weights": ([X, SITE], {"weights": DATA["number"]}),
    "offset": ([X], {"offset": DATA["shift"]}),
    "no_intercept": ([X, SHIFT], {"intercept": False}),
    "interaction": ([X, SITE, interaction(X, SITE)], {}),
}


@pytest.mark.parametrize("case", MODELS)
def test_logistic_models(case):
    terms, options = MODELS[case]
    fit, wanted = logistic(DATA["treated"], terms, **options), ANSWERS["logistic"][case]
    # R takes its errors from the step before the last.
    for field, rel in {"coef": 1e-9, "se": 1e-8, "fitted": 1e-9, "loglik": 1e-9}.items():
        assert getattr(fit, field) == approx(np.array(wanted[field]), rel=rel), field


def test_firth_s_penalty_against_a_general_optimiser():
    fit = logistic(DATA["treated"], [X, SITE], firth="always")
    assert fit.coef == approx(ANSWERS["logistic"]["firth"]["coef"], rel=1e-5)


@pytest.mark.parametrize("case", ANSWERS["weighted"])
def test_weights_balance_and_weighted_hazard_ratios(case):
    kind, cut = case.split()
    got = iptw_cox(
        DATA["time"], EVENT, DATA["treated"], [X, SITE],
        kind=kind, truncate=(5, 95) if cut == "truncated" else None,
    )  # fmt: skip
    wanted = ANSWERS["weighted"][case]
    assert got.weights.weights == approx(np.array(wanted["weights"]), rel=1e-9)
    assert (got.fit.coef[0], got.fit.se[0]) == approx((wanted["coef"], wanted["se"]), rel=1e-7)
    assert got.balance.weighted.smd[0] == approx(wanted["smd_x"], rel=1e-7, abs=1e-9)
    assert got.balance.weighted.variance_ratio[0] == approx(wanted["variance_ratio_x"], rel=1e-8)


def test_the_balance_of_a_recipe_is_the_balance_table():
    got = iptw_cox(DATA["time"], EVENT, DATA["treated"], [X, SITE], kind="att")
    table = balance(DATA["treated"], [X, SITE], weights=got.weights.weights)
    assert got.balance.names == table.names == ("x", "site2", "site3")
    assert (got.balance.weighted.smd == table.weighted.smd).all()


@pytest.mark.parametrize("case", ANSWERS["aipw"])
def test_doubly_robust_risks_and_their_errors(case):
    """R's errors are numerical derivatives in every case weight."""
    got = aipw_risk_difference(
        DATA["time"], EVENT, DATA["treated"], [X], outcome_covariates=[X, SITE],
        horizon=HORIZON, competing=OTHER if case == "competing" else None,
    )  # fmt: skip
    wanted = ANSWERS["aipw"][case]
    assert [got.treated.value, got.control.value] == approx(wanted["risk"], rel=1e-9)
    assert [got.treated.std_err, got.control.std_err] == approx(wanted["se"], rel=1e-6)
    assert got.difference.std_err == approx(wanted["se_difference"], rel=1e-6)
    assert got.ratio.std_err == approx(wanted["se_log_ratio"], rel=1e-6)


@pytest.mark.parametrize("model", ANSWERS["emulations"])
def test_clone_censor_weight(model):
    got = clone_censor_weight(
        DATA["time"], EVENT, DATA["start"], [X, SITE],
        horizon=HORIZON, grace=GRACE, model=model, interval=3, stabilise=False,
    )  # fmt: skip
    wanted = ANSWERS["emulations"][model]
    assert [got.risk_starters, got.risk_controls] == approx(wanted["risk"], rel=1e-8)
    assert np.log(got.hazard_ratio.value) == approx(wanted["coef"], rel=1e-7)
    assert got.hazard_ratio.std_err == approx(wanted["se"], rel=1e-7)
    assert [arm.largest_weight for arm in got.flow] == approx(wanted["largest"], rel=1e-8)
