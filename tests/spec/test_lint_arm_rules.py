"""ARM: groups, what they receive, and whether a reader could repeat it."""

from __future__ import annotations

from typing import Any

import pytest

from lint_records import GONE, answer, changed, device_study, drug_trial, registry

TRIAL = drug_trial()
ARMS = "armsInterventionsModule__armGroups"
FIRST = "armsInterventionsModule__interventions__0"
SUMMARY = "descriptionModule__briefSummary"

TABLE = [
    ("ARM-01", {ARMS: GONE}, "fires"),
    ("ARM-01", {}, "passes"),
    ("ARM-02", {f"{FIRST}__armGroupLabels": ["Other"]}, "fires"),
    ("ARM-02", {f"{FIRST}__armGroupLabels": [" budesonide "]}, "passes"),
    ("ARM-02", {f"{ARMS}__0__interventionNames": GONE}, "passes"),
    ("ARM-03", {f"{FIRST}__name": "Intervention for Group 1"}, "fires"),
    ("ARM-03", {f"{FIRST}__name": "Treatment A"}, "fires"),
    ("ARM-03", {f"{FIRST}__name": "Study drug"}, "fires"),
    ("ARM-03", {f"{FIRST}__name": "Arm B"}, "fires"),
    ("ARM-03", {f"{FIRST}__name": "试验药物"}, "fires"),
    ("ARM-03", {f"{FIRST}__name": "Drug-eluting stent"}, "passes"),
    ("ARM-03", {f"{FIRST}__name": "Group cognitive therapy by telephone"}, "passes"),
    ("ARM-03", {f"{FIRST}__name": "Treatment as usual"}, "passes"),
    ("ARM-03", {f"{FIRST}__name": "Group therapy"}, "passes"),
    ("ARM-03", {f"{FIRST}__name": "Group therapy (Group 2)"}, "fires"),
    ("ARM-03", {f"{FIRST}__name": "Drug Z"}, "fires"),
    ("ARM-03", {f"{FIRST}__name": "第一组干预"}, "fires"),
    ("ARM-03", {f"{FIRST}__name": "Group therapy for grief"}, "passes"),
    ("ARM-03", {f"{FIRST}__name": "Test strip"}, "passes"),
    (
        "ARM-04",
        {f"{FIRST}__description": "May include budesonide, fluticasone or mometasone"},
        "fires",
    ),
    ("ARM-04", {f"{FIRST}__description": "Either rosuvastatin or atorvastatin daily"}, "fires"),
    ("ARM-04", {f"{FIRST}__description": "Cisplatin and paclitaxel on day 1"}, "passes"),
    ("ARM-05", {f"{FIRST}__description": "Inhaled twice daily for 48 weeks"}, "fires"),
    ("ARM-05", {f"{FIRST}__description": "200 µg twice daily for 48 weeks"}, "fires"),
    ("ARM-05", {f"{FIRST}__description": "200 µg inhaled for 48 weeks"}, "fires"),
    ("ARM-05", {f"{FIRST}__description": "200 µg inhaled twice daily"}, "fires"),
    ("ARM-05", {f"{FIRST}__description": "口服 5 毫克，每日一次，共12周"}, "passes"),
    ("ARM-05", {f"{FIRST}__description": "5 mg IV, single dose"}, "passes"),
    # the group may say what the intervention does not
    (
        "ARM-05",
        {f"{FIRST}__description": "Powder", f"{ARMS}__0__description": "1 puff bid for 2 weeks"},
        "passes",
    ),
]


@pytest.mark.parametrize(("rule", "change", "expected"), TABLE)
def test_the_rules_on_groups_answer_as_drawn(
    rule: str, change: dict[str, Any], expected: str
) -> None:
    assert answer(rule, changed(TRIAL, **change)) == expected
    assert answer(rule, TRIAL) == "passes"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The study compares two groups of patients.", "fires"),
        ("本研究分为两组。", "fires"),
        ("Two eyes of each patient are compared.", "passes"),
    ],
)
def test_groups_in_the_text_need_groups_in_the_record(text: str, expected: str) -> None:
    assert answer("ARM-01", changed(registry(), **{ARMS: [], SUMMARY: text})) == expected


def test_a_group_without_intervention_may_be_one_of_no_intervention() -> None:
    third = {"label": "Waiting list", "type": "OTHER"}
    arms = [*TRIAL["protocolSection"]["armsInterventionsModule"]["armGroups"], third]
    assert answer("ARM-02", changed(TRIAL, **{ARMS: arms})) == "fires"
    third["type"] = "NO_INTERVENTION"
    assert answer("ARM-02", changed(TRIAL, **{ARMS: arms})) == "passes"


def test_a_placebo_needs_no_dose_of_its_own() -> None:
    place = "armsInterventionsModule__interventions__1__description"
    assert answer("ARM-05", changed(TRIAL, **{place: "Looks the same"})) == "passes"


def test_a_device_needs_no_dose() -> None:
    assert answer("ARM-05", device_study()) == "not applicable"


@pytest.mark.parametrize(
    ("meshes", "expected"),
    [
        ([{"id": "D008722", "term": "Methods"}], "fires"),
        ([], "fires"),
        ([{"id": "D019819", "term": "Budesonide"}], "passes"),
    ],
)
def test_the_index_must_hold_the_drug(meshes: list[dict[str, str]], expected: str) -> None:
    study = drug_trial() | {"derivedSection": {"interventionBrowseModule": {"meshes": meshes}}}
    assert answer("ARM-06", study) == expected


def test_a_record_without_the_registrys_index_is_not_asked() -> None:
    study = {k: v for k, v in drug_trial().items() if k != "derivedSection"}
    assert answer("ARM-06", study) == "not applicable"
