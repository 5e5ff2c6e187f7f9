"""What the review of the registered page says, and what the registry of rules promises."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from lint_records import (
    AS_OF,
    as_record,
    changed,
    device_study,
    drug_trial,
    registered,
    registry,
)
from trialwright.errors import RecordError
from trialwright.record.json_values import thaw
from trialwright.record.lint.finding import Severity
from trialwright.record.lint.registry import rules_of
from trialwright.record.lint.run import lint_record, outline_record

VERSION = date(2025, 12, 24)
PASSED = ["STR-01", "STR-02", "DAT-01", "DAT-04", "DAT-05", "OUT-03", "ELG-01"]


def test_the_registered_page_is_judged_as_by_hand() -> None:
    report = lint_record(registered(), VERSION)
    assert list(report.passed) == PASSED
    assert report.not_applicable == ("DAT-08",)
    assert len(report.fired) == 68


def test_the_record_without_its_page_has_no_header_to_judge() -> None:
    study = thaw(registered().study)
    assert isinstance(study, dict)
    report = lint_record(as_record(study), VERSION)
    assert report.not_applicable == ("HDR-01", "HDR-02", "DAT-08")
    assert len(report.fired) == 66


def test_the_review_has_76_rules_each_with_a_sentence_and_a_source() -> None:
    rules = rules_of("1")
    assert len({rule.id for rule in rules}) == len(rules) == 76
    for rule in rules:
        assert re.fullmatch(r"[A-Z]{3}-[0-9]{2}", rule.id)
        assert rule.title and not rule.title.endswith(".")
        assert rule.source


def test_a_version_of_the_rules_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RecordError, match="no version '7'"):
        lint_record(registered(), VERSION, rule_set="7")


def test_an_accrual_window_is_told_in_months_and_rate() -> None:
    (finding,) = (f for f in lint_record(registered(), VERSION).findings if f.rule == "DAT-06")
    assert "2026-12-31" in finding.message
    assert "16.0 months" in finding.message
    assert "20.8 a month" in finding.message
    assert finding.severity is Severity.ERROR


def test_positions_of_list_entries_are_ordered_as_numbers() -> None:
    study = thaw(registered().study)
    assert isinstance(study, dict)
    study = json.loads(json.dumps(study))
    outcomes = study["protocolSection"]["outcomesModule"]
    outcomes["secondaryOutcomes"] = [{"measure": "Pain", "timeFrame": "soon"}] * 12
    report = lint_record(as_record(study), VERSION)
    paths = [f.path for f in report.findings if f.rule == "OUT-01"]
    places = [int(match[0]) for path in paths if (match := re.search(r"\d+", path))]
    assert places == list(range(12))


def test_a_message_masks_the_contact_in_what_it_quotes() -> None:
    place = {"armsInterventionsModule__interventions__0__name": "Arm 1, ask drug.office@site.org"}
    report = lint_record(as_record(changed(drug_trial(), **place)), VERSION)
    (finding,) = (f for f in report.findings if f.rule == "ARM-03")
    assert finding.span is not None
    assert "site.org" not in finding.message + finding.span.text


@pytest.mark.parametrize(
    "record",
    [registered(), as_record(drug_trial()), as_record(device_study()), as_record(registry())],
)
def test_an_outline_has_the_findings_of_the_report_in_the_same_order(record):
    report, outline = lint_record(record, AS_OF), outline_record(record, AS_OF)
    assert len(outline.findings) > 1
    assert outline.findings == tuple((f.rule, f.severity, f.path) for f in report.findings)
    assert (outline.as_of, outline.rule_set) == (report.as_of, report.rule_set)
