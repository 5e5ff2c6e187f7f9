"""The Kaplan-Meier curve against fractions, time by time."""

from fractions import Fraction
from math import inf, isnan, sqrt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from generative.survival_data import at_risk, follow_up, rows
from trialwright.analysis import kaplan_meier


def naive_curve(data, delayed):
    """(time, at risk, events, S, Greenwood's sum or None where S = 0), a row for each time."""
    survival, greenwood, curve = Fraction(1), Fraction(0), []
    for time in sorted({row.time for row in data}):
        n = len(at_risk(data, time, delayed))
        d = sum(row.event for row in data if row.time == time)
        survival *= Fraction(n - d, n)
        if d and greenwood is not None:
            greenwood = None if n == d else greenwood + Fraction(d, n * (n - d))
        curve.append((time, n, d, survival, greenwood))
    return curve


def naive_median(curve):
    half = Fraction(1, 2)
    reached = [time for time, _, _, s, _ in curve if s <= half]
    if not reached:
        return None
    if all(s != half for _, _, _, s, _ in curve):
        return reached[0]
    below = [time for time, _, _, s, _ in curve if s < half]
    return (reached[0] + (below or [curve[-1][0]])[0]) / 2


@given(rows(), st.booleans())
def test_curve_and_standard_error_agree_with_fractions(data, delayed):
    got = kaplan_meier(**follow_up(data, delayed))
    times, n_risk, n_event, survival, greenwood = zip(*naive_curve(data, delayed), strict=True)
    assert (got.time.tolist(), got.n_risk.tolist()) == (list(times), list(n_risk))
    assert got.n_event.tolist() == list(n_event)
    assert got.surv == approx([float(s) for s in survival], rel=1e-12)
    errors = [inf if g is None else sqrt(g) for g in greenwood]
    assert got.std_err_log == approx(errors, rel=1e-12)


@given(rows(), st.booleans())
def test_median_agrees_with_fractions(data, delayed):
    got = kaplan_meier(**follow_up(data, delayed))
    assert got.median == naive_median(naive_curve(data, delayed))


@given(rows(), st.sampled_from(["plain", "log", "log-log"]))
def test_limits_lie_around_the_curve_and_within_zero_and_one(data, conf_type):
    got = kaplan_meier(**follow_up(data), conf_type=conf_type)
    for surv, lower, upper in zip(got.surv, got.lower, got.upper, strict=True):
        if surv == 0 or (surv == 1 and conf_type == "log-log"):
            assert isnan(lower)
            assert isnan(upper)
        else:
            assert 0 <= lower <= surv <= upper <= 1


@given(rows(), st.lists(st.integers(-1, 14), min_size=1))
def test_reading_at_times_gives_the_last_row_not_after_them(data, asked):
    got = kaplan_meier(**follow_up(data))
    points = got.at(asked)
    curve = naive_curve(data, delayed=True)
    for time, surv, n in zip(asked, points.surv, points.n_risk, strict=True):
        before = [Fraction(1)] + [s for t, _, _, s, _ in curve if t <= time]
        assert surv == approx(float(before[-1]), rel=1e-12)
        assert n == len(at_risk(data, time))


@given(rows())
def test_order_of_participants_changes_no_bit(data):
    forward, backward = (kaplan_meier(**follow_up(d)) for d in (data, data[::-1]))
    assert np.array_equal(forward.surv, backward.surv)
    assert np.array_equal(forward.std_err_log, backward.std_err_log)
