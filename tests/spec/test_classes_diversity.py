"""What belonging to a class gives away.

class  outcome
a      none, none, local
b      none, local, distant
"""

from fractions import Fraction
from math import exp, log

from pytest import approx, raises

from trialwright.errors import ReleaseRefused
from trialwright.sharing.classes import derive_classes
from trialwright.sharing.diversity import SensitiveCounts, derive_diversity

CLASSES = derive_classes([("a",)] * 3 + [("b",)] * 3)
OUTCOMES = ["none", "none", "local", "none", "local", "distant"]


def test_the_class_with_fewest_values_counts():
    diversity = derive_diversity(CLASSES, OUTCOMES)
    assert diversity.distinct_l == 2
    assert diversity.entropy_l == approx(exp(-(2 / 3 * log(2 / 3) + 1 / 3 * log(1 / 3))))


def test_recursive_diversity_asks_that_the_commonest_be_rarer_than_c_times_the_rest():
    """a: 2 < c * 1 for c above 2. b: 1 < c * 2 for c above 1/2. All: above 2."""
    diversity = derive_diversity(CLASSES, OUTCOMES)
    assert diversity.recursive_c(2) == 2
    assert diversity.by_class[("b",)].recursive_c(2) == Fraction(1, 2)
    assert diversity.recursive_c(3) is None


def test_closeness_is_half_the_sum_of_differences_from_everybody():
    """Everybody: 3/6, 2/6, 1/6. a: 2/3, 1/3, 0: half of 1/6 + 0 + 1/6."""
    diversity = derive_diversity(CLASSES, OUTCOMES)
    assert diversity.t_by_class == {("a",): Fraction(1, 6), ("b",): Fraction(1, 6)}
    assert diversity.t_equal == Fraction(1, 6)


def test_equally_frequent_values_meet_their_number_exactly():
    """exp(3 * 1/3 log 3) is 2.9999999999999996 in floats; the decision is made in whole numbers."""
    thirds = SensitiveCounts((7, 7, 7))
    assert thirds.meets_entropy_l(3)
    assert not thirds.meets_entropy_l(Fraction(3_000_001, 1_000_000))


def test_one_value_for_each_record_is_needed():
    with raises(ReleaseRefused, match="1 sensitive values for 6 records"):
        derive_diversity(CLASSES, ["none"])
