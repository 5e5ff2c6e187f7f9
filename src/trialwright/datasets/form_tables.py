"""Entries as one table for each form: a row for each current entry, a column for each item.

The same entries as `Participant` gives, for the endpoints of studies that are too large for one
object per entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from trialwright.capture.entry import Entry
from trialwright.datasets.entry_table import SCHEMA
from trialwright.definition.load import Definition

#: What names a row of a form table; `entry` is the id of the entry.
KEYS = ("participant", "visit", "repeat", "entry")
UNIT = ".unit"

#: How many rows of a snapshot are held at once: some ten thousand participants.
BLOCK_ROWS = 2_000_000
_READ = (
    "entry_id",
    "participant",
    "visit",
    "form",
    "repeat",
    "item",
    "value",
    "unit",
    "entered_at",
)

FormTables = dict[str, pl.DataFrame]


def read_form_tables(definition: Definition, path: Path) -> Iterator[FormTables]:
    """Read the entries Parquet of a snapshot in blocks of whole participants, in their order.

    One block is held at a time, so that memory does not grow with the study.
    """
    for block in _blocks(path):
        yield _tables(definition, block)


def form_tables(definition: Definition, entries: Iterable[Entry]) -> FormTables:
    """The tables of entries that are in memory already."""
    rows = [row for entry in entries for row in entry.rows()]
    return _tables(definition, pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def _tables(definition: Definition, rows: pl.DataFrame) -> FormTables:
    return {
        form.id: form_table(rows.filter(form=form.id), [item.id for item in form.items])
        for form in definition.forms
    }


def _blocks(path: Path) -> Iterator[pl.DataFrame]:
    """Rows of whole participants: the rows of a block's last one wait for the next block."""
    rows = pl.scan_parquet(path).select(_READ)
    waiting = rows.clear().collect()
    offset = 0
    while (read := rows.slice(offset, BLOCK_ROWS).collect()).height:
        offset += BLOCK_ROWS
        block = pl.concat([waiting, read])
        is_last = block["participant"] == block["participant"][-1]
        waiting = block.filter(is_last)
        yield block.filter(~is_last)
    yield waiting


def form_table(rows: pl.DataFrame, items: Iterable[str]) -> pl.DataFrame:
    """The current entries of one form, in the order of participant, visit and repeat.

    `rows` has a row for each item of each entry, as a snapshot keeps them. An item nobody filled in
    has a column of nulls; "item.unit" is the column of its unit.
    """
    current = _current(rows)
    values = [_of_item(item, "value", item) for item in items]
    units = [_of_item(item, "unit", item + UNIT) for item in items]
    return (
        current.group_by("entry_id", maintain_order=True)
        .agg(pl.col("participant", "visit", "repeat").first(), *values, *units)
        .sort("participant", "visit", "repeat")
        .rename({"entry_id": "entry"})
    )


def _current(rows: pl.DataFrame) -> pl.DataFrame:
    """The last saved version of each form (`current_entries`); times are UTC, so text sorts them."""
    key = ["participant", "visit", "repeat"]
    last = (
        rows.select(*key, "entered_at", "entry_id")
        .unique()
        .sort(*key, "entered_at", "entry_id")
        .group_by(key)
        .agg(pl.col("entry_id").last())
    )
    return rows.join(last.select("entry_id"), on="entry_id", how="semi")


def _of_item(item: str, column: str, name: str) -> pl.Expr:
    return pl.col(column).filter(pl.col("item") == item).first().alias(name)
