"""Curves, tests and restricted means against R's survival (reference/r/survival_curves.R)."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pytest import approx

from trialwright.analysis import (
    fleming_harrington,
    kaplan_meier,
    log_rank,
    log_rank_trend,
    nelson_aalen,
    restricted_mean,
)

ANSWERS = json.loads((Path(__file__).parents[2] / "reference/r/survival_curves.json").read_text())
DATA = {name: np.array(column) for name, column in ANSWERS["data"].items()}
EARLY = {"time": DATA["time"], "event": DATA["event"]}
LATE = EARLY | {"entry": DATA["entry"]}
WEIGHTED = {"weights": DATA["weight"]}
CLUSTERS = WEIGHTED | {"cluster": DATA["cluster"], "variance": "infinitesimal_jackknife"}
SCALES = ["plain", "log", "log-log"]
QUANTILES = {"quantile": "time", "quantile_lower": "lower", "quantile_upper": "upper"}


def numbers(values):
    return np.array([np.nan if value is None else float(value) for value in values])


def agrees(curve, case):
    """Every column that R printed, and the quantiles with their limits."""
    for field, wanted in ANSWERS["curves"][case].items():
        if field in QUANTILES:
            points = [curve.quantile(p) for p in ANSWERS["probs"]]
            got = numbers([getattr(point, QUANTILES[field]) for point in points])
        else:
            got = getattr(curve, field)
        assert_allclose(got, numbers(wanted), rtol=1e-10, atol=1e-13, err_msg=field)
    return True


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(
    ("case", "columns", "options"),
    [
        ("plain", EARLY, {}),
        ("late weighted", LATE, WEIGHTED),
        ("late clusters", LATE, CLUSTERS),
        ("clusters", EARLY, CLUSTERS | {"conf_level": 0.9}),
        ("tie-corrected", LATE, WEIGHTED | {"cumulative_hazard": "tie_corrected"}),
    ],
)
def test_product_limit_curves(scale, case, columns, options):
    assert agrees(kaplan_meier(**columns, **options, conf_type=scale), f"{case} {scale}")


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("exponential 1", WEIGHTED | {"cumulative_hazard": "nelson_aalen"}),
        ("exponential 2", WEIGHTED),
        ("exponential clusters", CLUSTERS),
    ],
)
def test_exponentials_of_the_cumulative_hazard(scale, case, options):
    assert agrees(fleming_harrington(**LATE, **options, conf_type=scale), f"{case} {scale}")


def test_without_clusters_the_jackknife_goes_by_row():
    options = WEIGHTED | {"variance": "infinitesimal_jackknife"}
    assert agrees(kaplan_meier(**EARLY, **options), "rows")


def test_jackknife_of_the_tie_corrected_hazard():
    curve = kaplan_meier(**EARLY, **CLUSTERS, cumulative_hazard="tie_corrected")
    assert agrees(curve, "tie-corrected clusters")


def test_jackknife_of_the_nelson_aalen_hazard():
    curve = fleming_harrington(**EARLY, **CLUSTERS, cumulative_hazard="nelson_aalen")
    assert agrees(curve, "breslow clusters")
    hazard = nelson_aalen(**EARLY, **CLUSTERS)
    assert hazard.std_err == approx(curve.std_chaz)


def test_times_that_differ_by_rounding_are_merged_on_demand():
    years = {"time": DATA["years"], "event": DATA["event"]}
    assert agrees(kaplan_meier(**years, merge_close_times=True), "close times")
    assert len(kaplan_meier(**years).time) > len(ANSWERS["curves"]["close times"]["time"])


@pytest.mark.parametrize("rho", [0, 0.5, 1])
@pytest.mark.parametrize("kind", ["groups", "strata"])
def test_four_groups_one_of_them_missing_in_a_stratum(kind, rho):
    strata = DATA["stratum"] if kind == "strata" else None
    got = log_rank(**EARLY, group=DATA["group"], strata=strata, rho=rho)
    wanted = ANSWERS["tests"][f"{kind} rho {rho:g}"]
    for field in ("chisq", "obs", "exp", "var"):
        assert_allclose(getattr(got, field), wanted[field], rtol=1e-10)
    assert got.df == wanted["df"]


@pytest.mark.parametrize(
    ("case", "columns", "options"),
    [
        ("late", LATE, {}),
        ("late strata", LATE, {"strata": DATA["stratum"]}),
        ("weighted", EARLY, WEIGHTED),
        (
            "weighted clusters",
            LATE,
            WEIGHTED | {"cluster": DATA["cluster"], "strata": DATA["stratum"]},
        ),
    ],
)
def test_log_rank_is_the_score_test_of_a_cox_model(case, columns, options):
    got = log_rank(**columns, group=DATA["group"], **options)
    wanted = ANSWERS["tests"][case]
    assert (got.chisq, got.df) == (approx(wanted["chisq"], rel=1e-9), wanted["df"])


@pytest.mark.parametrize(
    ("case", "columns", "options"),
    [
        ("trend", EARLY, {}),
        ("trend late strata scores", LATE, {"strata": DATA["stratum"], "scores": [0, 1, 5, 7]}),
        ("clusters trend", EARLY, {"cluster": DATA["cluster"]}),
    ],
)
def test_trend_is_the_score_test_of_a_numeric_covariate(case, columns, options):
    got = log_rank_trend(**columns, group=DATA["group"], **options)
    assert got.chisq == approx(np.squeeze(ANSWERS["tests"][case]["chisq"]), rel=1e-9)


@pytest.mark.parametrize("tau", [10, 20.5, 30])
@pytest.mark.parametrize(
    ("case", "columns", "options"),
    [
        ("plain", EARLY, {}),
        ("late", LATE, {}),
        ("weighted", LATE, WEIGHTED),
        ("clusters", LATE, CLUSTERS),
    ],
)
def test_restricted_means(tau, case, columns, options):
    got = restricted_mean(**columns, **options, tau=tau)
    mean, std_err = ANSWERS["means"][f"{case} {tau:g}"]
    assert (got.estimate, got.std_err) == (approx(mean, rel=1e-10), approx(std_err, rel=1e-10))
