from math import log

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx, raises

from trialwright.analysis import (
    Count,
    Estimate,
    Rate,
    exact_poisson_rate,
    newcombe_difference,
    risk_ratio,
    wilson,
)
from trialwright.errors import AnalysisError

NOTHING = Estimate(None, None, None)
counts = st.integers(1, 60).flatmap(lambda n: st.builds(Count, st.integers(0, n), st.just(n)))


def test_nobody_counted_is_not_zero_percent():
    assert wilson(Count(0, 0)) == NOTHING
    assert newcombe_difference(Count(0, 0), Count(1, 2)) == NOTHING
    assert risk_ratio(Count(1, 2), Count(0, 0)) == NOTHING


def test_more_events_than_participants_are_refused():
    with raises(AnalysisError, match="3 of 2 is not a proportion"):
        Count(3, 2)


def test_a_ratio_to_no_event_is_not_a_number():
    assert risk_ratio(Count(1, 2), Count(0, 2)) == NOTHING
    assert risk_ratio(Count(0, 2), Count(1, 2)) == Estimate(0, None, None)


@given(counts)
def test_limits_lie_around_the_proportion_and_mirror_for_the_complement(count):
    got = wilson(count)
    other = wilson(Count(count.n - count.events, count.n))
    assert 0 <= got.lower <= got.value <= got.upper <= 1
    assert (other.lower, other.upper) == (approx(1 - got.upper), approx(1 - got.lower))


@given(counts, counts)
def test_swapping_the_groups_turns_the_difference_round(a, b):
    one, two = newcombe_difference(a, b), newcombe_difference(b, a)
    assert (one.value, one.lower, one.upper) == approx((-two.value, -two.upper, -two.lower))
    assert -1 <= one.lower <= one.value <= one.upper <= 1


def test_no_event_still_bounds_the_rate():
    """The upper limit is -log(0.025) events, in two years of follow-up."""
    got = exact_poisson_rate(Rate(0, 731), per=36525)
    assert (got.value, got.lower) == (0, 0)
    assert got.upper == approx(-log(0.025) * 100 * 365.25 / 731)


def test_no_follow_up_is_no_rate():
    assert exact_poisson_rate(Rate(0, 0)) == NOTHING
    with raises(AnalysisError, match="1 events in a time of 0 is no rate"):
        Rate(1, 0)
