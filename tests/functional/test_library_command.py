"""`record library` as a user meets it: build, search, compare, show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made_studies import full_study
from trialwright.cli import main


def numbered(number: int) -> str:
    study = full_study()
    study["protocolSection"]["identificationModule"]["nctId"] = f"NCT{number:08}"
    return json.dumps(study) + "\n"


@pytest.fixture
def source(tmp_path: Path) -> str:
    file = tmp_path / "records.jsonl"
    file.write_text(numbered(1) + numbered(2))
    return str(file)


@pytest.fixture
def library(source: str, tmp_path: Path, capsys) -> str:
    path = str(tmp_path / "library.duckdb")
    assert main(["record", "library", "build", path, source, "--workers", "1"]) == 0
    assert "2 records taken in, 0 of them known before" in capsys.readouterr().out
    return path


def test_a_build_that_leaves_records_out_says_which_and_ends_with_one(source, tmp_path, capsys):
    with Path(source).open("a") as file:
        file.write("{}\n")
    command = ["record", "library", "build", str(tmp_path / "l.parquet"), source, "--workers", "1"]
    assert main([*command, "--json"]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"records": 2, "replaced": 0, "skipped": 1}
    assert f"left out: {source}:3: the record has no protocolSection" in captured.err


def test_a_search_lists_studies_with_their_findings(library, capsys):
    assert main(["record", "library", "search", library, "--condition", "hepatitis"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("2 studies")
    assert "NCT00000001 A Study of Drug A" in printed
    assert "errors" in printed


def test_a_search_for_machines_counts_all_and_lists_as_many_as_asked(library, capsys):
    assert main(["record", "library", "search", library, "--limit", "1", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["total"], len(answer["studies"])) == (2, 1)


def test_a_comparison_shows_the_similar_studies(library, capsys):
    assert main(["record", "library", "compare", library, "NCT00000001"]) == 0
    assert "Similar studies  1: NCT00000002" in capsys.readouterr().out
    assert main(["record", "library", "compare", library, "NCT00000001", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["similar"] == ["NCT00000002"]


def test_a_record_of_a_library_is_shown_like_any_other(library, capsys):
    assert main(["record", "show", "NCT00000002", "--library", library]) == 0
    assert "A Study of Drug A" in capsys.readouterr().out


def test_a_study_the_library_does_not_hold_is_refused(library, capsys):
    assert main(["record", "show", "NCT00000009", "--library", library]) == 2
    assert "has no study 'NCT00000009'" in capsys.readouterr().err
