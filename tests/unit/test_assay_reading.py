"""A reported text is kept as it came, beside what was read from it (HBD-07)."""

from decimal import Decimal

import pytest

from trialwright.instruments.assay import Qualifier, read_result, state_below


@pytest.mark.parametrize(
    ("text", "qualifier", "value"),
    [
        ("1,250", "=", "1250"),
        ("12,345,678.9", "=", "12345678.9"),
        ("1'250", "=", "1250"),
        ("1.25E3", "=", "1250"),
        ("= 7", "=", "7"),
        ("<20 Detected", "<", "20"),
        ("＞１．７Ｅ８", ">", "170000000"),
        ("≦5", "<=", "5"),
        ("≥ 5", ">=", "5"),
    ],
)
def test_a_number_is_read_exactly_with_its_qualifier(text, qualifier, value):
    reading = read_result(text)
    assert (reading.text, reading.qualifier, reading.value) == (text, qualifier, Decimal(value))
    assert not reading.finding


@pytest.mark.parametrize(
    "text", ["12,50", "1,2345", "0,050", "12 50", "1e999", "5 IU", "--", "5 <"]
)
def test_a_text_that_could_mean_two_things_is_not_guessed_at(text):
    reading = read_result(text)
    assert (reading.qualifier, reading.value) == (Qualifier.NO_TEST, None)
    assert repr(text) in reading.finding


def test_nd_asks_the_laboratory_what_was_meant():
    assert "not done or not detected" in read_result("ND").finding


def test_a_missing_text_is_no_test():
    assert read_result(None).qualifier is Qualifier.NO_TEST


def test_only_a_value_can_be_compared_with_a_limit():
    with pytest.raises(ValueError, match="with a value"):
        state_below(read_result("TND"), Decimal(10))
