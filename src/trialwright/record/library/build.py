"""Load records into a library: streamed, linted on every core, and safe to run again."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import duckdb

from trialwright.errors import Problem
from trialwright.record.library.batch import Batch, split_batches, write_batch
from trialwright.record.library.sources import RawRecord, iter_sources
from trialwright.record.library.store import growing_library
from trialwright.record.library.tables import TABLES

# Batches under way for each process: enough to keep it busy, few enough to keep memory flat.
_AHEAD: Final = 2


@dataclass(frozen=True)
class Built:
    """How a build ended: records taken in, those of them that were known before, those left out."""

    records: int
    replaced: int
    skipped: int


def build_library(
    library: Path,
    sources: Iterable[Path],
    *,
    as_of: date | None = None,
    workers: int = 1,
    on_problem: Callable[[Problem], None] = lambda _: None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Built:
    """Add all records of the sources to a library, each linted as of `as_of` or its own version.

    A record replaces the one with its number and version. One that cannot be read is told to
    `on_problem` and left out. The content depends on the sources and `as_of`, not on `workers`.
    Raises RecordError where a source does not exist or the file is no library.
    """
    return load_library(
        library,
        iter_sources(sources),
        as_of=as_of,
        workers=workers,
        on_problem=on_problem,
        on_progress=on_progress,
    )


def load_library(
    library: Path,
    sources: Iterable[RawRecord | Problem],
    *,
    as_of: date | None = None,
    workers: int = 1,
    on_problem: Callable[[Problem], None] = lambda _: None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Built:
    """`build_library` for records that stand in no file."""
    records = replaced = skipped = 0
    folder = Path(tempfile.mkdtemp(prefix="trialwright-library-"))
    try:
        with growing_library(library) as connection:
            for batch in _batches(sources, folder, as_of, workers):
                replaced += _take_in(connection, batch)
                records += batch.records
                skipped += len(batch.problems)
                for problem in batch.problems:
                    on_problem(problem)
                on_progress(records)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Built(records, replaced, skipped)


def _batches(
    sources: Iterable[RawRecord | Problem], folder: Path, as_of: date | None, workers: int
) -> Iterator[Batch]:
    """The batches in the order of the sources, however many processes make them."""
    places = ((batch, folder / str(n)) for n, batch in enumerate(split_batches(sources)))
    if workers == 1:
        for batch, place in places:
            yield write_batch(batch, place, as_of)
        return
    # Spawned, not forked: the database and the data frames run threads of their own.
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_collect_seldom
    ) as pool:
        under_way: deque[Future[Batch]] = deque()
        for batch, place in places:
            under_way.append(pool.submit(write_batch, batch, place, as_of))
            if len(under_way) > _AHEAD * workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _collect_seldom() -> None:
    """A judged record leaves no cycles; to look for some takes a twentieth of a worker's time."""
    gc.set_threshold(50_000)


def _take_in(connection: duckdb.DuckDBPyConnection, batch: Batch) -> int:
    """Add a batch in one transaction; returns how many of its records were known before."""
    studies = str(batch.folder / "studies.parquet")
    known = "(nct_id, version) IN (SELECT (nct_id, version) FROM read_parquet(?))"
    connection.begin()
    counted = connection.execute(f"SELECT count(*) FROM studies WHERE {known}", [studies])
    ((replaced,),) = counted.fetchall()
    for table in TABLES:
        if replaced:
            connection.execute(f"DELETE FROM {table} WHERE {known}", [studies])
        file = str(batch.folder / f"{table}.parquet")
        connection.execute(f"INSERT INTO {table} SELECT * FROM read_parquet(?)", [file])
    connection.commit()
    shutil.rmtree(batch.folder)
    return int(replaced)
