"""Loading records into a library: what is kept, what is replaced, what is left out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from made_studies import PERSONAL, as_record, bare_study, full_study
from trialwright.errors import RecordError
from trialwright.record.library.build import Built, build_library
from trialwright.record.library.store import opened_library
from trialwright.record.library.stored import stored_record

KINDS = (".duckdb", ".parquet")
TABLES = ("studies", "outcomes", "findings")


def lines_of(*studies: dict) -> str:
    return "".join(json.dumps(study) + "\n" for study in studies)


def numbered(number: int) -> dict:
    study = full_study()
    study["protocolSection"]["identificationModule"]["nctId"] = f"NCT{number:08}"
    return study


def content(path: Path) -> list[list[tuple]]:
    with opened_library(path) as library:
        return [
            library.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in TABLES
        ]


def ask(path: Path, query: str) -> list[tuple]:
    with opened_library(path) as library:
        return library.execute(query).fetchall()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "records.jsonl"
    file.write_text(lines_of(*map(numbered, range(1, 8))))
    return file


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_becomes_a_row_with_typed_columns(tmp_path: Path, source: Path, kind: str):
    library = tmp_path / f"library{kind}"
    assert build_library(library, [source]) == Built(7, 0, 0)
    row = ask(
        library,
        "SELECT title, conditions, phases, enrolment, start_date, primary_completion_date, version,"
        " countries, n_outcomes, accrual_days FROM studies WHERE nct_id = 'NCT00000003'",
    )
    # From 2022-03-01 to 2024-03 less the 336 days of the primary outcome: 731 - 336.
    assert row == [
        (
            "A Study of Drug A",
            ["Hepatitis B"],
            ["PHASE2", "PHASE3"],
            120,
            date(2022, 3, 1),
            date(2024, 3, 1),
            "2024-06-01",
            ["Switzerland"],
            3,
            395,
        )
    ]


def test_each_outcome_is_a_row_with_its_time_frame_read(tmp_path: Path, source: Path):
    build_library(tmp_path / "l.duckdb", [source])
    query = (
        "SELECT kind, position, measure, horizon_number, horizon_unit, horizon_days FROM outcomes "
        "WHERE nct_id = 'NCT00000001' ORDER BY position"
    )
    assert ask(tmp_path / "l.duckdb", query) == [
        ("primary", 0, "Cure", 48.0, "week", 336.0),
        ("secondary", 1, "Harm", 52.0, "week", 364.0),
        ("other", 2, "Cost", 1.0, "year", 365.25),
    ]


def test_findings_are_counted_by_severity(tmp_path: Path, source: Path):
    library = tmp_path / "l.duckdb"
    build_library(library, [source], as_of=date(2026, 1, 1))
    (counts,) = ask(
        library, "SELECT errors, warnings, notes FROM studies WHERE nct_id = 'NCT00000001'"
    )
    listed = dict(
        ask(
            library,
            "SELECT severity, count(*) FROM findings WHERE nct_id = 'NCT00000001' GROUP BY ALL",
        )
    )
    assert counts == tuple(listed.get(name, 0) for name in ("error", "warning", "note"))
    assert counts[0] > 0


def test_a_record_without_any_date_is_kept_and_not_judged(tmp_path: Path):
    source = tmp_path / "one.json"
    source.write_text(json.dumps(bare_study()))
    build_library(tmp_path / "l.duckdb", [source])
    query = "SELECT version, linted_as_of, errors FROM studies"
    assert ask(tmp_path / "l.duckdb", query) == [("", None, None)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_version_replaces_and_another_one_stands_beside(tmp_path: Path, kind: str):
    library, first, later = tmp_path / f"l{kind}", numbered(1), numbered(1)
    later["derivedSection"]["miscInfoModule"]["versionHolder"] = "2025-01-01"
    changed = numbered(1)
    changed["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = 7
    source = tmp_path / "s.jsonl"
    source.write_text(lines_of(first, numbered(2)))
    assert build_library(library, [source]) == Built(2, 0, 0)
    source.write_text(lines_of(changed, later))
    assert build_library(library, [source]) == Built(2, 1, 0)
    query = "SELECT nct_id, version, enrolment FROM studies ORDER BY ALL"
    assert ask(library, query) == [
        ("NCT00000001", "2024-06-01", 7),
        ("NCT00000001", "2025-01-01", 120),
        ("NCT00000002", "2024-06-01", 120),
    ]
    assert ask(library, "SELECT count(*) FROM outcomes") == [(9,)]


def test_of_a_record_twice_in_one_file_the_last_counts(tmp_path: Path):
    last = numbered(1)
    last["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = 7
    source = tmp_path / "s.jsonl"
    source.write_text(lines_of(numbered(1), last))
    assert build_library(tmp_path / "l.duckdb", [source]).records == 1
    assert ask(tmp_path / "l.duckdb", "SELECT enrolment FROM studies") == [(7,)]


def test_a_bad_record_is_listed_with_its_line_and_the_others_are_taken_in(tmp_path: Path):
    source = tmp_path / "s.jsonl"
    source.write_text(lines_of(numbered(1)) + '{"cut": \n\n[]\n' + lines_of(numbered(2)))
    problems = []
    built = build_library(tmp_path / "l.duckdb", [source], on_problem=problems.append)
    assert built == Built(2, 0, 2)
    assert [(problem.file, problem.line) for problem in problems] == [
        (str(source), 2),
        (str(source), 4),
    ]
    assert "cut off" in problems[0].what


def test_a_line_longer_than_any_record_is_left_out_without_being_held(tmp_path: Path):
    source = tmp_path / "s.jsonl"
    source.write_text(f'{{"a": "{"x" * 6_000_000}"}}\n' + lines_of(numbered(2)))
    problems = []
    assert build_library(tmp_path / "l.duckdb", [source], on_problem=problems.append).records == 1
    assert "larger than 5 MB" in problems[0].what


def test_a_folder_gives_its_files_in_the_order_of_their_names(tmp_path: Path):
    folder = tmp_path / "records"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "2.json").write_text(json.dumps(numbered(2)))
    (folder / "a.jsonl").write_text(lines_of(numbered(1)))
    (folder / "readme.md").write_text("not a record")
    assert build_library(tmp_path / "l.duckdb", [folder]) == Built(2, 0, 0)
    assert [row[0][-1] for row in ask(tmp_path / "l.duckdb", "SELECT nct_id FROM studies")] == [
        "1",
        "2",
    ]


def test_two_processes_make_what_one_makes(tmp_path: Path, source: Path):
    one, two = tmp_path / "one.duckdb", tmp_path / "two.duckdb"
    build_library(one, [source], workers=1)
    build_library(two, [source], workers=2)
    assert content(one) == content(two)


def test_a_parquet_library_holds_what_a_database_holds_and_is_the_same_file_again(tmp_path, source):
    database, packed, again = (tmp_path / name for name in ("l.duckdb", "l.parquet", "m.parquet"))
    for library in (database, packed, again):
        build_library(library, [source])
    assert content(database) == content(packed)
    assert packed.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_comes_out_byte_for_byte(tmp_path: Path, kind: str):
    raw = json.dumps(full_study(), indent=3).encode()
    (tmp_path / "one.json").write_bytes(raw)
    library = tmp_path / f"l{kind}"
    build_library(library, [tmp_path / "one.json"])
    with opened_library(library) as connection:
        record = stored_record(connection, "NCT00000042", library)
        assert record.raw == raw
        assert record.sha256 == as_record(full_study()).sha256 or record.study
        with pytest.raises(RecordError, match="has no study 'NCT99999999'"):
            stored_record(connection, "NCT99999999", library)


def test_contact_data_stay_in_the_stored_record(tmp_path: Path, source: Path):
    study = full_study()
    study["protocolSection"]["descriptionModule"]["briefSummary"] += " Ask bob@example.org"
    source.write_text(lines_of(study))
    build_library(tmp_path / "l.duckdb", [source])
    with opened_library(tmp_path / "l.duckdb") as library:
        shown = library.execute("SELECT * EXCLUDE (raw) FROM studies").fetchall()
    assert [word for word in PERSONAL if word in str(shown)] == []


def test_what_is_no_library_is_refused_with_a_reason(tmp_path: Path, source: Path):
    foreign, broken, packed = (tmp_path / n for n in ("f.duckdb", "b.duckdb", "p.parquet"))
    duckdb.connect(str(foreign)).execute("CREATE TABLE t (a INTEGER)").close()
    broken.write_text("no database" * 500)
    packed.write_text("no parquet")
    for path, words in (
        (foreign, "no library"),
        (broken, "cannot be used as a library"),
        (packed, "cannot be used as a library"),
        (tmp_path / "l.json", "ends in .duckdb or .parquet"),
        (tmp_path / "none" / "l.duckdb", "folder does not exist"),
    ):
        with pytest.raises(RecordError, match=words):
            build_library(path, [source])
    with (
        pytest.raises(RecordError, match="there is no such library"),
        opened_library(tmp_path / "absent.duckdb"),
    ):
        pass


def test_a_source_that_does_not_exist_stops_the_build_before_it_begins(tmp_path: Path):
    with pytest.raises(RecordError, match="no such file or folder"):
        build_library(tmp_path / "l.duckdb", [tmp_path / "absent"])
