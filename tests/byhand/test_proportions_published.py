"""Limits of the examples of Newcombe, Statistics in Medicine 1998; 17: 857-872, 873-890, 2635-2650.

Two samples: his table II, methods 6 and 10, as the tests of other programs quote it. One sample and
pairs: computed here and by others, not compared with the printed pages: Wilson's limits are those of
R 4.2.2's prop.test(x, n, correct = FALSE), the paired limits a second computation of his formula.
All of them were computed a second time, the score limits by maximising the likelihood numerically.
"""

from math import exp, log, sqrt

from pytest import approx, mark

from trialwright.analysis import (
    Count,
    PairedCounts,
    miettinen_nurminen,
    newcombe_difference,
    newcombe_paired_difference,
    risk_ratio,
    wilson,
)


@mark.parametrize(
    ("events", "n", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_are_those_of_prop_test(events, n, lower, upper):
    got = wilson(Count(events, n))
    assert (got.lower, got.upper) == (approx(lower, abs=5e-5), approx(upper, abs=5e-5))


@mark.parametrize(
    ("treated", "control", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_difference_intervals_are_those_of_newcombes_method_10(treated, control, lower, upper):
    got = newcombe_difference(Count(*treated), Count(*control))
    assert (got.lower, got.upper) == (approx(lower, abs=5e-5), approx(upper, abs=5e-5))


def test_ratio_limits_are_normal_on_the_log_scale():
    """10/20 over 5/20: ratio 2, variance of its log 1/10 - 1/20 + 1/5 - 1/20 = 1/5."""
    got = risk_ratio(Count(10, 20), Count(5, 20))
    reach = 1.959963984540054 * sqrt(1 / 5)
    assert got.value == 2
    assert (got.lower, got.upper) == (approx(exp(log(2) - reach)), approx(exp(log(2) + reach)))


@mark.parametrize(
    ("treated", "control", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.0528, 0.3382),
        ((9, 10), (3, 10), 0.1700, 0.8406),
        ((6, 7), (2, 7), 0.0342, 0.8534),
        ((5, 56), (0, 29), -0.0326, 0.1933),
        ((0, 10), (0, 20), -0.1658, 0.2844),
        ((0, 10), (0, 10), -0.2879, 0.2879),
        ((10, 10), (0, 20), 0.7156, 1.0),
        ((10, 10), (0, 10), 0.6636, 1.0),
    ],
)
def test_score_limits_of_a_difference_are_those_of_newcombes_method_6(
    treated, control, lower, upper
):
    """Miettinen and Nurminen's limits, as tabulated by Newcombe (1998, 873-890, table II)."""
    got = miettinen_nurminen(Count(*treated), Count(*control))
    assert (got.lower, got.upper) == (approx(lower, abs=5e-5), approx(upper, abs=5e-5))


def test_paired_limits_follow_newcombes_method_10():
    """36 yes both times, 12 only first, 2 only second.

    Wilson's limits of 48/50 are 0.8654 and 0.9890, of 38/50 0.6259 and 0.8570. The correlation is
    (36*0 - 12*2) / sqrt(48*2*38*12) = -24/209.2 = -0.1147, and stays as it is below 0. Lower limit:
    0.2 - sqrt(0.0946^2 + 2*0.1147*0.0946*0.0970 + 0.0970^2) = 0.2 - 0.1431.
    """
    got = newcombe_paired_difference(PairedCounts(36, 12, 2, 0))
    assert (got.lower, got.upper) == (approx(0.0569, abs=5e-5), approx(0.3404, abs=5e-5))


def test_answers_that_never_vary_together_are_as_two_samples():
    """Nobody says yes the second time: no correlation, so the plain method 10 of 3/20 and 0/20."""
    paired = newcombe_paired_difference(PairedCounts(0, 3, 0, 17))
    plain = newcombe_difference(Count(3, 20), Count(0, 20))
    assert (paired.lower, paired.upper) == (approx(plain.lower), approx(plain.upper))
