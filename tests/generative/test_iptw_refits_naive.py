"""Each bootstrap refit is the whole analysis of the resampled participants."""

from statistics import NormalDist

import numpy as np
import pytest
from pytest import approx

from trialwright.analysis import bootstrap_iptw_cox, iptw_cox
from trialwright.analysis.confounding import refit_kernels
from trialwright.analysis.confounding.bootstrap_limits import bootstrap_limits
from trialwright.analysis.confounding.iptw_refits import _count, draw_samples
from trialwright.errors import AnalysisError

N, DRAWN = 80, 12


@pytest.fixture(scope="module")
def data():
    """Confounded whole-day times with many ties and delayed entry."""
    rng = np.random.default_rng(20250901)
    x = rng.normal(size=(N, 2))
    treated = rng.random(N) < 1 / (1 + np.exp(-x[:, 0]))
    entry = rng.integers(0, 4, N)
    time = entry + np.ceil(rng.exponential(8 * np.exp(0.4 * treated - 0.5 * x[:, 0])))
    return {
        "time": time,
        "event": rng.random(N) < 0.7,
        "treatment": treated,
        "x": x,
        "entry": entry,
    }


def analyse(data, rows, **options):
    entry = data["entry"][rows]
    parts = (data[name][rows] for name in ("time", "event", "treatment", "x"))
    return iptw_cox(*parts, entry=entry, **options)


def bootstrap(data, **options):
    parts = (data[name] for name in ("time", "event", "treatment", "x"))
    return bootstrap_iptw_cox(*parts, entry=data["entry"], rng=np.random.default_rng(5), **options)


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "ate"},
        {"kind": "stabilised", "truncate": (5, 95)},
        {"kind": "att", "ties": "breslow"},
        {"kind": "overlap"},
    ],
)
def test_every_refit_is_the_analysis_of_its_sample(data, options):
    got = bootstrap(data, n_boot=DRAWN, **options)
    samples = np.concatenate(list(draw_samples(N, DRAWN, np.random.default_rng(5))))
    wanted = [np.log(analyse(data, rows, **options).effect.value) for rows in samples]
    assert got.log_ratios == approx(np.array(wanted), rel=1e-6, abs=1e-8)
    assert got.effect.value == approx(analyse(data, np.arange(N), **options).effect.value)
    assert got.effect.std_err == approx(np.std(wanted, ddof=1), rel=1e-6)


def test_limits_are_quantiles_of_the_refits(data):
    got = bootstrap(data, n_boot=200)
    assert np.log([got.effect.lower, got.effect.upper]) == approx(
        np.quantile(got.log_ratios, [0.025, 0.975])
    )


def test_threads_do_not_change_the_result(data):
    one, two = (bootstrap(data, n_boot=150, threads=threads) for threads in (1, 2))
    assert (one.log_ratios == two.log_ratios).all()


def test_bca_limits_are_those_of_the_textbook(data):
    """Efron & Tibshirani 1993, formulas 14.10, 14.14 and 14.15, with refits by `iptw_cox`."""
    norm = NormalDist()
    got = bootstrap(data, n_boot=200, limits="bca")
    estimate = np.log(got.effect.value)
    jackknife = np.array(
        [np.log(analyse(data, np.delete(np.arange(N), i)).effect.value) for i in range(N)]
    )
    away = jackknife.mean() - jackknife
    acceleration = (away**3).sum() / (6 * ((away**2).sum()) ** 1.5)
    bias = norm.inv_cdf(np.mean(got.log_ratios < estimate))
    at = [
        norm.cdf(bias + (bias + z) / (1 - acceleration * (bias + z)))
        for z in (norm.inv_cdf(0.025), norm.inv_cdf(0.975))
    ]
    assert np.log([got.effect.lower, got.effect.upper]) == approx(
        np.quantile(got.log_ratios, at), rel=1e-6
    )


def test_refits_without_an_estimate_are_counted_by_their_reason(data):
    """Eight participants: some samples hold one group only, others have separated answers."""
    few = np.flatnonzero(data["entry"] == 0)[:8]
    part = {name: column[few] for name, column in data.items()}
    part["treatment"] = np.array([0, 1, 0, 1, 0, 1, 0, 0], bool)
    got = bootstrap_iptw_cox(
        part["time"], part["event"], part["treatment"], {"x": [1, 1, 2, 2, 3, 2, 1, 3]},
        n_boot=200, rng=np.random.default_rng(1),
    )  # fmt: skip
    failed = int(np.isnan(got.log_ratios).sum())
    assert 0 < got.n_failed_propensity < 200
    assert got.n_failed_propensity + got.n_failed_outcome == failed


def test_limits_refuse_what_they_cannot_be_made_of(data):
    with pytest.raises(AnalysisError, match="n_boot is 1"):
        bootstrap(data, n_boot=1)
    with pytest.raises(AnalysisError, match="fewer than two"):
        bootstrap_limits(0.0, np.array([1.0]), "percentile", 0.95, lambda: np.zeros(3))
    with pytest.raises(AnalysisError, match="unknown limits"):
        bootstrap_limits(0.0, np.zeros(9), "studentised", 0.95, lambda: np.zeros(3))
    with pytest.raises(AnalysisError, match="use percentile limits"):
        bootstrap_limits(0.0, np.ones(9), "bca", 0.95, lambda: np.zeros(3))


def test_compiled_loops_compute_what_they_say(data):
    """The same numbers from the kernels as plain Python."""
    rng = np.random.default_rng(2)
    rows = rng.integers(0, 20, (2, 20))
    counts = _count(rows, 20)
    x = np.column_stack((np.ones(20), rng.normal(size=20)))
    z = (rng.random(20) < 0.5).astype(float)
    exits, entries = rng.integers(2, 8, 20), rng.integers(-1, 2, 20)
    order = (np.argsort(-exits, kind="stable"), np.argsort(-entries, kind="stable"))
    event, weights = (rng.random(20) < 0.8).astype(float), rng.uniform(0.5, 2, (2, 20))
    weights[1] = np.nan
    for kernel, arguments in (
        (refit_kernels.refit_propensities, (x, z, counts, np.zeros(2))),
        (
            refit_kernels.refit_hazard_ratios,
            (exits, entries, *order, event, z, counts, weights, True),
        ),
    ):
        assert kernel(*arguments) == approx(kernel.py_func(*arguments), nan_ok=True)


def test_a_group_settled_after_the_start_is_refused(data):
    with pytest.raises(AnalysisError, match="not known when their follow-up began"):
        analyse(data, np.arange(N), assigned=data["entry"] + 1)
    assert analyse(data, np.arange(N), assigned=data["entry"]).effect.value > 0
