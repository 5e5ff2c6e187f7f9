"""What estimators of interval-censored events refuse, and what they answer at the edges."""

import numpy as np
import pytest
from pytest import approx

from trialwright.analysis import (
    aft,
    compare_scan_schedules,
    ic_cox,
    interval_log_rank,
    piecewise_exponential,
    turnbull,
)
from trialwright.errors import AnalysisError

INF = np.inf
LEFT, RIGHT = [0, 1, 2, 3, 4, 2], [2, 3, 5, 6, INF, INF]
X = [0, 1, 0, 1, 0, 1]


def refusal(function, *args, **options):
    with pytest.raises(AnalysisError) as caught:
        function(*args, **options)
    return str(caught.value)


def test_a_missing_end_is_refused_and_not_taken_for_censoring():
    words = refusal(turnbull, [0, 1], [2, np.nan])
    assert "right is missing in 1 of 2 rows, first in row 2" in words
    assert "infinity" in words


def test_an_interval_that_runs_backwards_is_refused():
    assert "first row 2: left 3, right 2" in refusal(turnbull, [0, 3], [2, 2])
    assert "first row 1" in refusal(turnbull, [-1], [2])
    assert "first row 1" in refusal(turnbull, [INF], [INF])


def test_unequal_columns_and_empty_ones_are_refused():
    assert "right has 1 rows, left has 2" in refusal(turnbull, [0, 1], [2])
    assert "nobody is in this analysis" in refusal(turnbull, [], [])


def test_without_events_the_curve_may_fall_only_after_the_last_look():
    curve = turnbull([3, 5], [INF, INF])
    assert curve.lower.tolist() == [5]
    assert curve.loglik == 0
    assert [part.tolist() for part in curve.at([5, 6])] == [[1, 0], [1, 1]]


def test_who_was_never_looked_at_adds_nothing():
    more = turnbull([*LEFT, 0], [*RIGHT, INF])
    assert more.loglik == approx(turnbull(LEFT, RIGHT).loglik)


@pytest.mark.parametrize("function", [aft, ic_cox])
def test_models_need_an_event_and_covariates_that_vary(function):
    assert "nobody had the event" in refusal(function, [1, 2], [INF, INF], {"x": [0, 1]})
    assert "every row" in refusal(function, LEFT, RIGHT, {"x": [1] * 6})
    assert "x2" in refusal(function, LEFT, RIGHT, {"x": X, "x2": np.array(X) * 2})


@pytest.mark.parametrize("function", [aft, ic_cox])
def test_a_group_without_events_has_no_finite_ratio(function):
    left, right = [0, 1, 2, 3, 3, 3], [1, 2, 4, INF, INF, INF]
    words = refusal(function, left, right, {"x": [0, 0, 0, 1, 1, 1]})
    assert "no finite" in words


def test_looks_that_order_no_two_events_are_refused():
    words = refusal(ic_cox, [0, 0, 0], [5, 6, 7], {"x": [0, 1, 0]})
    assert "order no two events" in words


def test_one_look_cannot_tell_the_scale():
    words = refusal(aft, [0, 3, 3, 0], [3, INF, INF, 3], {})
    assert "Log(scale)" in words


def test_accelerated_times_start_above_zero():
    assert "no logarithm" in refusal(aft, [0, 1], [0, 2], {})
    assert "unknown dist" in refusal(aft, LEFT, RIGHT, {}, dist="gamma")


def test_each_ratio_belongs_to_its_distribution():
    weibull = aft(LEFT, RIGHT, {"x": X})
    logistic = aft(LEFT, RIGHT, {"x": X}, dist="loglogistic")
    assert "no odds ratio" in refusal(weibull.odds_ratios)
    assert "no hazard ratio" in refusal(logistic.hazard_ratios)
    assert logistic.odds_ratios().ratio > 0


def test_cuts_must_rise_and_every_piece_must_hold_an_event():
    assert "do not rise" in refusal(piecewise_exponential, LEFT, RIGHT, {}, cuts=[3, 3])
    assert "do not rise" in refusal(piecewise_exponential, LEFT, RIGHT, {}, cuts=[0])
    words = refusal(piecewise_exponential, LEFT, RIGHT, {}, cuts=[3, 9])
    assert "no event can lie between 9 and inf" in words


def test_a_piece_whose_best_rate_is_zero_is_named():
    """Everybody's event may be before 1, where nobody was seen without it."""
    left, right = [0, 0, 0, 0, 2], [1, 1, 1.5, 1.5, INF]
    words = refusal(piecewise_exponential, left, right, {}, cuts=[1, 1.2])
    assert "goes to 0 or infinity" in words


def test_the_log_rank_test_needs_two_groups():
    assert "compares two" in refusal(interval_log_rank, LEFT, RIGHT, [1] * 6)
    assert "not among" in refusal(interval_log_rank, LEFT, RIGHT, X, levels=[0, 2])


def test_groups_in_strata_of_their_own_cannot_be_compared():
    got = interval_log_rank(LEFT, RIGHT, X, strata=X)
    assert (got.chisq, got.df, got.p) == (None, 0, None)


def test_strata_of_one_participant_add_nothing():
    got = interval_log_rank([*LEFT, 1], [*RIGHT, 2], [*X, 1], strata=[0] * 6 + [1])
    assert got.chisq == approx(interval_log_rank(LEFT, RIGHT, X).chisq)


def test_schedules_refuse_two_scans_at_once_and_a_change_of_group():
    assert "participant 7 has two scans" in refusal(
        compare_scan_schedules, [7, 7, 8], [1, 1, 2], [0, 0, 1]
    )
    assert "participant 7 is in two groups" in refusal(
        compare_scan_schedules, [7, 7, 8], [1, 2, 2], [0, 1, 1]
    )


def test_equal_gaps_leave_nothing_to_test():
    got = compare_scan_schedules([1, 1, 2, 2], [0, 84, 3, 87], ["a", "a", "b", "b"])
    assert (got.chisq, got.df, got.p) == (None, 0, None)
    assert [part.gap_mean for part in got.groups] == [84, 84]
