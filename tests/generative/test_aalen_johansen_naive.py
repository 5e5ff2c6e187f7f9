"""Aalen-Johansen against a loop, and its variance against the loop differentiated numerically."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from generative.competing_data import column, competing_rows
from trialwright.analysis import aalen_johansen, cumulative_incidence, kaplan_meier

STEP = 1e-5


def naive_states(data, weights, times, delayed):
    """S, F1 and F2 at `times` by the definition, with any weights."""
    result = []
    for t in times:
        surv, incidence = 1.0, [0.0, 0.0]
        for s in sorted({row.time for row in data if row.cause and row.time <= t}):
            at_risk = events = 0.0
            by_cause = [0.0, 0.0]
            for row, weight in zip(data, weights, strict=True):
                if row.time >= s and (not delayed or row.entry < s):
                    at_risk += weight
                    if row.time == s and row.cause:
                        events += weight
                        by_cause[row.cause - 1] += weight
            for k in (0, 1):
                incidence[k] += surv * by_cause[k] / at_risk
            surv *= (at_risk - events) / at_risk
        result.append([surv, *incidence])
    return np.array(result)


def naive_variance(data, times, delayed, cluster):
    """Squares of the numerical derivatives in the weights, times the weights, summed by cluster."""
    weights = column(data, "weight")
    total = {}
    for i, unit in enumerate(cluster):
        up, down = weights.copy(), weights.copy()
        up[i] += STEP
        down[i] -= STEP
        slope = naive_states(data, up, times, delayed) - naive_states(data, down, times, delayed)
        total[unit] = total.get(unit, 0) + weights[i] * slope / (2 * STEP)
    return sum(influence**2 for influence in total.values())


def fit(data, delayed=False, **options):
    return aalen_johansen(
        column(data, "time"),
        column(data, "cause"),
        causes=[1, 2],
        entry=column(data, "entry") if delayed else None,
        **options,
    )


@settings(deadline=None, max_examples=60)
@given(competing_rows(), st.booleans(), st.booleans())
def test_probabilities_and_variance_agree_with_the_loop(data, delayed, clustered):
    cluster = column(data, "stratum") if clustered else np.arange(len(data))
    got = fit(data, delayed, weights=column(data, "weight"), cluster=cluster)
    wanted = naive_states(data, column(data, "weight"), got.time, delayed)
    assert got.pstate == approx(wanted, abs=1e-12)
    variance = naive_variance(data, got.time, delayed, cluster)
    assert got.std_err**2 == approx(variance, rel=1e-6, abs=1e-8)


@settings(deadline=None, max_examples=40)
@given(competing_rows(), st.booleans())
def test_weights_stand_for_copies_of_one_cluster(data, delayed):
    copies = [row for row in data for _ in range(row.weight)]
    owner = np.repeat(np.arange(len(data)), column(data, "weight").astype(int))
    weighted = fit(data, delayed, weights=column(data, "weight"))
    copied = fit(copies, delayed, cluster=owner)
    assert weighted.pstate == approx(copied.pstate, abs=1e-12)
    assert weighted.std_err**2 == approx(copied.std_err**2, abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(competing_rows(), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(data, delayed, random):
    shuffled = random.sample(data, len(data))
    first, second = fit(data, delayed), fit(shuffled, delayed)
    assert first.pstate == approx(second.pstate, abs=1e-13)
    assert first.std_err**2 == approx(second.std_err**2, abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(competing_rows())
def test_event_free_curve_is_kaplan_meier_and_incidences_are_those_of_gray(data):
    got = fit(data)
    whole = kaplan_meier(column(data, "time"), column(data, "cause") > 0)
    assert got.pstate[:, 0] == approx(whole.surv, abs=1e-12)
    assert got.pstate.sum(axis=1) == approx(np.ones(len(got.time)))
    gray = cumulative_incidence(column(data, "time"), column(data, "cause"), causes=[1, 2])
    assert gray.est == approx(got.pstate[:, 1:], abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(competing_rows())
def test_without_censoring_the_variance_is_the_binomial_one(data):
    cause = np.where(column(data, "cause") == 0, 2, column(data, "cause"))
    got = aalen_johansen(column(data, "time"), cause, causes=[1, 2])
    share = np.array(
        [[np.mean((cause == k) & (column(data, "time") <= t)) for k in (1, 2)] for t in got.time]
    )
    assert got.pstate[:, 1:] == approx(share, abs=1e-12)
    binomial = share * (1 - share) / len(data)
    assert got.std_err[:, 1:] ** 2 == approx(binomial, abs=1e-12)


@settings(deadline=None, max_examples=30)
@given(competing_rows(), st.booleans())
def test_times_that_differ_by_rounding_tie_when_merged(data, delayed):
    nudge = 1 + 1e-12 * (np.arange(len(data)) % 2)
    entry = column(data, "entry") if delayed else None
    exact = aalen_johansen(column(data, "time"), column(data, "cause"), causes=[1, 2], entry=entry)
    merged = aalen_johansen(
        column(data, "time") * nudge,
        column(data, "cause"),
        causes=[1, 2],
        entry=entry,
        merge_close_times=True,
    )
    assert merged.pstate == approx(exact.pstate, abs=1e-9)
    assert merged.std_err**2 == approx(exact.std_err**2, abs=1e-12)
