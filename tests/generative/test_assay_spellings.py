"""A result says the same however it is spelt, and numbers are compared exactly."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from trialwright.instruments.assay import Qualifier, read_result
from trialwright.instruments.hbsag import interpret_hbsag
from trialwright.instruments.hbv_dna import interpret_hbv_dna

amounts = st.decimals(min_value=0, max_value=10**9, places=6).map(lambda d: format(d, "f"))
near_limits = st.sampled_from(["0.049999", "0.05", "0.050001", "9.999999", "10", "58.2", "58.19"])
FACTORS = {"IU/mL": Fraction(1), "mIU/mL": Fraction(1, 1000), "kIU/mL": Fraction(1000)}


@given(st.one_of(amounts, near_limits), st.sampled_from(sorted(FACTORS)))
def test_hbsag_agrees_with_a_conversion_in_fractions(text, unit):
    lost = Fraction(text) * FACTORS[unit] < Fraction(5, 100)
    assert interpret_hbsag(text, unit).state == ("negative" if lost else "positive")


@given(st.one_of(amounts, near_limits))
def test_copies_agree_with_a_division_in_fractions(text):
    lost = Fraction(text) / Fraction("5.82") < 10
    assert interpret_hbv_dna(text, "copies/mL").state == ("negative" if lost else "positive")


@given(st.integers(0, 10**12), st.sampled_from(["{:,}", " {} ", "{:,} detected", "{}E0", "{}.0"]))
def test_spelling_does_not_change_a_number(number, spelling):
    reading = read_result(spelling.format(number))
    assert (reading.qualifier, reading.value) == (Qualifier.EQUAL, Decimal(number))


@given(amounts, st.sampled_from(["<", "< ", "＜", " <  "]))
def test_below_is_negative_only_up_to_the_limit(text, sign):
    expected = "negative" if Fraction(text) <= 10 else "undecidable"
    assert interpret_hbv_dna(sign + text, "IU/mL").state == expected


@given(st.text(max_size=20), st.text(max_size=8))
def test_any_text_is_answered_and_kept(text, unit):
    found = interpret_hbv_dna(text, unit)
    assert found.reading.text == text
    assert found.state is not None or found.finding or found.reading.value is None
