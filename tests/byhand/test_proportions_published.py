"""Published intervals: Newcombe, Statistics in Medicine 1998; 17: 857-872 and 873-890."""

from math import exp, log, sqrt

from pytest import approx, mark

from trialwright.analysis.proportions.proportions import (
    Count,
    compute_proportion,
    compute_proportion_difference,
    compute_proportion_ratio,
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
def test_wilson_intervals_are_those_of_newcombes_table(events, n, lower, upper):
    got = compute_proportion(Count(events, n))
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
    got = compute_proportion_difference(Count(*treated), Count(*control))
    assert (got.lower, got.upper) == (approx(lower, abs=5e-5), approx(upper, abs=5e-5))


def test_ratio_limits_are_normal_on_the_log_scale():
    """10/20 over 5/20: ratio 2, variance of its log 1/10 - 1/20 + 1/5 - 1/20 = 1/5."""
    got = compute_proportion_ratio(Count(10, 20), Count(5, 20))
    reach = 1.959963984540054 * sqrt(1 / 5)
    assert got.value == 2
    assert (got.lower, got.upper) == (approx(exp(log(2) - reach)), approx(exp(log(2) + reach)))
