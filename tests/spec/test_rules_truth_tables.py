"""The rule language as truth tables: T true, F false, ? not given."""

import pytest

from trialwright.definition.host_functions import as_decimal_value
from trialwright.definition.rules import Rule

GIVEN = {"T": {"value": True}, "F": {"value": False}, "?": {}}
ANSWERS = {"T": True, "F": False, "?": None}

TABLES = {
    "a && b": "TTT TFF T?? FTF FFF F?F ?T? ?FF ???",
    "a || b": "TTT TFT T?T FTT FFF F?? ?TT ?F? ???",
    "!a": "TF FT ??",
    "a ? b : true": "TTT TFF T?? FTT FFT F?T ?T? ?F? ???",
    "a ? true : b": "TTT TFT T?T FTT FFF F?? ?T? ?F? ???",
    "a == b": "TTT TFF T?? FTF FFT F?? ?T? ?F? ???",
    "a != b": "TTF TFT T?? FTT FFF F?? ?T? ?F? ???",
    "answered('a')": "TT FT ?F",
    "answered('a') && a": "TT FF ?F",
    "answered('a') && a || b": "TTT TFT T?T FTT FFF F?? ?TT ?FF ???",
}
ROWS = [(rule, row) for rule, rows in TABLES.items() for row in rows.split()]


@pytest.mark.parametrize(("rule", "row"), ROWS)
def test_a_rule_answers_as_its_table_says(rule, row):
    *given, expected = row
    values = {
        name: GIVEN[sign]["value"] for name, sign in zip("ab", given, strict=False) if GIVEN[sign]
    }
    assert Rule(rule).evaluate(values).value is ANSWERS[expected]


UNKNOWN = "undetermined('nobody knows')"


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (UNKNOWN, None),
        (f"!{UNKNOWN}", None),
        (f"{UNKNOWN} || true", True),
        (f"true || {UNKNOWN}", True),
        (f"{UNKNOWN} || false", None),
        (f"false || {UNKNOWN}", None),
        (f"{UNKNOWN} && false", False),
        (f"false && {UNKNOWN}", False),
        (f"{UNKNOWN} && true", None),
        (f"true && {UNKNOWN}", None),
        (f"true ? true : {UNKNOWN}", True),
        (f"false ? {UNKNOWN} : true", True),
        (f"{UNKNOWN} ? true : false", None),
        (f"({UNKNOWN} || true) && ({UNKNOWN} || true)", True),
        (f"({UNKNOWN} || absent) && false", False),
        (f"{UNKNOWN} == true", None),
    ],
)
def test_a_function_that_cannot_answer_is_an_unknown_in_every_place(rule, answer, capfd):
    found = Rule(rule).evaluate({})
    assert found.value is answer
    assert ("nobody knows" in found.reasons) == (answer is None)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("rule", "values", "absent"),
    [
        ("a && b && c", {}, ("a", "b", "c")),
        ("a && b && c", {"b": True}, ("a", "c")),
        ("a || b || c", {"a": False}, ("b", "c")),
        ("a || b", {"a": True}, ()),
        ("answered('z') || b", {}, ("b", "z")),
        ("a == 'x' && not_after(d, e)", {"e": "2026-01-01"}, ("a", "d")),
    ],
)
def test_every_missing_input_is_named(rule, values, absent):
    assert Rule(rule).evaluate(values).absent == absent


X, LIMIT = as_decimal_value("1.05"), as_decimal_value("0.70")


@pytest.mark.parametrize(
    ("rule", "values", "answer"),
    [
        ("ratio_above(x, '1.5', uln)", {"x": X, "uln": LIMIT}, False),  # exactly 1.5 times
        ("ratio_above(x, '1.5', uln)", {"x": as_decimal_value("1.0500001"), "uln": LIMIT}, True),
        ("ratio_above(x, '1.5', uln)", {"x": X, "uln": as_decimal_value("0")}, None),
        ("above(x, '1.05')", {"x": X}, False),
        ("above(x, '1.0499999999999999999')", {"x": X}, True),
        ("above(x, 1)", {"x": X}, True),
        ("days_between(a, b) == 167", {"a": "2027-06-01", "b": "2027-11-15"}, True),
        ("months_after(a, 6) == b", {"a": "2026-08-31", "b": "2027-02-28"}, True),
        ("completed_years(a, b) >= 18", {"a": "2008-02-29", "b": "2026-02-28"}, True),
        ("completed_years(a, b) >= 18", {"a": "2008-02-29", "b": "2026-02-27"}, False),
        ("not_after(a, b)", {"a": "2026-02-28", "b": "2026-02-28"}, True),
        ("not_after(a, b)", {"a": "2026-03-01", "b": "2026-02-28"}, False),
        ("same_unit(a, b)", {"a": "µmol/L", "b": "umol / L"}, True),
        ("same_unit(a, b)", {"a": "umol/L", "b": "mg/dL"}, False),
        ("interval_at_most(a, b, 6)", {"a": 5, "b": 6}, True),
        ("interval_at_most(a, b, 6)", {"a": 6, "b": 7}, None),
        ("interval_at_most(a, b, 6)", {"a": 7, "b": 9}, False),
        ("interval_at_least(a, b, 10)", {"a": 10, "b": 12}, True),
        ("interval_at_least(a, b, 10)", {"a": 8, "b": 10}, None),
        ("interval_at_least(a, b, 10)", {"a": 7, "b": 9}, False),
    ],
)
def test_functions_compute_without_rounding(rule, values, answer):
    assert Rule(rule).evaluate(values).value is answer
