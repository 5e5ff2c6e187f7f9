"""Doubly robust risks against loops, product-limit curves and a simulated truth."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pytest import approx

from generative.survival_data import column, rows
from trialwright.analysis import aipw_risk_difference, factor, logistic
from trialwright.errors import AnalysisError


def naive_risk(time, ended, horizon):
    """Aalen-Johansen by loops; `ended` is 1 the event, 2 a competing event, 0 censored."""
    free, risk = 1.0, 0.0
    for t in sorted({u for u in time if u <= horizon}):
        at_risk = sum(u >= t for u in time)
        events = [e for u, e in zip(time, ended, strict=True) if u == t]
        risk += free * events.count(1) / at_risk
        free *= 1 - (events.count(1) + events.count(2)) / at_risk
    return risk


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.filter_too_much])
@given(rows(min_size=12, max_size=30, groups=3, last_time=6), st.integers(3, 6))
def test_without_covariates_the_risks_are_those_of_the_curves(data, horizon):
    time, cause = column(data, "time"), column(data, "group") * column(data, "event")
    treated = column(data, "stratum")
    try:
        got = aipw_risk_difference(
            time, cause == 1, treated, {}, horizon=horizon, competing=cause == 2
        )
    except AnalysisError:
        assume(False)
    for arm, risk in ((1, got.treated), (0, got.control)):
        here = treated == arm
        assert risk.value == approx(naive_risk(time[here], list(cause[here]), horizon))


def small_trial(seed=3, n=60):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    treated = rng.random(n) < 1 / (1 + np.exp(-x))
    event_day = np.ceil(rng.exponential(10 * np.exp(-0.3 * x)))
    censored_day = np.ceil(rng.exponential(15, n))
    cause = np.where(event_day <= censored_day, rng.integers(1, 3, n), 0)
    site = rng.integers(0, 2, n)
    return np.minimum(event_day, censored_day), cause, treated, x, site


def estimate(time, cause, treated, x, site):
    return aipw_risk_difference(
        time, cause == 1, treated, {"x": x}, horizon=8, competing=cause == 2,
        censoring_strata=[site], outcome_covariates={"x": x, "square": x**2},
    )  # fmt: skip


def test_influence_is_what_one_more_copy_of_a_participant_changes():
    """The derivative in a case weight, by adding one copy to 300 of each: propensity, outcome
    models and censoring are all estimated anew.
    """
    columns, copies = small_trial(), 300
    n = len(columns[0])
    got = estimate(*columns)
    everybody = np.repeat(np.arange(n), copies)
    base = estimate(*(c[everybody] for c in columns))
    assert base.treated.value == approx(got.treated.value)
    for i in (0, 7, 20, 33, 48):
        more = estimate(*(c[np.append(everybody, i)] for c in columns))
        changed = [
            (getattr(more, arm).value - getattr(base, arm).value) * (n * copies + 1)
            for arm in ("treated", "control")
        ]
        assert got.influence[i] == approx(changed, rel=2e-3, abs=2e-3)


def test_standard_errors_are_made_of_the_influence():
    got = estimate(*small_trial())
    n, (treated, control) = got.n, got.influence.T
    assert got.influence.mean(axis=0) == approx([0, 0], abs=1e-9)
    assert got.difference.std_err == approx(np.sqrt(((treated - control) ** 2).sum()) / n)
    log_ratio = treated / got.treated.value - control / got.control.value
    assert got.ratio.std_err == approx(np.sqrt((log_ratio**2).sum()) / n)


def test_risks_are_predictions_corrected_by_weighted_residuals():
    """Without censoring: the mean of m + z (y - m)/p, written as a loop."""
    rng = np.random.default_rng(11)
    n = 100
    x = rng.normal(size=n)
    z = (rng.random(n) < 1 / (1 + np.exp(-x))).astype(int)
    time = np.ceil(rng.exponential(10, n))
    got = aipw_risk_difference(time, np.ones(n), z, {"x": x}, horizon=8)
    p = logistic(z, {"x": x}).fitted
    for arm, risk in ((1, got.treated), (0, got.control)):
        chosen = z == arm
        model = logistic(time[chosen] <= 8, {"x": x[chosen]})
        total = 0.0
        for i in range(n):
            m = model.predict({"x": x[i : i + 1]}, 1)[0]
            chance = p[i] if arm else 1 - p[i]
            total += m + (z[i] == arm) * ((time[i] <= 8) - m) / chance
        assert risk.value == approx(total / n)


def confounded(rng, n):
    """Sicker participants (x) are treated more; the risk at 1 with and without treatment."""
    x = rng.normal(size=n)
    treated = rng.random(n) < 1 / (1 + np.exp(-x))
    rate = np.exp(-1 + 0.8 * x - 0.7 * treated)
    event, censored = rng.exponential(1 / rate), rng.exponential(2.5, n)
    truth = [np.mean(1 - np.exp(-np.exp(-1 + 0.8 * x - 0.7 * z))) for z in (1, 0)]
    return np.minimum(event, censored), event <= censored, treated, x, truth[0] - truth[1]


@pytest.mark.parametrize("right", ["propensity", "outcome"])
def test_one_right_model_of_two_is_enough(right):
    """The wrong model gets no covariate; the difference without any is far off."""
    time, event, treated, x, truth = confounded(np.random.default_rng(1), 20_000)
    models = [{"x": x}, {}] if right == "propensity" else [{}, {"x": x, "square": x**2}]
    got = aipw_risk_difference(
        time, event, treated, models[0], outcome_covariates=models[1], horizon=1.0
    )
    crude = aipw_risk_difference(time, event, treated, {}, horizon=1.0)
    assert abs(got.difference.value - truth) < 3 * got.difference.std_err
    assert abs(crude.difference.value - truth) > 10 * got.difference.std_err


def test_limits_cover_the_truth_about_as_often_as_they_say():
    """200 trials: 95 % limits miss 10 times, by chance 3 to 19 (exact binomial, 1 in 500)."""
    rng = np.random.default_rng(4)
    missed = 0
    for _ in range(200):
        time, event, treated, x, _ = confounded(rng, 500)
        got = aipw_risk_difference(time, event, treated, {"x": x}, horizon=1.0)
        missed += not got.difference.lower <= TRUE_DIFFERENCE <= got.difference.upper
    assert 3 <= missed <= 19


# The mean over x of the difference of risks in `confounded`, by numerical integration.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(60)
TRUE_DIFFERENCE = float(
    sum(
        sign * _WEIGHTS @ (1 - np.exp(-np.exp(-1 + 0.8 * _NODES - 0.7 * z)))
        for z, sign in ((1, 1), (0, -1))
    )
    / _WEIGHTS.sum()
)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"horizon": 100.0}, "nobody treated is followed to 100"),
        ({"horizon": 0.5}, "nobody had the event by 0.5"),
        ({"competing": np.ones(60)}, "by the event and by a competing event"),
        ({"competing": np.ones(59)}, "competing has 59 rows"),
        ({"assigned": np.ones(60)}, "not known when their follow-up began"),
    ],
)
def test_what_cannot_be_estimated_is_refused(change, words):
    time, cause, treated, x, _ = small_trial()
    # The longest follow-up of the treated is censored.
    cause[np.argmax(np.where(treated, time, 0))] = 0
    with pytest.raises(AnalysisError, match=words):
        aipw_risk_difference(time, cause == 1, treated, {"x": x}, **{"horizon": 8.0, **change})


def test_a_factor_may_be_a_covariate():
    time, cause, treated, _, site = small_trial()
    got = aipw_risk_difference(time, cause == 1, treated, [factor("site", site)], horizon=8)
    assert 0 < got.treated.value < 1
