"""The Cox model against statsmodels and lifelines, where their conventions are ours."""

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from pytest import approx, fixture, mark
from statsmodels.duration.hazard_regression import PHReg

from trialwright.analysis import cox


@fixture(scope="module")
def data():
    """Whole-day times with ties that depend on two covariates; late entry, two strata."""
    rng = np.random.default_rng(332)
    n = 250
    x, z = rng.normal(size=n), rng.integers(0, 2, n).astype(float)
    entry = rng.integers(0, 10, n).astype(float)
    stay = np.ceil(rng.exponential(40 * np.exp(-0.5 * x + 0.7 * z)))
    return pd.DataFrame(
        {
            "entry": entry,
            "time": entry + np.minimum(stay, 60),
            "event": (stay <= 60).astype(int),
            "x": x,
            "z": z,
            "stratum": rng.integers(0, 2, n),
        }
    )


def fit_ours(data, **options):
    covariates = {"x": data["x"], "z": data["z"]}
    return cox(
        data["time"],
        data["event"],
        covariates,
        entry=data["entry"],
        strata=data["stratum"],
        **options,
    )


@mark.parametrize("ties", ["efron", "breslow"])
def test_statsmodels_finds_the_same_estimate_and_error(data, ties):
    """It counts who enters at an event time as at risk; half a day later, both leave them out."""
    ours = fit_ours(data, ties=ties)
    theirs = PHReg(
        data["time"],
        data[["x", "z"]],
        status=data["event"],
        entry=data["entry"] + 0.5,
        strata=data["stratum"],
        ties=ties,
    ).fit()
    assert ours.coef == approx(theirs.params, rel=1e-6)
    assert ours.se == approx(theirs.bse, rel=1e-6)
    assert ours.loglik[1] == approx(theirs.llf, rel=1e-9)


def test_lifelines_finds_the_same_estimate_with_efrons_ties(data):
    ours = fit_ours(data)
    theirs = CoxPHFitter().fit(
        data, "time", "event", entry_col="entry", strata=["stratum"], formula="x + z"
    )
    assert ours.coef == approx(theirs.params_.to_numpy(), rel=1e-5)
    assert ours.loglik[1] == approx(theirs.log_likelihood_, rel=1e-8)
