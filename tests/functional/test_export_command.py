"""`record export` as a user meets it: forms, files, contacts, what has no field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made_studies import PERSONAL, full_study
from trialwright.cli import main


@pytest.fixture
def record(tmp_path: Path) -> str:
    file = tmp_path / "record.json"
    file.write_text(json.dumps(full_study()))
    return str(file)


def test_the_registry_form_with_contacts_is_what_came_in(record, tmp_path, capsys):
    out = tmp_path / "again.json"
    command = ["record", "export", record, "--to", "registry", "--with-contacts", "--out", str(out)]
    assert main(command) == 0
    assert json.loads(out.read_text(encoding="utf-8")) == full_study()
    assert capsys.readouterr().out.strip() == str(out)


@pytest.mark.parametrize("form", ["registry", "fhir", "ts", "who"])
def test_nothing_personal_is_printed_by_default(record, form, capsys):
    assert main(["record", "export", record, "--to", form]) == 0
    printed = capsys.readouterr().out
    assert [word for word in PERSONAL if word in printed] == []


def test_what_the_form_has_no_field_for_is_listed(record, capsys):
    assert main(["record", "export", record, "--to", "fhir"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["resourceType"] == "ResearchStudy"
    assert "protocolSection.oversightModule.oversightHasDmc" in captured.err


def test_json_holds_content_and_unmapped_places(record, capsys):
    assert main(["record", "export", record, "--to", "who", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert len(answer["content"]) == 24
    assert "protocolSection.conditionsModule.keywords" in answer["unmapped"]


def test_a_file_that_cannot_be_written_is_refused(record, tmp_path, capsys):
    out = tmp_path / "none" / "out.csv"
    assert main(["record", "export", record, "--to", "ts", "--out", str(out)]) == 2
    assert "cannot be written" in capsys.readouterr().err
