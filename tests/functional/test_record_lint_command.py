"""`record lint` as a person runs it: what it prints, and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hand_made import STUDY
from trialwright.cli import UNUSABLE, main

PAGE = STUDY / "record" / "NCT07120750.page.txt"
LINT = ["record", "lint", str(PAGE), "--as-of", "2025-12-24"]


def test_the_report_for_machines_is_one_json_object(capsys) -> None:
    assert main([*LINT, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["not_applicable"] == ["DAT-08"]


def test_a_reader_sees_counts_messages_and_what_the_study_does(capsys) -> None:
    assert main([*LINT, "--study", str(STUDY)]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("Review of NCT07120750 as of 2025-12-24")
    assert "this study" in shown
    assert "18127814825" not in shown


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("note", 1)])
def test_the_exit_code_follows_the_level(tmp_path: Path, capsys, level: str, code: int) -> None:
    main([*LINT, "--json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    errors = sorted({f["rule"] for f in findings if f["severity"] == "error"})
    form = {"reason": "known", "signer": "Dr A", "expires": "2026-12-31"}
    waivers = tmp_path / "waivers.json"
    waivers.write_text(json.dumps({"waivers": [{"rule": rule} | form for rule in errors]}))
    assert main([*LINT, "--waivers", str(waivers), "--fail-on", level]) == code


def test_the_page_is_written_where_asked(tmp_path: Path, capsys) -> None:
    page = tmp_path / "review.html"
    assert main([*LINT, "--html", str(page)]) == 1
    assert capsys.readouterr().out.strip() == str(page)
    assert "NCT07120750" in page.read_text(encoding="utf-8")


def test_sarif_is_json_too(capsys) -> None:
    main([*LINT, "--sarif"])
    assert json.loads(capsys.readouterr().out)["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["record", "lint", "absent.json", "--as-of", "2025-01-01"], "there is no such file"),
        ([*LINT, "--waivers", "absent.json"], "cannot be read"),
        ([*LINT, "--html", "/no/such/folder/page.html"], "cannot be written"),
    ],
)
def test_unusable_input_is_told_in_a_sentence(capsys, arguments: list[str], says: str) -> None:
    assert main(arguments) == UNUSABLE
    assert says in capsys.readouterr().err


def test_a_day_that_does_not_exist_is_refused(capsys) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["record", "lint", str(PAGE), "--as-of", "2031-13-45"])
    assert stop.value.code == UNUSABLE
    assert "is no date" in capsys.readouterr().err
