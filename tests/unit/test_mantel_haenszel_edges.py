"""Stratified comparisons where a cell, a group or a stratum is empty."""

from math import inf

import numpy as np
from pytest import approx, mark, raises

from trialwright.analysis import Count, Estimate, count_by_stratum, mantel_haenszel
from trialwright.errors import AnalysisError

NOTHING = Estimate(None, None, None)


def test_counts_are_made_from_columns_stratum_by_stratum():
    counts = count_by_stratum(
        [1, 0, 1, 1, 0], [True, True, False, True, False], [["b", "a", "a", "b", "b"]]
    )
    assert counts.treated == (Count(0, 1), Count(2, 2))
    assert counts.control == (Count(1, 1), Count(0, 1))


def test_two_columns_make_strata_of_their_combinations():
    counts = count_by_stratum([1, 0, 1, 0], [1, 0, 1, 0], [[1, 1, 2, 2], ["x", "x", "x", "x"]])
    assert len(counts.treated) == 2


@mark.parametrize(
    ("response", "treated", "words"),
    [
        ([1, None], [1, 0], "response has missing values"),
        ([1, np.nan], [1, 0], "response has missing values"),
        ([1, 2], [1, 0], "response holds something besides true and false"),
        ([1, 0], ["NA", "PEG"], "treated holds something besides"),
        ([1, 0], [1, 0, 1], "treated has 3 rows, response 2"),
    ],
)
def test_an_answer_that_is_neither_yes_nor_no_is_refused(response, treated, words):
    with raises(AnalysisError, match=words):
        count_by_stratum(response, treated, [[1, 1]])


def test_no_control_events_make_an_infinite_ratio_without_limits():
    got = mantel_haenszel([Count(3, 10), Count(2, 8)], [Count(0, 9), Count(0, 7)])
    assert got.odds_ratio == got.risk_ratio == Estimate(inf, None, None)
    assert got.homogeneity is None
    assert got.test is not None
    assert got.risk_difference.lower < got.risk_difference.value < got.risk_difference.upper


def test_no_event_at_all_says_nothing_of_ratios_and_zero_of_the_difference():
    got = mantel_haenszel([Count(0, 10)], [Count(0, 9)])
    assert got.odds_ratio == got.risk_ratio == NOTHING
    assert got.test is None
    assert got.risk_difference.value == 0


def test_strata_with_one_group_only_are_counted_and_left_out():
    got = mantel_haenszel([Count(3, 10), Count(2, 8)], [Count(1, 9), Count(0, 0)])
    assert (got.n_strata, got.n_informative) == (2, 1)
    none = mantel_haenszel([Count(3, 10)], [Count(0, 0)])
    assert none.risk_difference == none.odds_ratio == NOTHING
    assert none.test is None


def test_the_same_odds_ratio_in_each_stratum_is_homogeneous():
    """4/4 to 2/6 and 12/6 to 4/6: both odds ratios are 3."""
    got = mantel_haenszel([Count(4, 8), Count(12, 18)], [Count(2, 8), Count(4, 10)])
    assert got.odds_ratio.value == approx(3)
    assert got.homogeneity.chisq == approx(0, abs=1e-12)
    assert got.homogeneity.df == 1


@mark.parametrize(
    ("treated", "control", "options", "words"),
    [
        ([Count(1, 2)], [], {}, "1 strata are counted for treated, 0 for control"),
        ([], [], {}, "0 strata"),
        ([Count(1, 2)], [Count(1, 2)], {"difference_variance": "wald"}, "sato or greenland"),
        ([Count(1, 2)], [Count(1, 2)], {"conf_level": 2}, "not between 0 and 1"),
    ],
)
def test_requests_that_mean_nothing_are_refused(treated, control, options, words):
    with raises(AnalysisError, match=words):
        mantel_haenszel(treated, control, **options)


def test_satos_variance_of_matched_pairs_is_mcnemars():
    """Strata of one and one, b and c discordant: sums of the weights n/2, of Sato's P -(b - c)/4,
    of his Q (b + c)/4; so the variance is ((b + c) - (b - c)^2/n)/n^2. The variance for few large
    strata has a(n1 - a) = 0 in each and misses all of it.
    """
    pairs = [(1, 1)] * 20 + [(1, 0)] * 14 + [(0, 1)] * 6 + [(0, 0)] * 20
    treated, control = ([Count(pair[side], 1) for pair in pairs] for side in (0, 1))
    got = mantel_haenszel(treated, control)
    assert got.risk_difference.value == approx(8 / 60)
    reach = 1.959963984540054 * np.sqrt(20 - 64 / 60) / 60
    assert got.risk_difference.upper == approx(8 / 60 + reach)
    large = mantel_haenszel(treated, control, difference_variance="greenland_robins")
    assert large.risk_difference.upper == large.risk_difference.value
