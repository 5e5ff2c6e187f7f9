"""Entries as one Parquet table, a row for each item, and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from pathlib import Path

import polars as pl

from trialwright.capture.entry import EnteredValue, Entry, EntryRow

SCHEMA: dict[str, type[pl.DataType]] = {
    "entry_id": pl.String,
    "participant": pl.String,
    "visit": pl.String,
    "form": pl.String,
    "repeat": pl.Int32,
    "item": pl.String,
    "value": pl.String,
    "unit": pl.String,
    "reason_missing": pl.String,
    "entered_at": pl.String,
    "by": pl.String,
    "definition_hash": pl.String,
}


def write_entries(entries: Iterable[Entry], path: Path) -> int:
    """Write entries in the order (participant, visit, form, repeat, time, id); return the rows."""
    ordered = sorted(
        entries, key=lambda e: (e.participant, e.visit, e.form, e.repeat, e.entered_at, e.id)
    )
    rows = [row for entry in ordered for row in entry.rows()]
    # One column at a time: the order of rows is ours, and no thread may change it.
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    data = {name: list(column) for name, column in zip(SCHEMA, columns, strict=True)}
    pl.DataFrame(data, schema=SCHEMA).write_parquet(path, compression="zstd", statistics=False)
    return len(rows)


def read_entries(path: Path) -> tuple[Entry, ...]:
    """Read entries back, in the order they were written."""
    rows = (EntryRow(*row) for row in pl.read_parquet(path, columns=list(SCHEMA)).iter_rows())
    return tuple(_entry(list(group)) for _, group in groupby(rows, key=lambda row: row.entry_id))


def _entry(rows: list[EntryRow]) -> Entry:
    first = rows[0]
    return Entry(
        first.entry_id,
        first.participant,
        first.visit,
        first.form,
        first.repeat,
        tuple(EnteredValue(r.item, r.value, r.unit, r.reason_missing) for r in rows),
        datetime.fromisoformat(first.entered_at),
        first.by,
        first.definition_hash,
    )
