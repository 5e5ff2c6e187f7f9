"""How easily someone can be found among records that look alike.

age   sex
40s   M    two alike
40s   M
50s   F    three alike
50s   F
50s   F
50s   -    sex missing: alone
"""

from decimal import Decimal
from fractions import Fraction

from pytest import mark, raises

from trialwright.errors import ReleaseRefused
from trialwright.sharing.classes import derive_classes

RECORDS = [("40s", "M")] * 2 + [("50s", "F")] * 3 + [("50s", None)]


def test_a_missing_value_is_a_category_of_its_own():
    classes = derive_classes(RECORDS)
    assert classes.sizes == {("40s", "M"): 2, ("50s", "F"): 3, ("50s", None): 1}
    assert classes.size_of_record == (2, 2, 3, 3, 3, 1)
    assert (classes.k, classes.sample_uniques) == (1, 1)


def test_risk_of_the_easiest_the_hardest_and_the_average_record():
    """Average over records: (2/2 + 3/3 + 1) / 6, not the mean of 1/2, 1/3 and 1."""
    classes = derive_classes(RECORDS)
    assert (classes.prosecutor_max, classes.prosecutor_min) == (1, Fraction(1, 3))
    assert classes.prosecutor_average == Fraction(1, 2)
    assert (classes.average_size, classes.discernibility) == (2, 4 + 9 + 1)


@mark.parametrize(
    ("size", "threshold", "share"),
    [(11, "0.09", 1), (12, "0.09", 0), (5, "0.2", 0), (4, "0.2", 1)],
)
def test_at_risk_means_strictly_above_the_threshold(size, threshold, share):
    """1/11 = 0.0909... is above 0.09; 1/5 is not above 0.2."""
    assert derive_classes([("x",)] * size).records_at_risk(Decimal(threshold)) == share


def test_a_float_is_no_threshold():
    with raises(TypeError, match=r"give Decimal\('0.2'\)"):
        derive_classes(RECORDS).records_at_risk(0.2)


def test_no_records_have_no_risk_to_state():
    nothing = derive_classes([])
    assert (nothing.n, nothing.k, nothing.sample_uniques) == (0, None, 0)
    assert (nothing.prosecutor_max, nothing.prosecutor_average) == (None, None)
    assert nothing.records_at_risk(Fraction(1, 5)) is None


@mark.parametrize(
    ("records", "words"),
    [
        ([("40s", float("nan"))], "record 1 holds NaN"),
        ([("40s", "M"), ("40s",)], "record 2 has 1 quasi-identifiers, record 1 has 2"),
    ],
)
def test_records_that_would_look_unique_by_mistake_are_refused(records, words):
    with raises(ReleaseRefused, match=words):
        derive_classes(records)
