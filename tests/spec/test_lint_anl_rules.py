"""ANL: what a reviewer objects to in a planned analysis, each rule on small drawn records."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from lint_drafts import answer, arms, findings
from trialwright.record.lint.reading.sample_size import events_needed, participants_needed

TWO = {"arms": arms("Drug", "Usual care"), "summary": "We compare two groups."}
OBSERVED = {**TWO, "study_type": "OBSERVATIONAL"}
SECONDARY = {"secondary": [("Pain", "Week 4", ""), ("Sleep", "Week 4", "")]}
FULL = (
    "Sample size: power 80%, two-sided alpha 0.05, HR 0.7, control event rate 30%, 1:1 allocation, "
    "accrual 24 months, follow-up of 36 months, 10% dropout."
)
SHORT = "Sample size: power 80%, alpha 0.05, HR = 0.6."


def sized(count: int, rate: str) -> dict[str, Any]:
    return {"description": f"The recurrence rate is {rate}.\n{SHORT}", "count": count}


TABLE = [
    ("ANL-01", {"description": SHORT}, "fires"),
    ("ANL-01", {"description": FULL}, "passes"),
    ("ANL-01", {"description": "样本量：80%"}, "fires"),
    # A sign of Chinese ends the word before it, and the line with it is found again.
    ("ANL-01", {"description": "Sample size年龄 18"}, "fires"),
    ("ANL-01", {"description": "A study of asthma."}, "not applicable"),
    ("ANL-02", sized(332, "40% to 70%"), "fires"),
    ("ANL-02", sized(365, "40% to 70%"), "passes"),
    ("ANL-02", sized(364, "40%"), "fires"),
    ("ANL-02", {"description": SHORT, "count": 332}, "not applicable"),
    ("ANL-03", {**TWO, **SECONDARY}, "fires"),
    ("ANL-03", {**TWO, **SECONDARY, "description": "Hochberg procedure."}, "passes"),
    ("ANL-03", {**SECONDARY, "summary": "A registry."}, "not applicable"),
    (
        "ANL-03",
        {**TWO, **SECONDARY, "description": "There is no formal statistical comparison."},
        "not applicable",
    ),
    ("ANL-04", OBSERVED, "fires"),
    ("ANL-04", {**OBSERVED, "description": "Adjusted for age, sex and stage."}, "fires"),
    ("ANL-04", {**OBSERVED, "description": "Propensity score weighting."}, "passes"),
    (
        "ANL-04",
        {**OBSERVED, "description": "Cox model includes age, sex, stage, smoking, BMI and centre."},
        "passes",
    ),
    ("ANL-04", {**TWO, "allocation": "RANDOMIZED"}, "not applicable"),
    ("ANL-05", {"committee": True}, "fires"),
    ("ANL-05", {"committee": True, "description": "One interim analysis at half."}, "passes"),
    ("ANL-05", {"committee": False}, "not applicable"),
    ("ANL-06", {"description": "Groups are compared by ANCOVA."}, "fires"),
    ("ANL-06", {"description": "ANCOVA with multiple imputation."}, "passes"),
    ("ANL-06", {"description": "Log-rank test; missing values are imputed."}, "fires"),
    ("ANL-06", {"description": "A study of asthma."}, "not applicable"),
]


@pytest.mark.parametrize(("rule", "fields", "expected"), TABLE)
def test_a_rule_on_analysis_answers_as_drawn(
    rule: str, fields: dict[str, Any], expected: str
) -> None:
    assert answer(rule, fields) == expected


def test_what_is_missing_for_the_sample_size_is_named() -> None:
    (finding,) = findings("ANL-01", description=FULL.replace("two-sided alpha", "alpha"))
    assert "cannot be repeated without: one or two sides." in finding.message


def test_a_comparison_of_means_needs_no_accrual_period() -> None:
    text = "Sample size: 90% power, two-sided alpha 0.05, SD 12, 1:1 allocation, 10% dropout."
    assert findings("ANL-01", description=text) == []


def test_events_follow_schoenfeld_as_worked_in_the_rules() -> None:
    """4 (1.960 + 0.842)^2 / (ln 0.6)^2 = 120.3."""
    assert events_needed(Decimal("0.8"), Decimal("0.05"), Decimal("0.6")) == 121


@pytest.mark.parametrize(("risk", "needed"), [("0.4", 365), ("0.7", 200)])
def test_participants_follow_from_the_background_risk(risk: str, needed: int) -> None:
    assert participants_needed(121, Decimal(risk), Decimal("0.6")) == needed


@pytest.mark.parametrize(("count", "power"), [(332, "76.5 %"), (100, "31.3 %")])
def test_the_power_at_the_lower_risk_is_told(count: int, power: str) -> None:
    """332 of whom 1 - (0.6 + 0.6^0.6) / 2 have the event: Phi(sqrt(110.2) 0.5108 / 2 - 1.960)."""
    (finding,) = findings("ANL-02", **sized(count, "40% to 70%"))
    assert f"its two-sided power is {power} (Schoenfeld" in finding.message


@pytest.mark.parametrize("ratio", ["1", "0"])
def test_no_events_are_asked_for_where_the_formula_has_no_answer(ratio: str) -> None:
    assert events_needed(Decimal("0.8"), Decimal("0.05"), Decimal(ratio)) is None
