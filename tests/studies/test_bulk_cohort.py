"""The tables of very many participants hold the rows that each participant gets alone."""

from datetime import date

import pytest

from hand_made import enrolled, prtras001, snapshot_of, virology
from simulated import cohort
from trialwright.datasets import form_tables as tables_module
from trialwright.datasets.entry_table import write_entries
from trialwright.datasets.form_tables import form_tables, read_form_tables
from trialwright.endpoints.bulk.case import COLUMNS
from trialwright.endpoints.bulk.derive import derive_endpoint_tables
from trialwright.endpoints.derive import derive_endpoints

CUTOFF = date(2029, 12, 31)
ENROLLED = 60


@pytest.fixture(scope="module")
def entries():
    return [e for e in cohort(ENROLLED).entries if e.entered_at.date() <= CUTOFF]


def answers(tables):
    """Every row by its name, as `EndpointRow` holds it."""
    return {
        _name(row): _answer(row)
        for table in tables.rows.values()
        for row in table.iter_rows(named=True)
    }


def _name(row):
    parts = (row["endpoint"], row["reading"], row["participant"], row["visit"])
    return "/".join(part for part in parts if part)


def _answer(row):
    lists = {"sources": tuple(row["sources"]), "rules": tuple(row["rules"])}
    fixed = {name: lists.get(name, row[name]) for name in COLUMNS}
    others = {k: v for k, v in row.items() if k not in COLUMNS and k != "value"}
    return fixed, row.get("value"), {k: str(v) for k, v in others.items() if v is not None}


def test_tables_and_single_participants_give_the_same_rows(entries):
    tables = derive_endpoint_tables(prtras001(), [form_tables(prtras001(), entries)], CUTOFF)
    rows = derive_endpoints(snapshot_of(*entries, cutoff=CUTOFF)).rows
    expected = {
        row.id: ({name: getattr(row, name) for name in COLUMNS}, row.value, dict(row.detail))
        for row in rows
    }
    assert len(expected) > 15 * ENROLLED
    assert answers(tables) == expected


def test_the_size_of_a_block_changes_nothing(entries, tmp_path, monkeypatch):
    path = tmp_path / "entries.parquet"
    write_entries(entries, path)
    whole = derive_endpoint_tables(prtras001(), read_form_tables(prtras001(), path), CUTOFF)
    monkeypatch.setattr(tables_module, "BLOCK_ROWS", 3001)
    blocks = list(read_form_tables(prtras001(), path))
    assert len(blocks) > 5
    in_blocks = derive_endpoint_tables(prtras001(), blocks, CUTOFF)
    for endpoint, table in whole.rows.items():
        name = ["reading", "participant", "visit"]
        assert in_blocks.rows[endpoint].sort(name).equals(table.sort(name))


def test_a_study_without_participants_has_no_rows():
    tables = derive_endpoint_tables(prtras001(), [form_tables(prtras001(), [])], CUTOFF)
    assert answers(tables) == {}
    assert tables.findings.is_empty()


def test_what_cannot_be_read_is_asked_about_and_never_counted():
    """HBS-06, HBS-07"""
    spoiled = [*enrolled("S-1"), virology("S-1", "W12", "2026-05-30", "ND", "<0.05")]
    tables = derive_endpoint_tables(prtras001(), [form_tables(prtras001(), spoiled)], CUTOFF)
    (found,) = tables.findings.iter_rows(named=True)
    assert (found["endpoint"], found["source"]) == ("hbsag_loss", spoiled[-1].id)
    assert "ask the laboratory" in found["finding"]
    assert tables.rows["hbsag_loss"]["status"].to_list() == ["NO_DATA"]
