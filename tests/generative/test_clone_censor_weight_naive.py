"""Clone-censor-weight against loops, its parts, and a simulated truth."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import assume, given, settings
from pytest import approx

from generative.survival_data import column, rows
from trialwright.analysis import (
    bootstrap_clone_censor_weight,
    clone_censor_weight,
    cox,
    inverse_censoring_weights,
    kaplan_meier,
    naive_ever_never,
)
from trialwright.errors import AnalysisError

HORIZON, GRACE = 1000, 84


def simulate(rng, n, strategy=None):
    """The sicker (x) start sooner and have the event sooner; treatment multiplies the hazard by
    0.6 from its start on. `strategy`: what all would do; the natural start within grace is kept.
    """
    x = rng.normal(size=n)
    start = np.ceil(rng.exponential(1 / (0.012 * np.exp(0.7 * x))))
    start[start > GRACE] = np.inf
    if strategy == "start":
        start = np.minimum(start, GRACE)
    if strategy == "control":
        start[:] = np.inf
    base, clock = 0.0012 * np.exp(0.8 * x), rng.exponential(size=n)
    before = clock <= base * start
    finite = np.where(np.isfinite(start), start, 0)
    event_day = np.where(before, clock / base, finite + (clock - base * finite) / (0.6 * base))
    lost = np.ceil(rng.uniform(900, 1500, n))
    time, event = np.minimum(np.ceil(event_day), lost), np.ceil(event_day) <= lost
    return time, event, np.where(start < time, start, np.nan), x, np.ceil(event_day)


def test_risks_are_those_of_a_trial_of_the_two_strategies():
    """Truth: 200,000 participants on each strategy. The estimate from 8,000 who chose lies within
    four standard errors (0.014, by repetition) of it; the naive hazard ratio hides nearly all.
    """
    rng = np.random.default_rng(2)
    truth = [np.mean(simulate(rng, 200_000, s)[4] <= HORIZON) for s in ("start", "control")]
    time, event, start, x, _ = simulate(rng, 8_000)
    got = clone_censor_weight(time, event, start, {"x": x}, horizon=HORIZON)
    assert got.risk_difference == approx(truth[0] - truth[1], abs=4 * 0.014)
    assert got.risk_starters == approx(truth[0], abs=4 * 0.009)
    assert got.risk_controls == approx(truth[1], abs=4 * 0.011)
    assert got.hazard_ratio.value < 0.8
    crude = clone_censor_weight(time, event, start, {}, horizon=HORIZON)
    assert crude.risk_difference > 0
    assert naive_ever_never(time, event, start, label="naive, biased").hazard_ratio.value > 0.85


@pytest.fixture(scope="module")
def trial():
    time, event, start, x, _ = simulate(np.random.default_rng(5), 150)
    return time, event, start, {"x": x}


def test_curves_and_hazard_ratio_are_those_of_the_rows(trial):
    got = clone_censor_weight(*trial, horizon=HORIZON)
    r = got.rows
    for strategy, risk in ((1, got.risk_starters), (0, got.risk_controls)):
        here = r.strategy == strategy
        curve = kaplan_meier(
            r.time[here], r.event[here], entry=r.entry[here], weights=r.weight[here]
        )
        assert risk == approx(1 - curve.at([HORIZON]).surv[0])
    fit = cox(
        r.time, r.event, {"strategy": r.strategy}, entry=r.entry, weights=r.weight,
        cluster=r.participant, robust=True,
    )  # fmt: skip
    assert got.hazard_ratio.value == approx(exp(fit.coef[0]))
    assert got.hazard_ratio.std_err == approx(fit.se[0])


def test_pieces_of_a_clone_are_its_follow_up_without_gap_or_overlap(trial):
    r = clone_censor_weight(*trial, horizon=HORIZON).rows
    for strategy in (0, 1):
        for participant in np.unique(r.participant):
            here = (r.strategy == strategy) & (r.participant == participant)
            entry, end = r.entry[here], r.time[here]
            assert entry[:1].tolist() in ([0], [])
            assert (entry[1:] == end[:-1]).all()


def test_a_sample_of_the_bootstrap_is_the_analysis_of_it(trial):
    got = bootstrap_clone_censor_weight(
        *trial, horizon=HORIZON, n_boot=3, rng=np.random.default_rng(9)
    )
    rng = np.random.default_rng(9)
    time, event, start, covariates = trial
    for refit in got.refits:
        chosen = rng.integers(0, len(time), len(time))
        again = clone_censor_weight(
            time[chosen], event[chosen], start[chosen], {"x": covariates["x"][chosen]},
            horizon=HORIZON,
        )  # fmt: skip
        assert refit == approx(
            [again.risk_starters, again.risk_controls, log(again.hazard_ratio.value)], rel=1e-7
        )


def test_bootstrap_limits_are_quantiles_and_failures_are_counted(trial):
    time, event, start, covariates = trial
    few = np.r_[0:20]
    got = bootstrap_clone_censor_weight(
        time[few], event[few], start[few], {"x": covariates["x"][few]},
        horizon=HORIZON, n_boot=60, rng=np.random.default_rng(9),
    )  # fmt: skip
    difference = got.refits[:, 0] - got.refits[:, 1]
    fine = difference[np.isfinite(difference)]
    assert 0 < got.n_failed == 60 - len(fine)
    assert got.failures
    assert (got.risk_difference.lower, got.risk_difference.upper) == approx(
        tuple(np.quantile(fine, [0.025, 0.975]))
    )


def test_order_and_unit_of_time_do_not_matter(trial):
    time, event, start, covariates = trial
    got = clone_censor_weight(*trial, horizon=HORIZON)
    order = np.random.default_rng(1).permutation(len(time))
    again = clone_censor_weight(
        time[order] / 7, event[order], start[order] / 7, {"x": covariates["x"][order]},
        horizon=HORIZON / 7, grace=GRACE / 7,
    )  # fmt: skip
    assert again.risk_difference == approx(got.risk_difference, rel=1e-6)


def test_competing_deaths_are_neither_events_nor_losses():
    """Without covariates the controls' risk is Aalen-Johansen of those who do not start."""
    time, cause = np.array([2, 3, 4, 5, 6, 4.5]), np.array([1, 2, 0, 1, 2, 1])
    start = np.array([np.nan] * 5 + [0.5])
    got = clone_censor_weight(
        time, cause == 1, start, {}, horizon=6.5, grace=1, interval=1, competing=cause == 2
    )
    # The starter has left by day 2, when five are at risk: 1/5, then free 4/5 * 3/4; on day 5
    # two at risk: 1/5 + 3/5 * 1/2.
    assert got.risk_controls == approx(1 / 5 + 3 / 5 / 2)


@settings(deadline=None, max_examples=30)
@given(rows(min_size=8, max_size=16, groups=3))
def test_weights_of_a_cox_model_are_loops_over_who_left(data):
    """`group` 0 = lost, 1 = event, 2 = left the strategy; delayed entry is cut off here."""
    time = column(data, "time") - column(data, "entry")
    cause, x = column(data, "group"), column(data, "x")[:, 0]
    event, left = cause == 1, cause == 2
    try:
        got = inverse_censoring_weights(time, event, left, {"x": x}, stabilise=False)
        # Leaving comes after events on the same day: half a day later.
        fit = cox(time + 0.5 * ~event, left, {"x": x}, ties="breslow")
    except AnalysisError:
        assume(False)
    hazard = np.exp(x * fit.coef[0])
    for i, entry, weight in zip(got.row, got.entry, got.weight, strict=True):
        total = 0.0
        for u in sorted(set(time[left])):
            if u <= entry:
                at_risk_of_leaving = (time > u) | ((time == u) & ~event)
                total += np.sum(left & (time == u)) / hazard[at_risk_of_leaving].sum()
        assert weight == approx(exp(hazard[i] * total), rel=1e-6)


def test_a_covariate_that_does_not_change_may_be_given_in_rows():
    """Each participant's follow-up cut in two: the weight at every event is the same."""
    rng = np.random.default_rng(8)
    n = 40
    time, x = rng.integers(3, 30, n).astype(float), rng.normal(size=n)
    cause = rng.integers(0, 3, n)
    whole = inverse_censoring_weights(time, cause == 1, cause == 2, {"x": x})
    cut = np.floor(time / 2)
    person = np.concatenate((np.arange(n), np.arange(n)))
    last = np.arange(2 * n) >= n
    parts = inverse_censoring_weights(
        np.concatenate((cut, time)), last & (cause == 1)[person], last & (cause == 2)[person],
        {"x": x[person]}, entry=np.concatenate((np.zeros(n), cut)), subject=person,
    )  # fmt: skip
    at_events = [
        {int(who): w for who, w in zip(of[r.row[r.event]], r.weight[r.event], strict=True)}
        for r, of in ((whole, np.arange(n)), (parts, person))
    ]
    assert at_events[0] == approx(at_events[1])


def test_truncation_bounds_the_weights(trial):
    plain = clone_censor_weight(*trial, horizon=HORIZON).rows
    cut = clone_censor_weight(*trial, horizon=HORIZON, truncate=(1, 95)).rows
    for strategy in (0, 1):
        limits = np.percentile(plain.weight[plain.strategy == strategy], (1, 95))
        assert cut.weight[cut.strategy == strategy] == approx(
            np.clip(plain.weight[plain.strategy == strategy], *limits)
        )
