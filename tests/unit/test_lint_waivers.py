"""The waivers file: what it must hold, and which findings it covers until when."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lint_records import registered
from trialwright.errors import RecordError
from trialwright.record.lint.finding import LintReport, Severity
from trialwright.record.lint.run import lint_record
from trialwright.record.lint.waivers import apply_waivers, load_waivers

GOOD = {"rule": "OUT-09", "reason": "both units stand", "signer": "Dr A", "expires": "2026-06-30"}
REPORT = lint_record(registered(), date(2025, 12, 24))


def waivers_file(folder: Path, *entries: Any) -> Path:
    path = folder / "waivers.json"
    path.write_text(json.dumps({"waivers": list(entries)}), encoding="utf-8")
    return path


def waived(report: LintReport) -> set[str]:
    return {finding.rule for finding in report.findings if not finding.counts}


def test_a_waived_finding_is_shown_and_does_not_count(tmp_path: Path) -> None:
    report = apply_waivers(REPORT, load_waivers(waivers_file(tmp_path, GOOD)))
    assert len(report.findings) == len(REPORT.findings)
    assert waived(report) == {"OUT-09"}


@pytest.mark.parametrize(("expires", "holds"), [("2025-12-24", True), ("2025-12-23", False)])
def test_a_waiver_holds_up_to_its_last_day(tmp_path: Path, expires: str, holds: bool) -> None:
    path = waivers_file(tmp_path, GOOD | {"expires": expires})
    report = apply_waivers(REPORT, load_waivers(path))
    assert waived(report) == ({"OUT-09"} if holds else set())
    (finding,) = (f for f in report.findings if f.rule == "OUT-09")
    assert finding.waiver_expired is not holds


def test_a_waiver_with_a_path_covers_that_place_only(tmp_path: Path) -> None:
    path = "protocolSection.conditionsModule.keywords[4]"
    entry = GOOD | {"rule": "OUT-10", "path": path}
    report = apply_waivers(REPORT, load_waivers(waivers_file(tmp_path, entry)))
    assert [f.path for f in report.findings if not f.counts] == [path]


def test_the_worst_severity_leaves_out_what_is_waived(tmp_path: Path) -> None:
    errors = {f.rule for f in REPORT.findings if f.severity is Severity.ERROR}
    entries = [GOOD | {"rule": rule} for rule in errors]
    report = apply_waivers(REPORT, load_waivers(waivers_file(tmp_path, *entries)))
    assert REPORT.worst is Severity.ERROR
    assert report.worst is Severity.WARNING


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (GOOD | {"rule": "OUT-99"}, "there is no rule 'OUT-99'"),
        (GOOD | {"until": "2026"}, "there is no such key"),
        (GOOD | {"signer": " "}, "waivers[0].signer: this is missing"),
        ({k: v for k, v in GOOD.items() if k != "reason"}, "waivers[0].reason: this is missing"),
        (GOOD | {"expires": "2026-02-30"}, "'2026-02-30' is no date"),
        (GOOD | {"expires": "20260228"}, "'20260228' is no date"),
        (GOOD | {"path": 3}, "this is no path"),
        ("OUT-09", "this is no waiver"),
    ],
)
def test_an_unusable_waiver_is_refused_by_name(tmp_path: Path, entry: Any, says: str) -> None:
    with pytest.raises(RecordError) as refusal:
        load_waivers(waivers_file(tmp_path, entry))
    assert says in str(refusal.value)


@pytest.mark.parametrize("text", ["", "[]", '{"waivers": {}}', '{"waivers": [], "x": 1}', "{}x"])
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "waivers.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError):
        load_waivers(path)


def test_every_fault_of_the_file_is_told_together(tmp_path: Path) -> None:
    path = waivers_file(tmp_path, GOOD | {"rule": "X"}, GOOD | {"expires": "never"})
    with pytest.raises(RecordError) as refusal:
        load_waivers(path)
    assert len(refusal.value.problems) == 2
