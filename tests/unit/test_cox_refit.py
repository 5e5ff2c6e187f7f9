"""Bootstrap samples of a Cox model: drawn without sorting, fitted without checks."""

import numpy as np
from pytest import approx, fixture, mark

from trialwright.analysis import cox
from trialwright.analysis.proportional_hazards.refit import refit


@fixture(scope="module")
def data():
    rng = np.random.default_rng(5)
    n = 60
    entry = rng.integers(0, 5, n)
    return {
        "time": entry + rng.integers(1, 12, n),
        "event": rng.random(n) < 0.7,
        "x": rng.normal(size=n),
        "z": rng.integers(0, 2, n),
        "entry": entry,
        "stratum": rng.integers(0, 2, n),
        "weight": rng.uniform(0.5, 2, n),
    }


def fit(data, drawn, delayed, ties="efron"):
    chosen = {name: column[drawn] for name, column in data.items()}
    return cox(
        chosen["time"],
        chosen["event"],
        {"x": chosen["x"], "z": chosen["z"]},
        entry=chosen["entry"] if delayed else None,
        strata=chosen["stratum"],
        weights=chosen["weight"],
        ties=ties,
    )


@mark.parametrize("delayed", [False, True])
@mark.parametrize("ties", ["efron", "breslow"])
def test_a_resampled_fit_is_the_fit_of_the_sample(data, delayed, ties):
    n = len(data["time"])
    drawn = np.random.default_rng(6).integers(0, n, n)
    whole = fit(data, np.arange(n), delayed, ties)
    count = np.bincount(drawn, minlength=n)
    coef = refit(whole.data.rows.resampled(count), ties=ties) / whole.data.design.scale
    assert coef == approx(fit(data, drawn, delayed, ties).coef, rel=1e-9)


def test_reweighted_rows_are_fitted_with_the_new_weights(data):
    everybody = np.arange(len(data["time"]))
    whole = fit(data, everybody, True)
    weight = np.linspace(0.2, 3, len(everybody))
    coef = refit(whole.data.rows.reweighted(weight)) / whole.data.design.scale
    assert coef == approx(fit(data | {"weight": weight}, everybody, True).coef, rel=1e-9)


def test_a_sample_without_an_estimate_gives_none(data):
    """Only one participant is drawn, again and again: nobody differs."""
    whole = fit(data, np.arange(len(data["time"])), False)
    count = np.zeros(len(data["time"]), dtype=int)
    count[np.flatnonzero(data["event"])[0]] = 10
    assert np.isnan(refit(whole.data.rows.resampled(count))).all()
