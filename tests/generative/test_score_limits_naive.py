"""Score limits against the likelihood maximised by search, and what must mirror."""

from math import inf, log, sqrt

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy.optimize import minimize_scalar

from trialwright.analysis import (
    Count,
    Rate,
    clopper_pearson,
    mantel_haenszel,
    miettinen_nurminen,
    odds_ratio,
    rate_difference,
    rate_ratio,
    risk_ratio,
)

Z = 1.959963984540054
counts = st.integers(2, 40).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))
rates = st.builds(Rate, st.integers(0, 30), st.floats(1, 1000))


def loglik(count, p):
    terms = ((count.events, p), (count.n - count.events, 1 - p))
    return sum(k * log(max(q, 1e-300)) for k, q in terms if k)


def restricted(treated, control, of_control, low, high):
    """The control proportion most likely when it determines the treated one."""
    found = minimize_scalar(
        lambda p: -loglik(control, p) - loglik(treated, of_control(p)),
        bounds=(low, high),
        method="bounded",
        options={"xatol": 1e-12},
    )
    return found.x


@settings(max_examples=40, deadline=None)
@given(counts, counts)
def test_a_limit_of_the_difference_is_where_the_score_test_rejects(treated, control):
    got = miettinen_nurminen(treated, control)
    n = treated.n + control.n
    for limit in (got.lower, got.upper):
        if abs(limit) > 0.999:
            continue
        p0 = restricted(
            treated, control, lambda p, d=limit: p + d, max(0, -limit), min(1, 1 - limit)
        )
        p1 = p0 + limit
        variance = (p1 * (1 - p1) / treated.n + p0 * (1 - p0) / control.n) * n / (n - 1)
        assert abs(got.value - limit) == approx(Z * sqrt(variance), abs=2e-4)


@settings(max_examples=40, deadline=None)
@given(counts, counts)
def test_a_limit_of_the_ratio_is_where_the_score_test_rejects(treated, control):
    got = miettinen_nurminen(treated, control, measure="ratio")
    n = treated.n + control.n
    for limit in (got.lower, got.upper):
        if not 1e-3 < limit < 1e3:
            continue
        p0 = restricted(treated, control, lambda p, r=limit: p * r, 0, min(1, 1 / limit))
        p1 = p0 * limit
        away = treated.events / treated.n - limit * control.events / control.n
        variance = p1 * (1 - p1) / treated.n + limit**2 * p0 * (1 - p0) / control.n
        assert abs(away) == approx(Z * sqrt(variance * n / (n - 1)), abs=2e-4, rel=2e-4)


@settings(max_examples=60, deadline=None)
@given(counts, counts)
def test_limits_mirror_when_groups_or_answers_are_swapped(a, b):
    one, two = miettinen_nurminen(a, b), miettinen_nurminen(b, a)
    assert (one.value, one.lower, one.upper) == approx((-two.value, -two.upper, -two.lower))
    not_a, not_b = (Count(x.n - x.events, x.n) for x in (a, b))
    other = miettinen_nurminen(not_b, not_a)
    assert (one.lower, one.upper) == (approx(other.lower, abs=1e-9), approx(other.upper, abs=1e-9))
    for measure in ("ratio", "odds_ratio"):
        one, two = (miettinen_nurminen(*pair, measure=measure) for pair in ((a, b), (b, a)))
        assert one.lower == approx(1 / two.upper if two.upper else inf, rel=1e-7)
        assert one.upper == approx(1 / two.lower if two.lower else inf, rel=1e-7)


@settings(deadline=None)
@given(counts, counts)
def test_the_score_interval_holds_the_estimate_and_agrees_on_what_it_is(treated, control):
    for measure, plain in (("ratio", risk_ratio), ("odds_ratio", odds_ratio)):
        score, other = (
            miettinen_nurminen(treated, control, measure=measure),
            plain(treated, control),
        )
        if score.value is not None:
            assert score.lower <= score.value <= score.upper
        if other.value is not None:
            assert score.value == approx(other.value)


@settings(max_examples=60, deadline=None)
@given(rates, rates)
def test_a_limit_of_the_rate_difference_is_where_the_score_test_rejects(treated, control):
    got = rate_difference(treated, control)
    assert got.lower <= got.value <= got.upper
    for limit in (got.lower, got.upper):
        low = max(0.0, -limit)
        found = minimize_scalar(
            lambda r, d=limit: (
                treated.time * (r + d)
                + control.time * r
                - (treated.events * log(max(r + d, 1e-300)) if treated.events else 0)
                - (control.events * log(max(r, 1e-300)) if control.events else 0)
            ),
            bounds=(low, low + 40 / min(treated.time, control.time) + abs(limit)),
            method="bounded",
            options={"xatol": 1e-13},
        )
        r0 = found.x
        variance = (r0 + limit) / treated.time + r0 / control.time
        assert abs(got.value - limit) == approx(Z * sqrt(variance), rel=5e-3, abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(rates, rates, st.floats(0.1, 20))
def test_rates_in_another_unit_are_the_same_rates(a, b, unit):
    one = rate_difference(a, b, per=unit)
    two = rate_difference(Rate(a.events, a.time / unit), Rate(b.events, b.time / unit))
    assert (one.lower, one.upper) == (approx(two.lower, rel=1e-6), approx(two.upper, rel=1e-6))


@settings(deadline=None)
@given(rates, rates)
def test_the_conditional_ratio_turns_round_with_the_groups(a, b):
    one, two = rate_ratio(a, b), rate_ratio(b, a)
    assert one.lower == approx(1 / two.upper if two.upper else inf)
    assert one.upper == approx(1 / two.lower if two.lower else inf)


@settings(deadline=None)
@given(counts)
def test_the_exact_interval_holds_the_estimate_and_mirrors(count):
    got = clopper_pearson(count)
    other = clopper_pearson(Count(count.n - count.events, count.n))
    assert 0 <= got.lower <= got.value <= got.upper <= 1
    assert (other.lower, other.upper) == (approx(1 - got.upper), approx(1 - got.lower))


@settings(max_examples=60, deadline=None)
@given(counts, counts)
def test_one_stratum_is_the_plain_comparison(treated, control):
    assume(treated.events and control.events)
    got = mantel_haenszel([treated], [control], difference_variance="greenland_robins")
    plain = odds_ratio(treated, control)
    assert got.odds_ratio.value == approx(plain.value)
    if plain.lower is not None:
        assert (got.odds_ratio.lower, got.odds_ratio.upper) == approx((plain.lower, plain.upper))
    ratio = risk_ratio(treated, control)
    assert got.risk_ratio.value == approx(ratio.value)
    assert (got.risk_ratio.lower, got.risk_ratio.upper) == approx((ratio.lower, ratio.upper))
    p1, p0 = treated.events / treated.n, control.events / control.n
    wald = Z * sqrt(p1 * (1 - p1) / treated.n + p0 * (1 - p0) / control.n)
    assert got.risk_difference.upper == approx(p1 - p0 + wald)
    assert got.homogeneity is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(counts, counts), min_size=2, max_size=5))
def test_neither_order_nor_empty_strata_change_the_comparison(pairs):
    treated, control = zip(*pairs, strict=True)
    one = mantel_haenszel(treated, control)
    two = mantel_haenszel(
        [Count(0, 0), *reversed(treated)], [Count(1, 3), *reversed(control)], continuity=False
    )
    assert two.n_informative == one.n_informative == len(pairs)
    assert two.n_strata == len(pairs) + 1
    assert two.risk_difference.value == approx(one.risk_difference.value)
    assert two.risk_difference.lower == approx(one.risk_difference.lower)
    if one.test is not None:
        assert two.test.chisq == approx(one.test.chisq)
    if one.homogeneity is not None:
        assert two.homogeneity.chisq == approx(one.homogeneity.chisq, abs=1e-9)
