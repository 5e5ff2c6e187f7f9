"""Eligibility texts as registries hold them, and the criteria a person counts in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialwright.record.criteria import split_criteria
from trialwright.record.read import read_record

ROOT = Path(__file__).parents[2]


def shown(text: str) -> list[str]:
    """Criteria as 'i1 text': the kind's first letter, the number, the text."""
    return [f"{c.kind[0]}{c.number} {c.text}" for c in split_criteria(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Inclusion Criteria:\n\n* Adults\n* Consent\n\nExclusion Criteria:\n\n* Pregnancy",
            ["i1 Adults", "i2 Consent", "e1 Pregnancy"],
        ),
        (
            "Key Inclusion Criteria:\n\n1. Adults\n2. Consent\n\nKey Exclusion Criteria:\n\n1. HIV",
            ["i1 Adults", "i2 Consent", "e1 HIV"],
        ),
        (
            "INCLUSION\nAdults\nHypertension\nEXCLUSION\nPregnancy",
            ["i1 Adults", "i2 Hypertension", "e1 Pregnancy"],
        ),
        (
            "纳入标准：\n1、年龄18-75岁\n2、确诊肝细胞癌\n排除标准：\n（1）妊娠\n（2）合并HIV感染",
            ["i1 年龄18-75岁", "i2 确诊肝细胞癌", "e1 妊娠", "e2 合并HIV感染"],
        ),
        (
            "纳入标准：1. 年龄≥18岁；2. 签署同意书。排除标准：1. 妊娠；2. 肿瘤病史。",
            ["i1 年龄≥18岁；", "i2 签署同意书。", "e1 妊娠；", "e2 肿瘤病史。"],
        ),
        (
            "Criterios de inclusión:\n- Mayores de 18 años\nCriterios de exclusión:\n- Embarazo",
            ["i1 Mayores de 18 años", "e1 Embarazo"],
        ),
        (
            "Inclusion Criteria: 1. Age 18-70 2. BCLC 0 or A. Exclusion Criteria: 1. HIV 2. Cancer",
            ["i1 Age 18-70", "i2 BCLC 0 or A.", "e1 HIV", "e2 Cancer"],
        ),
        (
            "* Inclusion Criteria:\n\n  * Adults\n* Exclusion Criteria:\n\n  * Pregnant",
            ["i1 Adults", "e1 Pregnant"],
        ),
        ("Adults; written consent; ECOG 0-1", ["u1 Adults;", "u2 written consent;", "u3 ECOG 0-1"]),
        ("Inclusion Criteria:\n\nExclusion Criteria:\n", []),
        ("", []),
    ],
)
def test_a_text_splits_into_the_criteria_a_person_counts(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


def test_nested_items_belong_to_the_criterion_above_them() -> None:
    first, second = split_criteria("Inclusion:\n1. Any of:\n   * cirrhosis\n   * HBV\n2. Consent")
    assert (first.text, first.parts) == (
        "Any of:\n   * cirrhosis\n   * HBV",
        ("cirrhosis", "HBV"),
    )
    assert second.text == "Consent"


def test_bullets_flattened_under_a_numbered_lead_stay_nested() -> None:
    criteria = split_criteria(
        "Inclusion:\n1. Any of the following:\n- cirrhosis\n- HBV\n2. Consent"
    )
    assert [criterion.parts for criterion in criteria] == [("cirrhosis", "HBV"), ()]


def test_a_subheading_names_the_group_of_what_follows() -> None:
    criteria = split_criteria("Inclusion Criteria:\n\nPatients:\n\n* CKD\n\nControls:\n\n* No CKD")
    assert [(c.group, c.number) for c in criteria] == [("Patients", 1), ("Controls", 2)]


def test_a_heading_may_name_its_group() -> None:
    (criterion,) = split_criteria("Exclusion criteria (Part A):\n* Pregnancy")
    assert (criterion.kind, criterion.group) == ("exclusion", "Part A")


def test_a_sentence_about_inclusion_is_no_heading() -> None:
    text = "Inclusion criteria for cases are described below. Patients with CKD."
    assert shown(text) == [f"u1 {text}"]


def test_a_remark_about_the_list_is_a_note() -> None:
    text = "Inclusion Criteria:\n\n1. Adults\n\nThe information listed above is not complete."
    assert [criterion.kind for criterion in split_criteria(text)] == ["inclusion", "note"]


def test_a_span_leads_back_to_the_source_with_its_escapes() -> None:
    text = "Inclusion Criteria:\n\n* Lesion \\>2 cm\n\n* Consent"
    first, _ = split_criteria(text)
    assert (first.text, text[first.start : first.end]) == ("Lesion >2 cm", "Lesion \\>2 cm")


def test_the_title_is_the_lead_before_a_colon() -> None:
    titles = [c.title for c in split_criteria("* Liver Function: Child-Pugh A\n* Consent given")]
    assert titles == ["Liver Function", ""]


def test_the_study_has_seven_inclusion_and_fifteen_exclusion_criteria() -> None:
    record = read_record(ROOT / "studies/prtras001/record/NCT07120750.page.txt")
    kinds = [criterion.kind for criterion in split_criteria(record.view.eligibility.criteria or "")]
    assert (kinds.count("inclusion"), kinds.count("exclusion"), len(kinds)) == (7, 15, 22)
