import numpy as np
from pytest import approx

from byhand.freireich import MERCAPTOPURINE, PLACEBO
from trialwright.analysis import log_rank, log_rank_trend

WEEKS, RELAPSE = zip(*(MERCAPTOPURINE + PLACEBO), strict=True)
GROUP = ["6-MP"] * 21 + ["placebo"] * 21


def test_freireich_log_rank_is_the_published_16_79():
    test = log_rank(WEEKS, RELAPSE, GROUP)
    assert test.obs.tolist() == [9, 21]
    assert test.exp == approx([19.25, 10.75], abs=5e-3)
    assert test.var[0, 0] == approx(6.2570, abs=5e-4)
    assert (test.chisq, test.df) == (approx(16.79, abs=5e-3), 1)
    assert test.p == approx(4.17e-5, rel=5e-3)


def test_two_events_in_five_participants_worked_out():
    """time  A at risk  B at risk  event  expected in A  variance
    1     2          3          A      2/5            2/5 * 3/5
    3     1          2          B      1/3            1/3 * 2/3
    """
    # A: 1 (event), 4; B: 2 (censored), 3 (event), 5.
    test = log_rank([1, 2, 4, 3, 5], [1, 0, 0, 1, 0], ["A", "B", "A", "B", "B"])
    expected, variance = 2 / 5 + 1 / 3, 6 / 25 + 2 / 9
    assert test.exp == approx([expected, 2 - expected])
    assert test.var == approx(np.array([[variance, -variance], [-variance, variance]]))
    assert test.chisq == approx((1 - expected) ** 2 / variance)


def test_peto_peto_weighs_each_event_with_survival_just_before_it():
    """Weights in the example above: S(1-) = 1 and S(3-) = 4/5."""
    test = log_rank([1, 2, 4, 3, 5], [1, 0, 0, 1, 0], ["A", "B", "A", "B", "B"], rho=1)
    assert test.obs == approx([1, 4 / 5])
    assert test.exp == approx([2 / 5 + 4 / 5 / 3, 3 / 5 + 4 / 5 * 2 / 3])
    assert test.var[0, 0] == approx(6 / 25 + (4 / 5) ** 2 * 2 / 9)


def test_strata_are_compared_within_and_then_added():
    """Each stratum: one A and one B at risk at its first event, then one alone."""
    test = log_rank([1, 2, 10, 20], [1] * 4, ["A", "B", "A", "B"], strata=[["x", "x", "y", "y"]])
    assert test.exp == approx([1, 3])
    assert test.var[0, 0] == approx(1 / 4 + 1 / 4)
    assert test.chisq == approx(1 / (1 / 2))


def test_late_differences_count_where_some_have_had_the_event():
    """Weights in the first example with rho 0, gamma 1: 1 - S(1-) = 0 and 1 - S(3-) = 1/5."""
    test = log_rank([1, 2, 4, 3, 5], [1, 0, 0, 1, 0], ["A", "B", "A", "B", "B"], gamma=1)
    assert test.obs == approx([0, 1 / 5])
    assert test.exp == approx([1 / 15, 2 / 15])
    assert test.var[0, 0] == approx((1 / 5) ** 2 * 2 / 9)


def test_case_weights_count_rows_and_their_scores_make_the_variance():
    """A weighs 2 and has the event at 1, B the event at 2.

    At 1: n = 3, d = 2, share of A = 2/3. At 2: B alone. So obs - exp of A = 2 - 2 * 2/3 = 2/3.
    Row A: 2 (1 - 2/3)(1 - 2/3) = 2/9. Row B: 1 (0 - 2/3)(0 - 2/3) = 4/9. Their squares' sum: 20/81.
    """
    test = log_rank([1, 2], [1, 1], ["A", "B"], weights=[2, 1])
    assert test.robust
    assert (test.obs - test.exp)[0] == approx(2 / 3)
    assert test.var[0, 0] == approx(20 / 81)
    assert test.chisq == approx((2 / 3) ** 2 / (20 / 81))


def test_a_trend_weighs_the_excess_of_each_group_with_its_score():
    """All of A, B and C at risk at 1, the event is C's: expected 1/3 each, covariance 1/3 (1 - 1/3)
    and -1/9. Scores 1, 2, 3: excess 3 - 2 = 1, variance 14/3 - 4 = 2/3, chi-square 3/2.
    """
    trend = log_rank_trend([2, 2, 1], [0, 0, 1], ["A", "B", "C"])
    assert (trend.excess, trend.variance) == (approx(1), approx(2 / 3))
    assert trend.chisq == approx(3 / 2)
