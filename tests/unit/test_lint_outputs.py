"""The four forms of a report, and what none of them may show."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

from hand_made import STUDY
from lint_records import changed, drug_trial, lint, registered
from trialwright.definition.load import load_definition
from trialwright.definition.resolutions import resolutions
from trialwright.record.lint.finding import Waiver
from trialwright.record.lint.output_html import lint_html
from trialwright.record.lint.output_json import lint_json
from trialwright.record.lint.output_sarif import lint_sarif
from trialwright.record.lint.output_text import lint_sections, shortened
from trialwright.record.lint.registry import rules_of
from trialwright.record.lint.run import lint_record
from trialwright.record.lint.waivers import apply_waivers
from trialwright.record.terminal import render_terminal

REPORT = lint_record(registered(), date(2025, 12, 24))
FORMS = {
    "text": render_terminal(lint_sections(REPORT), 100),
    "json": lint_json(REPORT),
    "sarif": lint_sarif(REPORT, "NCT07120750.page.txt"),
    "html": lint_html(REPORT),
}


def test_the_json_report_holds_every_rule_once() -> None:
    report = json.loads(FORMS["json"])
    fired = {finding["rule"] for finding in report["findings"]}
    named = [*fired, *report["passed"], *report["not_applicable"]]
    assert sorted(named) == sorted(rule.id for rule in rules_of("1"))
    assert set(report["findings"][0]) >= {"rule", "severity", "path", "span", "message", "source"}


def test_the_sarif_report_is_of_the_version_tools_expect() -> None:
    log = json.loads(FORMS["sarif"])
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert log["version"] == "2.1.0"
    assert len(run["results"]) == len(REPORT.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "NCT07120750.page.txt"
        assert location["logicalLocations"][0]["fullyQualifiedName"]


def test_a_file_name_is_a_valid_address_in_sarif() -> None:
    log = json.loads(lint_sarif(REPORT, "my record 肝.txt"))
    assert log["runs"][0]["artifacts"][0]["location"]["uri"] == "my%20record%20%E8%82%9D.txt"


def test_a_waived_result_is_suppressed_in_sarif_and_an_expired_one_is_not() -> None:
    waiver = Waiver("OUT-09", "both units stand", "Dr A", date(2026, 1, 1))
    for expires, status in ((date(2026, 1, 1), "accepted"), (date(2025, 1, 1), "rejected")):
        report = apply_waivers(REPORT, [replace(waiver, expires=expires)])
        results = json.loads(lint_sarif(report, "x"))["runs"][0]["results"]
        states = [r["suppressions"][0]["status"] for r in results if "suppressions" in r]
        assert states == [status]


def test_no_form_shows_the_contact() -> None:
    contact = registered().view.contacts_locations.central_contacts[0]
    for form in FORMS.values():
        for secret in (contact.name, contact.email, contact.phone):
            assert secret
            assert secret not in form


def test_the_page_is_whole_without_script_or_outside_content() -> None:
    page = FORMS["html"]
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["']""", page)


def test_a_hostile_text_stays_text_on_the_page() -> None:
    name = "Treatment <script>alert(1)</script> Group 1"
    place = {"armsInterventionsModule__interventions__0__name": name}
    page = lint_html(lint(changed(drug_trial(), **place)))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_characters_that_reorder_a_line_show_as_codes_on_the_page() -> None:
    place = {"armsInterventionsModule__interventions__0__name": "Treatment \u202e\x1b[31m Group 1"}
    page = lint_html(lint(changed(drug_trial(), **place)))
    assert "Treatment &lt;U+202E&gt;&lt;U+001B&gt;[31m Group 1" in page
    assert not {"\u202e", "\x1b"} & set(page)


def test_a_finding_carries_what_the_study_does_about_it() -> None:
    report = REPORT.with_resolutions(resolutions(load_definition(STUDY)))
    answered = {f.rule: f.resolution for f in report.findings if f.resolution}
    assert len(answered) > 20
    assert any("NON_RANDOMIZED" in text or "group" in text for text in answered["DSN-02"])
    assert "this study" in render_terminal(lint_sections(report), 100)


def test_an_answer_may_be_a_note_an_endpoint_or_a_decision_of_the_site_still_open() -> None:
    answers = resolutions(load_definition(STUDY))
    assert any("TACE and HAIC are recorded" in each for each in answers["ELG-03"])
    assert any(each.startswith("Adverse events of grade 2 or more") for each in answers["OUT-04"])
    regimen = "Peginterferon dose, route, interval and duration; open; needed for treating"
    assert any(each.startswith(regimen) for each in answers["ARM-05"])


def test_a_long_quote_is_cut_for_reading_only() -> None:
    assert shortened("a  b\nc") == "a b c"
    assert len(shortened("x" * 1000)) == 160
