"""STR and HDR: what the registry's form does to the text, and the page header above it."""

from __future__ import annotations

from typing import Any

import pytest

from lint_records import answer, changed, drug_trial, findings_of, lint, registry

TRIAL = drug_trial()
POPULATION = "eligibilityModule__studyPopulation"
SENTENCE = "Adults with asthma who were treated in the last year "

TABLE = [
    # a key the registry does not define; one it defines
    ("STR-01", {"designModule__designKind": "new"}, "fires"),
    ("STR-01", {"designModule__targetDuration": "5 Years"}, "passes"),
    ("STR-02", {"identificationModule__acronym": "ASTHMA-BUDESONIDE"}, "fires"),
    ("STR-02", {"identificationModule__acronym": "ASTHMA"}, "passes"),
    ("STR-02", {"statusModule__whyStopped": "x" * 251}, "fires"),
    # 1010 characters as received, 1000 without the escapes and blank lines
    ("STR-02", {POPULATION: "\\>" * 5 + "a" * 989 + "\n\n\n\n\n\nb."}, "passes"),
    ("STR-03", {POPULATION: (SENTENCE * 30)[:997] + "y"}, "fires"),
    ("STR-03", {POPULATION: (SENTENCE * 30)[:997] + "."}, "passes"),
    ("STR-03", {POPULATION: (SENTENCE * 30)[:990]}, "passes"),
    ("STR-03", {"identificationModule__acronym": "ASTHMA-BUDES-1"}, "passes"),
    ("STR-04", {"eligibilityModule__eligibilityCriteria": "* FEV1 \\>80 %"}, "fires"),
    ("STR-04", {"eligibilityModule__eligibilityCriteria": "4\\. FEV1"}, "fires"),
    ("STR-04", {"eligibilityModule__eligibilityCriteria": "1 Tool 1.2.1 Spirometer"}, "fires"),
    ("STR-04", {"eligibilityModule__eligibilityCriteria": "* FEV1 \\[litres\\], 1.25"}, "passes"),
]

HEADERS = [
    ("HDR-01", "Status: RECRUITING", "passes"),
    ("HDR-01", "Status: Recruiting", "passes"),
    ("HDR-01", "Status: COMPLETED", "fires"),
    ("HDR-01", "Sponsor:", "fires"),
    ("HDR-01", "First Post: 2024-12-01", "fires"),
    ("HDR-01", "First Post: 2024-12-10", "passes"),
    ("HDR-01", "Crawl Date: 2025-01-01", "passes"),
    ("HDR-01", "", "not applicable"),
    ("HDR-02", "Is NOT Gene Therapy: True", "fires"),
    ("HDR-02", "Has Adverse Events: False", "fires"),
    ("HDR-02", "Status: RECRUITING", "passes"),
    ("HDR-02", "", "not applicable"),
]


@pytest.mark.parametrize(("rule", "change", "expected"), TABLE)
def test_the_rules_on_form_answer_as_drawn(
    rule: str, change: dict[str, Any], expected: str
) -> None:
    assert answer(rule, changed(TRIAL, **change)) == expected
    assert answer(rule, TRIAL) == "passes"


@pytest.mark.parametrize(("rule", "header", "expected"), HEADERS)
def test_the_rules_on_the_page_header_answer_as_drawn(
    rule: str, header: str, expected: str
) -> None:
    assert answer(rule, registry(), header=header) == expected


def test_what_follows_the_limit_is_quoted() -> None:
    report = lint(changed(TRIAL, identificationModule__acronym="ABCDEFGHIJKLMNOP"))
    (finding,) = findings_of("STR-02", report)
    assert finding.span is not None
    assert finding.span.text == "OP"


def test_the_end_of_a_text_that_was_cut_off_is_quoted_from_the_source() -> None:
    text = (SENTENCE * 30)[:990] + "\\>5 litr"
    (finding,) = findings_of("STR-03", lint(changed(TRIAL, **{POPULATION: text})))
    assert finding.span is not None
    assert finding.span.text == text[finding.span.start : finding.span.end]
    assert finding.span.text.endswith("\\>5 litr")
