from hypothesis import given
from hypothesis import strategies as st
from pytest import approx, raises
from scipy.stats import t as student
from scipy.stats import ttest_ind

from trialwright.analysis.numeric.estimate import Estimate
from trialwright.analysis.summaries import Summary, compute_mean_difference, compute_summary
from trialwright.errors import AnalysisError


def test_mean_sd_and_limits_of_four_values_worked_out():
    """Mean 5, squares 9 + 1 + 1 + 9 = 20, SD = root of 20/3, limits 5 -+ t(3) * SD / 2."""
    got = compute_summary([2, 4, 6, 8])
    reach = student.ppf(0.975, 3) * (20 / 3) ** 0.5 / 2
    assert (got.n, got.mean, got.sd) == (4, 5, approx((20 / 3) ** 0.5))
    assert (got.lower, got.upper) == (approx(5 - reach), approx(5 + reach))
    assert (got.minimum, got.median, got.maximum) == (2, 5, 8)


def test_too_few_values_leave_open_what_they_cannot_say():
    assert compute_summary([]) == Summary(0, None, None, None, None, None, None, None)
    assert compute_summary([3]) == Summary(1, 3, None, None, None, 3, 3, 3)
    assert compute_mean_difference([1, 2], []) == Estimate(None, None, None)
    assert compute_mean_difference([1, 2], [1]) == Estimate(0.5, None, None)


def test_a_missing_value_is_refused_not_skipped():
    with raises(AnalysisError, match="values has no finite value in 1 of 2 rows, first in row 2"):
        compute_summary([1, float("nan")])


def test_difference_has_welchs_limits():
    treated, control = [2.0, 4.0, 9.0, 7.0, 3.0], [1.0, 1.5, 2.5, 0.5]
    got = compute_mean_difference(treated, control)
    wanted = ttest_ind(treated, control, equal_var=False).confidence_interval()
    assert (got.lower, got.upper) == (approx(wanted.low), approx(wanted.high))


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.randoms())
def test_order_of_the_rows_changes_no_bit(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert compute_summary(shuffled) == compute_summary(values)
