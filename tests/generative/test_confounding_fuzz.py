"""Any small data give finite numbers, or an error that says which condition failed."""

import warnings

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from generative.survival_data import column, rows
from trialwright.analysis import (
    aipw_risk_difference,
    balance,
    bootstrap_iptw_cox,
    clone_censor_weight,
    inverse_censoring_weights,
    iptw_cox,
    kaplan_meier,
    landmark_groups,
    naive_ever_never,
    time_dependent_exposure,
)
from trialwright.errors import AnalysisError

few = rows(min_size=4, max_size=24, groups=3, covariates=2, last_time=6)


def answers(compute, numbers):
    """The numbers of a result, all finite; None where there is an error with a reason."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = numbers(compute())
        except AnalysisError as error:
            assert error.problems[0].key and error.problems[0].what
            return None
    assert np.isfinite(found).all()
    return found


def columns(data):
    """Follow-up from 0, events, treatment (0/1), start (NaN = never) and a covariate."""
    time = column(data, "time") - column(data, "entry")
    x = column(data, "x")
    start = np.where(x[:, -1] > 0, x[:, -1].astype(float), np.nan)
    return time, column(data, "event"), column(data, "stratum"), start, {"x": x[:, 0]}


@settings(deadline=None, max_examples=40)
@given(few, st.sampled_from(["ate", "stabilised", "att", "overlap"]), st.booleans())
def test_weighted_hazard_ratios(data, kind, truncated):
    time, event, treated, _, covariates = columns(data)
    answers(
        lambda: iptw_cox(
            time, event, treated, covariates, kind=kind, truncate=(5, 95) if truncated else None
        ),
        lambda got: [got.effect.value, got.effect.lower, got.effect.upper, *got.weights.weights],
    )


@settings(deadline=None, max_examples=25)
@given(few)
def test_bootstrapped_hazard_ratios(data):
    time, event, treated, _, covariates = columns(data)
    answers(
        lambda: bootstrap_iptw_cox(
            time, event, treated, covariates, n_boot=20, rng=np.random.default_rng(1)
        ),
        lambda got: [got.effect.value, got.effect.lower, got.effect.upper],
    )


@settings(deadline=None, max_examples=40)
@given(rows(min_size=16, max_size=40, groups=3, last_time=6), st.integers(2, 4))
def test_doubly_robust_risks(data, horizon):
    time, event, treated, _, covariates = columns(data)
    other = event & (column(data, "group") == 2)
    answers(
        lambda: aipw_risk_difference(
            time, event & ~other, treated, covariates, horizon=horizon, competing=other
        ),
        lambda got: [
            got.difference.lower,
            got.difference.upper,
            got.ratio.value,
            *got.influence.T[0],
        ],
    )


@settings(deadline=None, max_examples=40)
@given(few, st.integers(0, 3), st.sampled_from(["cox", "pooled_logistic"]), st.booleans())
def test_emulated_trials(data, grace, model, never):
    time, event, _, start, covariates = columns(data)
    answers(
        lambda: clone_censor_weight(
            time, event, start, covariates, horizon=5, grace=grace, model=model, interval=1,
            time_degree=1, control="never" if never else "not_in_grace",
        ),
        lambda got: [got.risk_starters, got.risk_controls, got.hazard_ratio.upper, *got.rows.weight],
    )  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(few)
def test_groups_by_start(data):
    time, event, _, start, _ = columns(data)
    answers(lambda: landmark_groups(time, event, start, at=2), lambda got: got.population.time)
    answers(
        lambda: naive_ever_never(time, event, start, label="naive, biased"),
        lambda got: [got.hazard_ratio.value, got.immortal_share, *got.start_quantiles],
    )
    found = time_dependent_exposure(time, event, start)
    assert (found.time > found.entry).all()
    assert np.bincount(found.participant, found.time - found.entry).tolist() == time.tolist()
    assert found.event.sum() == event.sum()


@settings(deadline=None, max_examples=40)
@given(few)
def test_balance_tables(data):
    _, _, treated, _, covariates = columns(data)
    answers(lambda: balance(treated, covariates), lambda got: got.raw.mean_treated)


def leaving(rng, n):
    """The sicker (x) leave their strategy sooner, and have the event sooner."""
    x = rng.normal(size=n)
    day = np.ceil(rng.exponential(400 * np.exp(-0.7 * x)))
    left_day = np.ceil(rng.exponential(500 * np.exp(-0.9 * x)))
    time = np.minimum(np.minimum(day, left_day), 800)
    event, left = day == time, (left_day == time) & (day > time)
    return time, event, left, x, np.mean(day <= 365)


def test_who_stays_stands_for_all_in_a_world_without_leaving():
    """Hypothetical estimand: the risk had nobody left, known here for the same participants."""
    time, event, left, x, truth = leaving(np.random.default_rng(6), 1500)
    crude = 1 - kaplan_meier(time, event).at([365]).surv[0]
    assert crude < truth - 0.04
    for options in ({"model": "cox"}, {"model": "pooled_logistic", "interval": 14}):
        rows_ = inverse_censoring_weights(time, event, left, {"x": x}, **options)
        curve = kaplan_meier(rows_.time, rows_.event, entry=rows_.entry, weights=rows_.weight)
        assert abs(1 - curve.at([365]).surv[0] - truth) < 0.02


def test_fewer_cuts_leave_the_weights_at_events_as_they_are():
    time, event, left, x, _ = leaving(np.random.default_rng(7), 100)
    whole = inverse_censoring_weights(time, event, left, {"x": x})
    fewer = inverse_censoring_weights(time, event, left, {"x": x}, read_at=time[event])
    assert len(fewer.row) < len(whole.row)
    assert (fewer.weight[fewer.event] == whole.weight[whole.event]).all()
