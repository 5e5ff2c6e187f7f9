"""How stored values are printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.report.numerals import fixed, p_value, percentage, stored


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        (0.125, 2, "0.13"),  # half up on the decimal digits
        (2.675, 2, "2.68"),  # its binary neighbour is below the half
        (-0.04, 1, "0.0"),  # a rounded zero has no sign
        (-1.25, 1, "\N{MINUS SIGN}1.3"),
        (134.0, 0, "134"),
        (1e-12, 2, "0.00"),
    ],
)
def test_a_number_rounds_half_up_on_its_stored_digits(value, places, printed):
    assert fixed(value, places) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.0, "<0.001"),
        (0.000999999999999, "<0.001"),
        (0.001, "0.001"),
        (0.0495, "0.050"),
        (0.999, "0.999"),
        (0.9991, ">0.999"),
    ],
)
def test_a_p_value_has_three_decimals_or_a_bound(value, printed):
    assert p_value(value) == printed


def test_a_proportion_is_printed_as_a_percentage():
    assert percentage(0.28475) == "28.5"


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_printing_never_moves_a_value_by_more_than_half_a_last_digit(value, places):
    printed = float(fixed(value, places).replace("\N{MINUS SIGN}", "-"))
    assert abs(printed - value) <= 0.5 * 10**-places * (1 + 1e-9)


@given(st.floats(-1e9, 1e9))
def test_the_appendix_keeps_every_stored_digit(value):
    kept = float(f"{value:.12g}")
    assert float(stored(kept).replace("\N{MINUS SIGN}", "-")) == kept
