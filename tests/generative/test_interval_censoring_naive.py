"""Interval censoring against EM, a general optimiser and all permutations."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy.optimize import minimize
from scipy.stats import kruskal

from trialwright.analysis import (
    compare_scan_schedules,
    ic_cox,
    interval_log_rank,
    kaplan_meier,
    turnbull,
)
from trialwright.errors import AnalysisError


@st.composite
def intervals(draw, min_size=1, max_size=12, known=True):
    """Left and right ends in whole numbers; some times known, some events not seen."""
    n = draw(st.integers(min_size, max_size))
    left = np.array(draw(st.lists(st.integers(0, 8), min_size=n, max_size=n)), dtype=float)
    length = st.sampled_from([*([0] if known else []), 1, 2, 3, np.inf])
    right = left + np.array(draw(st.lists(length, min_size=n, max_size=n)))
    if known:
        right[(left == 0) & (right == 0)] = 1.0
    return left, right


def holds(left, right, places):
    """Which of the places (lower, upper) each interval holds, by comparing the ends."""
    exact = (left == right)[:, None]
    lower, upper = places[:, 0], places[:, 1]
    inside = (left[:, None] <= lower) & (upper <= right[:, None])
    is_point = lower == upper
    # An open left end does not hold a point at it.
    inside &= exact | ~is_point | (left[:, None] < lower)
    return np.where(exact, is_point & (lower == left[:, None]), inside)


def naive_em(left, right, places, steps=2000):
    """Self-consistency of Turnbull, over and over."""
    member = holds(left, right, places).astype(float)
    p = np.full(len(places), 1 / len(places))
    for _ in range(steps):
        share = member * p
        p = (share / share.sum(axis=1, keepdims=True)).mean(axis=0)
    return float(np.log(member @ p).sum())


@settings(deadline=None, max_examples=25)
@given(intervals())
def test_turnbull_is_self_consistent_and_no_worse_than_em(ends):
    left, right = ends
    curve = turnbull(left, right)
    places = np.column_stack((curve.lower, curve.upper))
    member = holds(left, right, places)
    assert member.any(axis=1).all()
    loglik = naive_em(left, right, places)
    assert curve.loglik >= loglik - 1e-9
    assert curve.loglik == approx(loglik, abs=1e-3)
    assert curve.loglik == approx(np.log(member @ curve.probability).sum(), rel=1e-10)
    assert curve.shortfall < 1e-5
    share = member * curve.probability
    again = (share / share.sum(axis=1, keepdims=True)).mean(axis=0)
    assert again == approx(curve.probability, abs=1e-6)


def naive_places(left, right):
    """Innermost intervals by their definition: every pair of ends, nothing in between."""
    opens = sorted({(v, 0 if e else 2) for v, e in zip(left, left == right, strict=True)})
    closes = sorted({(v, 1) for v in right})
    found = []
    for o in opens:
        for c in closes:
            between = [e for e in [*opens, *closes] if o < e < c]
            if o < c and not between:
                found.append((o[0], c[0]))
    return found


@settings(deadline=None, max_examples=60)
@given(intervals())
def test_probability_goes_into_the_innermost_intervals_only(ends):
    curve = turnbull(*ends)
    assert list(zip(curve.lower, curve.upper, strict=True)) == naive_places(*ends)
    assert curve.probability.sum() == approx(1.0)


@settings(deadline=None, max_examples=40)
@given(intervals(min_size=2))
def test_known_times_and_right_censoring_give_kaplan_meier(ends):
    left, right = ends
    event = np.isfinite(right)
    assume(event.any() and (left[event] > 0).all())
    right = np.where(event, left, np.inf)
    curve, whole = turnbull(left, right), kaplan_meier(left, event)
    times = whole.time[whole.n_event > 0]
    least, largest = curve.at(times)
    assert least == approx(whole.at(times).surv, abs=1e-8)
    assert largest == approx(least)


@settings(deadline=None, max_examples=40)
@given(intervals(), st.randoms(use_true_random=False))
def test_copies_and_order_of_rows_do_not_matter(ends, random):
    left, right = ends
    order = random.sample(range(len(left)), len(left))
    once, twice = turnbull(left, right), turnbull(*(np.repeat(e[order], 2) for e in ends))
    assert twice.loglik == approx(2 * once.loglik, abs=1e-8)


def naive_ph_loglik(beta, jumps, left, right, x, places):
    """Proportional hazards over the innermost intervals, the last one infinite."""
    member = holds(left, right, places)
    cumulative = np.concatenate(([0.0], np.cumsum(jumps), [np.inf]))
    first, last = member.argmax(axis=1), member.shape[1] - 1 - member[:, ::-1].argmax(axis=1)
    ratio = np.exp(x * beta)
    chance = np.exp(-ratio * cumulative[first]) - np.exp(-ratio * cumulative[last + 1])
    return float(np.log(chance).sum())


@settings(deadline=None, max_examples=5)
@given(intervals(min_size=6, max_size=14), st.data())
def test_free_baseline_fit_is_above_what_a_general_optimiser_reaches(ends, data):
    left, right = ends
    n = len(left)
    x = np.array(data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)), dtype=float)
    try:
        fit = ic_cox(left, right, {"x": x})
    except AnalysisError:
        assume(False)
    places = np.column_stack((fit.lower, fit.upper))
    # Back from the covariate at 0.
    jumps = np.diff(fit.cumhaz[:-1], prepend=0.0)
    found = naive_ph_loglik(fit.coef[0], jumps, left, right, x, places)
    assert fit.loglik == approx(found, abs=1e-8)

    def loss(parameters):
        value = naive_ph_loglik(parameters[0], np.exp(parameters[1:]), left, right, x, places)
        return -value if np.isfinite(value) else 1e10

    start = np.concatenate((fit.coef + 0.2, np.log(np.maximum(jumps, 1e-3))))
    best = minimize(loss, start, method="Nelder-Mead", options={"maxfev": 250})
    assert -best.fun <= fit.loglik + 1e-8
    null = turnbull(left, right)
    assert fit.loglik_null == approx(null.loglik, abs=1e-8)


@pytest.mark.parametrize("seed", range(2))
def test_log_rank_variance_is_that_over_all_permutations(seed):
    rng = np.random.default_rng(seed)
    left = rng.integers(0, 5, 5).astype(float)
    right = left + rng.choice([1, 2, np.inf], 5)
    right[0] = left[0] + 1
    group = np.array([0, 0, 1, 1, 2])
    test = interval_log_rank(left, right, group)
    every = [interval_log_rank(left, right, group[list(order)]) for order in permutations(range(5))]
    scores = np.array([each.score for each in every])
    assert scores.mean(axis=0) == approx(np.zeros(3), abs=1e-9)
    assert np.cov(scores.T, bias=True) == approx(test.var, abs=1e-9)


@settings(deadline=None, max_examples=25)
@given(intervals(min_size=4, max_size=12))
def test_log_rank_scores_are_derivatives_of_the_likelihood(ends):
    left, right = ends
    group = np.arange(len(left)) % 2
    assume(np.isfinite(right).any())
    test = interval_log_rank(left, right, group)
    curve = turnbull(left, right)
    places = np.column_stack((curve.lower, curve.upper))
    before = np.concatenate(([1.0], curve.surv[:-2])) if len(curve.surv) > 1 else np.empty(0)
    jumps = np.log(before / curve.surv[:-1])
    step = 1e-5
    up, down = (
        naive_ph_loglik(b, jumps, left, right, group.astype(float), places) for b in (step, -step)
    )
    assert test.score[1] == approx((up - down) / (2 * step), abs=1e-5)
    assert test.score.sum() == approx(0.0, abs=1e-5)


def test_schedules_are_compared_as_by_kruskal_and_wallis():
    rng = np.random.default_rng(7)
    who, when, group = [], [], []
    mean_gaps = {0: [], 1: [], 2: []}
    for number in range(30):
        gaps = rng.integers(9, 15, rng.integers(0, 6)) + number % 3
        scans = np.cumsum(np.concatenate(([3], gaps)))
        who += [f"P{number}"] * len(scans)
        when += scans.tolist()
        group += [number % 3] * len(scans)
        if len(gaps):
            mean_gaps[number % 3].append(gaps.mean())
    order = rng.permutation(len(who))
    got = compare_scan_schedules(*(np.array(part)[order] for part in (who, when, group)))
    wanted = kruskal(*mean_gaps.values())
    assert (got.chisq, got.p) == approx((wanted.statistic, wanted.pvalue), rel=1e-10)
    assert sum(part.n_scans for part in got.groups) == len(who)
