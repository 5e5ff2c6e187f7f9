"""The section of the report on the data, and the file of all findings."""

import csv
from datetime import UTC, datetime

import report_cases
from trialwright.capture.data_findings import CheckedData
from trialwright.capture.eligibility_record import EligibilityDeviation
from trialwright.capture.finding import Finding
from trialwright.report.build import build_report
from trialwright.report.data_section import MOST_LISTED
from trialwright.report.findings_file import write_findings
from trialwright.report.html_page import html_report

SLIP = Finding("S-01.W12.liver_chemistry.0.v1", "albumin", "out of range", "Albumin 4.2 is below 5")


def page(data, synthetic=True):
    snapshot = report_cases.snapshot(synthetic=synthetic)
    report = build_report(report_cases.definition(), snapshot, report_cases.results(), data)
    html = html_report(report)
    return html.split('id="section-data"')[1].partition("</section>")[0]


def test_findings_are_counted_and_listed_with_their_row():
    section = page(CheckedData((SLIP, SLIP)))
    assert "found 2 things to ask the site about" in section
    assert "S-01.W12.liver_chemistry.0.v1 albumin" in section
    assert "Albumin 4.2 is below 5" in section


def test_only_a_synthetic_cohort_has_mistakes_on_purpose():
    assert "mistakes on purpose" in page(CheckedData((SLIP,)))
    assert "mistakes on purpose" not in page(CheckedData((SLIP,)), synthetic=False)


def test_many_findings_of_a_kind_are_cut_and_the_file_named():
    section = page(CheckedData((SLIP,) * (MOST_LISTED + 1)))
    assert f"the first {MOST_LISTED} of {MOST_LISTED + 1}" in section
    assert section.count("Albumin 4.2 is below 5") == MOST_LISTED
    assert "findings.csv" in section


def test_no_finding_and_no_deviation_are_said():
    section = page(CheckedData())
    assert "found nothing to ask the site about" in section
    assert "None: everyone enrolled was eligible" in section


def test_a_deviation_is_listed_with_criteria_reason_person_and_time():
    """ELI-02"""
    at = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)
    deviation = EligibilityDeviation("S-01", {"I1": "FAIL"}, "1", "agreed", "Dr Li", at)
    section = page(CheckedData((), (deviation,)))
    for words in ("S-01", "I1 FAIL", "agreed", "Dr Li", "2026-03-07 09:30 UTC"):
        assert words in section


def test_a_report_without_checks_has_no_section_on_them():
    html = html_report(report_cases.report())
    assert 'id="section-data"' not in html


def test_the_file_holds_every_finding_and_no_formula(tmp_path):
    odd = Finding("S-02.W12.virology.0.v1", "", "same entry again", "=1+1")
    write_findings([SLIP, odd], tmp_path / "findings.csv")
    rows = list(csv.DictReader((tmp_path / "findings.csv").open(encoding="utf-8")))
    assert [row["participant"] for row in rows] == ["S-01", "S-02"]
    assert rows[1]["message"] == "'=1+1"
