"""Restricted means and their regression against sums written out, row by row."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from generative.survival_data import at_risk, column, follow_up, rows
from trialwright.analysis import restricted_mean, rmst, rmst_adjusted


def with_last(data):
    """The rows and one more, followed to the end, so that every tau up to 99 is reached."""
    return [*data, replace(data[0], entry=0, time=99, event=False)]


def naive_area(data, tau, delayed):
    """(area under the curve, Greenwood's variance of it), in fractions."""
    times = sorted({row.time for row in data if row.event and row.time < tau})
    survival, steps, corners = (
        [Fraction(1)],
        [],
        [Fraction(0), *map(Fraction, times), Fraction(tau)],
    )
    for time in times:
        n = len(at_risk(data, time, delayed))
        d = sum(row.event and row.time == time for row in data)
        survival.append(survival[-1] * Fraction(n - d, n))
        steps.append(Fraction(d, n * (n - d)) if n > d else Fraction(0))
    pieces = [s * (b - a) for s, a, b in zip(survival, corners, corners[1:], strict=False)]
    after = [sum(pieces[i + 1 :]) for i in range(len(times))]
    return float(sum(pieces)), float(sum(a * a * s for a, s in zip(after, steps, strict=True)))


@settings(max_examples=60, deadline=None)
@given(rows(), st.booleans(), st.sampled_from([1, 3, 5, 7.5]))
def test_area_and_variance_agree_with_fractions(data, delayed, tau):
    data = with_last(data)
    got = restricted_mean(**follow_up(data, delayed), tau=tau)
    area, variance = naive_area(data, tau, delayed)
    assert got.estimate == approx(area, rel=1e-12)
    assert got.std_err**2 == approx(variance, rel=1e-9, abs=1e-14)
    assert got.lost == approx(tau - area, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(rows(groups=2), st.sampled_from([2, 6]))
def test_the_arms_are_those_measured_alone(data, tau):
    data = with_last(with_last(data))
    data[-1], data[-2] = replace(data[-1], group=0), replace(data[-2], group=1)
    got = rmst(**follow_up(data, delayed=False), treatment=column(data, "group"), tau=tau)
    for arm, mean in ((1, got.treated), (0, got.control)):
        alone = [row for row in data if row.group == arm]
        assert mean == restricted_mean(**follow_up(alone, delayed=False), tau=tau)


def naive_regression(y, complete, x, group):
    """Coefficients and covariance by the definition: G by counting, the martingale by two loops."""
    n = len(y)

    def followed(t, i):
        return sum(group[j] == group[i] and y[j] >= t for j in range(n))

    weights = np.zeros(n)
    for i in range(n):
        free = 1.0
        for t in sorted({y[j] for j in range(n) if group[j] == group[i] and not complete[j]}):
            lost = sum(group[j] == group[i] and y[j] == t and not complete[j] for j in range(n))
            free *= 1 - lost / followed(t, i) if t <= y[i] else 1
        weights[i] = complete[i] / free if complete[i] else 0
    coef = np.linalg.solve((x.T * weights) @ x, x.T @ (weights * y))
    score = x * (weights * (y - x @ coef))[:, None]

    def mean_score(t, i):
        later = [j for j in range(n) if group[j] == group[i] and y[j] >= t]
        return score[later].sum(axis=0) / len(later)

    total = np.zeros_like(score)
    for i in range(n):
        total[i] = score[i] + (0 if complete[i] else mean_score(y[i], i))
        for j in range(n):
            if group[j] == group[i] and not complete[j] and y[j] <= y[i]:
                total[i] -= mean_score(y[j], i) / followed(y[j], i)
    bread = np.linalg.inv(x.T @ x)
    return coef, bread @ total.T @ total @ bread


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_regression_agrees_with_loops(seed, pooled, ties):
    rng = np.random.default_rng(seed)
    n, tau = 30, 8.0
    time = np.append(rng.exponential(8, n - 2), [9, 9])
    time = np.ceil(time) if ties else time
    event, arm = np.append(rng.random(n - 2) < 0.6, [False, False]), np.arange(n) % 2
    z = rng.normal(size=n)
    group = np.zeros(n) if pooled else arm
    got = rmst_adjusted(
        time, event, arm, {"z": z}, tau=tau, censoring_group=None if pooled else arm
    )
    y, complete = np.minimum(time, tau), event | (time >= tau)
    x = np.column_stack([np.ones(n), arm, z])
    coef, covariance = naive_regression(y, complete, x, group)
    assert got.coef == approx(coef, rel=1e-9)
    assert got.vcov == approx(covariance, rel=1e-8, abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_without_censoring_it_is_least_squares_with_the_robust_variance(seed):
    rng = np.random.default_rng(seed)
    time, arm, z = rng.exponential(5, 20), np.arange(20) % 2, rng.normal(size=20)
    got = rmst_adjusted(time, np.ones(20), arm, {"z": z}, tau=4)
    x, y = np.column_stack([np.ones(20), arm, z]), np.minimum(time, 4)
    coef, *_ = np.linalg.lstsq(x, y)
    bread, score = np.linalg.inv(x.T @ x), x * (y - x @ coef)[:, None]
    assert got.coef == approx(coef, rel=1e-9)
    assert got.vcov == approx(bread @ score.T @ score @ bread, rel=1e-9, abs=1e-14)
