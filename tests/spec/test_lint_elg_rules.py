"""ELG: what a reviewer objects to in eligibility, each rule on small drawn records."""

from __future__ import annotations

from typing import Any

import pytest

from lint_drafts import answer, arms, drugs, findings


def criteria(inclusion: str = "Adults", exclusion: str = "Pregnancy") -> dict[str, Any]:
    text = f"Inclusion Criteria:\n\n* {inclusion}\n\nExclusion Criteria:\n\n* {exclusion}"
    return {"criteria": text}


def aged(text: str, low: str = "18 Years", high: str | None = None) -> dict[str, Any]:
    ages = {"minimum_age": low} | ({"maximum_age": high} if high else {})
    return {**criteria(text), **ages}


SURVIVAL = criteria("Life expectancy of at least 3 months")
PROCEDURES = {"population": "Adults who have undergone surgery."}

TABLE = [
    ("ELG-01", aged("Age 18 to 70 years", high="70 Years"), "passes"),
    ("ELG-01", aged("Age 18 to 70 years", high="75 Years"), "fires"),
    ("ELG-01", aged("Age 18 to 70 years"), "fires"),
    ("ELG-01", aged("Patients over 18 years"), "passes"),
    ("ELG-01", aged("年龄≥20岁"), "fires"),
    ("ELG-01", aged("Asthma for at least 2 years"), "passes"),
    ("ELG-01", {**criteria("Men or women"), "sex": "FEMALE"}, "fires"),
    ("ELG-01", {**criteria("Women with endometriosis"), "sex": "ALL"}, "fires"),
    (
        "ELG-01",
        {**criteria("Women of childbearing potential use contraception"), "sex": "ALL"},
        "passes",
    ),
    ("ELG-01", {**criteria("Healthy volunteers"), "healthy": False}, "fires"),
    ("ELG-01", {**criteria("Healthy volunteers"), "healthy": True}, "passes"),
    ("ELG-01", {"sex": "ALL"}, "not applicable"),
    ("ELG-02", criteria(exclusion="Unsuitable in the opinion of the investigator"), "fires"),
    ("ELG-02", criteria(exclusion="研究者认为不宜参加"), "fires"),
    ("ELG-02", criteria(exclusion="HIV infection"), "passes"),
    ("ELG-02", {}, "not applicable"),
    ("ELG-03", criteria(exclusion="Systemic therapy such as chemotherapy or surgery"), "fires"),
    ("ELG-03", criteria(exclusion="Systemic therapy such as chemotherapy"), "passes"),
    ("ELG-03", criteria(exclusion="Anticoagulants, for example aspirin"), "fires"),
    ("ELG-03", criteria(exclusion="Surgery within 4 weeks"), "not applicable"),
    ("ELG-04", criteria("Histological proof of cancer via radiofrequency ablation"), "fires"),
    ("ELG-04", criteria("Histological proof of cancer via biopsy before ablation"), "passes"),
    ("ELG-04", {**criteria("Negative serum pregnancy test"), "sex": "ALL"}, "fires"),
    ("ELG-04", {**criteria("Women: negative serum pregnancy test"), "sex": "ALL"}, "passes"),
    (
        "ELG-05",
        {**criteria(exclusion="Creatinine > 1.5 x ULN"), "population": "No severe renal disease"},
        "fires",
    ),
    (
        "ELG-05",
        {**criteria(exclusion="Dialysis"), "population": "No severe renal disease"},
        "passes",
    ),
    ("ELG-05", {**aged("Adults"), "population": "Adults aged 20 to 70 years"}, "fires"),
    ("ELG-05", {"population": "Adults"}, "not applicable"),
    ("ELG-06", PROCEDURES, "fires"),
    ("ELG-06", {"population": "Adults who have undergone surgery within 4 weeks."}, "passes"),
    ("ELG-06", {**PROCEDURES, **criteria("Surgery within the past 4 weeks")}, "passes"),
    ("ELG-06", {"population": "We exclude those who have received opioids."}, "not applicable"),
    ("ELG-07", criteria(exclusion="Severe retinopathy or other evidence of retinopathy"), "fires"),
    ("ELG-07", criteria(exclusion="History or presence of other active malignancies"), "fires"),
    ("ELG-07", criteria(exclusion="Active infection or history of recurrent infections"), "passes"),
    ("ELG-07", {}, "not applicable"),
    (
        "ELG-08",
        {**criteria(exclusion="Allergy to penicillin"), "arms": arms("Penicillin", "Observation")},
        "fires",
    ),
    (
        "ELG-08",
        {**criteria(exclusion="Allergy to latex"), "arms": arms("Penicillin", "Observation")},
        "passes",
    ),
    (
        "ELG-08",
        {
            **criteria(exclusion="Allergy to penicillin"),
            "arms": arms("Penicillin", "Placebo"),
            "allocation": "RANDOMIZED",
        },
        "not applicable",
    ),
    ("ELG-09", {**criteria(), "interventions": drugs("Peginterferon alfa-2a")}, "fires"),
    ("ELG-09", {**criteria(), "interventions": drugs("Metformin 500 mg")}, "fires"),
    (
        "ELG-09",
        {**criteria(exclusion="eGFR < 30 mL/min"), "interventions": drugs("Metformin 500 mg")},
        "passes",
    ),
    ("ELG-09", {**SURVIVAL, "primary": [("Death", "3 years", "")]}, "fires"),
    ("ELG-09", {**SURVIVAL, "primary": [("Pain", "4 weeks", "")]}, "passes"),
    ("ELG-09", criteria(), "not applicable"),
]


@pytest.mark.parametrize(("rule", "fields", "expected"), TABLE)
def test_a_rule_on_eligibility_answers_as_drawn(
    rule: str, fields: dict[str, Any], expected: str
) -> None:
    assert answer(rule, fields) == expected


def test_a_finding_quotes_inside_the_second_of_two_equal_criteria() -> None:
    text = "Inclusion Criteria:\n\n* Unsuitable\n\nExclusion Criteria:\n\n* Unsuitable"
    spans = [finding.span for finding in findings("ELG-02", criteria=text)]
    assert [span and text[span.start : span.end] for span in spans] == ["Unsuitable"] * 2
    assert len({span and span.start for span in spans}) == 2


def test_the_registered_and_the_stated_age_are_both_told() -> None:
    (finding,) = findings("ELG-01", **aged("Age 18 to 70 years", high="75 Years"))
    assert "70 years" in finding.message and "75 years" in finding.message
