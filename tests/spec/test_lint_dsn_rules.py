"""DSN: the registered design against the words of the texts."""

from __future__ import annotations

from typing import Any

import pytest

from lint_records import (
    GONE,
    answer,
    changed,
    device_study,
    drug_trial,
    findings_of,
    lint,
    registry,
)

SUMMARY = "descriptionModule__briefSummary"
TITLE = "identificationModule__officialTitle"
GIVEN = "armsInterventionsModule__interventions"
DESIGN = "designModule__designInfo"

# (rule, text put into the summary of an observational registry, answer)
SUMMARIES = [
    ("DSN-01", "The goal of this clinical trial is to describe vision.", "fires"),
    ("DSN-01", "An open-label study of eye drops.", "fires"),
    ("DSN-01", "A non-randomized comparison of two centres.", "fires"),
    ("DSN-01", "Vision in the control arm is measured.", "fires"),
    ("DSN-01", "A double-masked comparison of vision.", "fires"),
    ("DSN-01", "本研究为一项随机双盲研究。", "fires"),
    ("DSN-01", "Previous randomized trials have shown an effect on vision.", "passes"),
    ("DSN-01", "This is not a clinical trial.", "passes"),
    ("DSN-01", "Lymph oedema of the upper arm is measured.", "passes"),
    ("DSN-01", "Masked hypertension is recorded.", "passes"),
    ("DSN-01", "See clinical trial.gov for details.", "passes"),
    ("DSN-03", "An open-label cohort.", "fires"),
    ("DSN-03", "A cohort.", "passes"),
    ("DSN-04", "Can laser treatment lower the rate of blindness?", "fires"),
    ("DSN-04", "We want to learn if laser treatment reduces blindness.", "fires"),
    ("DSN-04", "激光治疗能否降低失明率？", "fires"),
    ("DSN-04", "The registry describes how often laser treatment is used.", "passes"),
]

INTERVENTIONS = [
    ("Participants will receive laser treatment.", "fires"),
    ("Patients are assigned to laser treatment.", "fires"),
    ("患者将接受激光治疗。", "fires"),
    ("Patients will receive laser treatment as part of their routine care.", "passes"),
    ("Laser treatment chosen by patient and physician.", "passes"),
]


@pytest.mark.parametrize(("rule", "text", "expected"), SUMMARIES)
def test_the_words_of_an_observational_record_are_read(rule: str, text: str, expected: str) -> None:
    assert answer(rule, changed(registry(), **{SUMMARY: text})) == expected


@pytest.mark.parametrize(("text", "expected"), INTERVENTIONS)
def test_an_observational_record_assigns_nothing(text: str, expected: str) -> None:
    laser = {"name": "Laser", "type": "PROCEDURE", "description": text, "armGroupLabels": ["患者"]}
    assert answer("DSN-02", changed(registry(), **{GIVEN: [laser]})) == expected


@pytest.mark.parametrize(
    ("change", "quote"),
    [
        ({f"{DESIGN}__allocation": GONE}, "Randomized"),
        ({f"{DESIGN}__maskingInfo": GONE}, "Double-blind"),
        ({"designModule__phases": GONE}, "Phase 3 Trial"),
        (
            {f"{DESIGN}__interventionModel": GONE, SUMMARY: "Two parallel groups, two-arm."},
            "two-arm",
        ),
        ({}, None),
    ],
)
def test_a_design_in_words_needs_its_field(change: dict[str, Any], quote: str | None) -> None:
    found = findings_of("DSN-03", lint(changed(drug_trial(), **change)))
    assert [f.span.text for f in found if f.span] == ([quote] if quote else [])


def test_a_randomised_trial_may_ask_a_causal_question() -> None:
    study = changed(drug_trial(), **{SUMMARY: "Can budesonide improve lung function?"})
    assert answer("DSN-04", study) == "passes"


def test_a_single_arm_study_needs_a_time_zero_for_a_causal_question() -> None:
    asked = changed(device_study(), **{SUMMARY: "¿Puede la válvula reducir la mortalidad?"})
    assert answer("DSN-04", asked) == "passes"
    frame = "outcomesModule__primaryOutcomes__0__timeFrame"
    assert answer("DSN-04", changed(asked, **{frame: "12 meses"})) == "fires"


def test_trials_are_not_asked_for_the_words_of_a_cohort() -> None:
    assert answer("DSN-01", drug_trial()) == "not applicable"
    assert answer("DSN-02", drug_trial()) == "not applicable"
