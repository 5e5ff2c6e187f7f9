"""Turn a batch of raw records into files a library takes in; runs in a process of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final

import polars as pl

from trialwright.errors import Problem, RecordError
from trialwright.record.library.rows import RecordRows, derive_rows, record_version
from trialwright.record.library.sources import RawRecord
from trialwright.record.library.tables import TABLES
from trialwright.record.lint.run import outline_record
from trialwright.record.partial_date import PartialDate
from trialwright.record.read import Record, parse_record

BATCH_RECORDS: Final = 250
# What bounds memory: records are read whole, and one may be 5 MB.
BATCH_BYTES: Final = 16_000_000


@dataclass(frozen=True)
class Batch:
    """The records of a batch in `folder`, one Parquet file a table; `problems` were left out."""

    folder: Path
    records: int
    problems: tuple[Problem, ...]


def split_batches(sources: Iterable[RawRecord | Problem]) -> Iterator[list[RawRecord | Problem]]:
    """Consecutive sources in lists that are small enough to hold in memory."""
    batch: list[RawRecord | Problem] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += len(source.raw) if isinstance(source, RawRecord) else 0
        if len(batch) == BATCH_RECORDS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def write_batch(sources: Iterable[RawRecord | Problem], folder: Path, as_of: date | None) -> Batch:
    """Read, lint and write a batch. Where a record stands twice, its last place counts.

    `as_of` is the day of judgement; None judges each record as of the date of its version.
    """
    made: dict[tuple[str, str], RecordRows] = {}
    problems = []
    for source in sources:
        if isinstance(source, Problem):
            problems.append(source)
            continue
        try:
            rows = _rows(parse_record(source.raw, source.file), as_of)
        except RecordError as error:
            problems += [_placed(problem, source) for problem in error.problems]
            continue
        made.pop(rows.key, None)
        made[rows.key] = rows
    _write(list(made.values()), folder)
    return Batch(folder, len(made), tuple(problems))


def judgement_day(record: Record, as_of: date | None) -> date | None:
    """The day as of which a record is judged: the one given, or the last of its version's date."""
    version = record_version(record.view)
    return as_of or (PartialDate.parse(version).last_day if version else None)


def _rows(record: Record, as_of: date | None) -> RecordRows:
    day = judgement_day(record, as_of)
    return derive_rows(record, outline_record(record, day) if day else None)


def _placed(problem: Problem, source: RawRecord) -> Problem:
    """In a file of many records the line is that of the record."""
    if not source.line:
        return problem
    return Problem(source.file, source.line, problem.key, problem.what, problem.cure)


def _write(made: list[RecordRows], folder: Path) -> None:
    rows: dict[str, list[Any]] = {
        "studies": [each.study for each in made],
        "outcomes": list(chain.from_iterable(each.outcomes for each in made)),
        "findings": list(chain.from_iterable(each.findings for each in made)),
    }
    folder.mkdir()
    for table, columns in TABLES.items():
        frame = pl.DataFrame(rows[table], schema=dict(columns), orient="row")
        frame.write_parquet(folder / f"{table}.parquet", compression="lz4")
