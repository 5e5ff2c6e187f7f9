"""Limits as criteria write them, and what is read from them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trialwright.record.thresholds import Threshold, parse_thresholds


def shown(threshold: Threshold) -> str:
    """A threshold as 'age [18,70] year'; a round bracket leaves the number itself out."""
    low, high = threshold.lower, threshold.upper
    left = ("[" if low.inclusive else "(") + str(low.value) if low else "("
    right = str(high.value) + ("]" if high.inclusive else ")") if high else ")"
    scale = threshold.unit or threshold.relative_to
    return f"{threshold.quantity} {left},{right} {scale}".strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Participants must be between 18 and 70 years of age.", ["age [18,70] year"]),
        ("Male or female adults ages 18 to 64 years", ["age [18,64] year"]),
        ("Adult patients from 18 to 70 years of age inclusive", ["age [18,70] year"]),
        ("Patient over 18 years...", ["age (18,) year"]),
        ("18 years of age or older", ["age [18,) year"]),
        ("Adults, ≥18 and <65 years old", ["[18,)", "age (,65) year"]),
        ("Age ≥ 18 years and ≤ 75 years", ["age [18,) year", "age (,75] year"]),
        ("年龄18-75岁", ["age [18,75] year"]),
        ("18岁以上", ["age [18,) year"]),
        ("Mayores de 18 años", ["age (18,) year"]),
        (
            "serum creatinine levels exceeding 1.5 times the upper limit of normal",
            ["creatinine (1.5,) ULN"],
        ),
        ("AST > 3 x ULN", ["AST (3,) ULN"]),
        ("an expected survival of more than 3 months", ["life expectancy (3,) month"]),
        ("HBV DNA < 2,000 IU/mL", ["HBV DNA (,2000) IU/mL"]),
        (
            "Platelets ≥ 75 x 10^9/L; ANC >= 1,500/mm3",
            ["platelets [75,) x10^9/L", "neutrophils [1500,) /mm3"],
        ),
        ("Hb 9.0 g/dL or higher", ["haemoglobin [9.0,) g/dL"]),
        ("eGFR <30 mL/min/1.73m2", ["eGFR (,30) mL/min/1.73m2"]),
        ("BMI 18.5 - 30 kg/m2", ["body mass index [18.5,30] kg/m2"]),
        ("ECOG 0-1", ["ECOG [0,1]"]),
        ("biologics within 4 months of baseline", ["biologics (,4] month"]),
        ("mRSS ≥ 15 with disease duration ≥ 18 months", ["mRSS [15,)", "duration [18,) month"]),
        ("COVID-19 vaccine", []),
        ("", []),
    ],
)
def test_a_limit_is_read_with_its_quantity_and_unit(text: str, expected: list[str]) -> None:
    assert [shown(threshold) for threshold in parse_thresholds(text)] == expected


def test_a_decimal_comma_is_not_guessed_at() -> None:
    assert parse_thresholds("HBsAg < 0,05 IU/mL") == ()


def test_the_boundary_itself_is_decided_exactly() -> None:
    (strict,) = parse_thresholds("HBsAg <0.05 IU/mL")
    assert not strict.allows(Decimal("0.05"))
    assert strict.allows(Decimal("0.0499999999999999999"))


def test_the_span_holds_the_words_of_the_limit() -> None:
    text = "creatinine exceeding 1.5 times the upper limit of normal will be excluded"
    (limit,) = parse_thresholds(text)
    assert text[limit.start : limit.end] == "exceeding 1.5 times the upper limit of normal"


def test_a_number_word_in_odd_capitals_is_that_number() -> None:
    (limit,) = parse_thresholds("at least fİve years old")
    assert shown(limit) == "age [5,) year"
