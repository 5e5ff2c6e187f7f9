"""The file of a library: an embedded DuckDB database, or one Parquet file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from trialwright.errors import Problem, RecordError
from trialwright.record.library.tables import LAYOUT, TABLES, create_statements, packed_query

DUCKDB: Final = ".duckdb"
PARQUET: Final = ".parquet"
# Ceilings that a ward computer has; DuckDB goes to disk beyond them. To add records needs little:
# at twice as much it holds pages it could write, and takes as long.
_MEMORY: Final = "250MB"
_MEMORY_TO_SORT: Final = "500MB"


@contextmanager
def opened_library(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A library to read: the tables `studies`, `outcomes`, `findings`.

    Raises RecordError for a file that is none. Values go into its queries as parameters only.
    """
    _check_name(path)
    if not path.is_file():
        raise _refused(path, "there is no such library", "make it with: record library build")
    with _opened(path) as connection:
        yield connection


@contextmanager
def growing_library(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A library to add to, made where there is none.

    A DuckDB file grows in place. A Parquet file cannot: it is written anew and takes the place of
    the old one when it is whole.
    """
    _check_name(path)
    if not path.parent.is_dir():
        raise _refused(path, "its folder does not exist", "make the folder first")
    if path.suffix == PARQUET:
        with _rewritten(path) as connection:
            yield connection
        return
    with _prepared(path, path) as connection:
        yield connection


@contextmanager
def _rewritten(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        with _prepared(folder / "library.duckdb", path) as connection:
            if path.exists():
                _copy_packed(connection, path, folder)
            yield connection
            draft = folder / "library.parquet"
            connection.execute(f"SET memory_limit = '{_MEMORY_TO_SORT}'")
            connection.sql(packed_query()).write_parquet(str(draft), compression="zstd")
        draft.replace(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        if path.suffix == PARQUET:
            connection = _connect(None)
            _unpack(connection, path)
        else:
            connection = duckdb.connect(str(path), read_only=True)
        _check_layout(connection, path)
    except duckdb.Error as error:
        raise _no_library(path, error) from None
    return connection


def _prepared(file: Path, named: Path) -> duckdb.DuckDBPyConnection:
    """A library to write to in `file`, with its tables; messages name the file `named`."""
    try:
        connection = _connect(file)
        if not connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            for statement in create_statements():
                connection.execute(statement)
        _check_layout(connection, named)
    except duckdb.Error as error:
        raise _no_library(named, error) from None
    return connection


def _connect(path: Path | None) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path) if path else ":memory:")
    connection.execute(f"SET memory_limit = '{_MEMORY}'")
    # Rows keep the order in which they came, so that the same sources give the same content.
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET threads = 1")
    return connection


def _check_name(path: Path) -> None:
    """By its name DuckDB takes a file for a table of another format, and then keeps nothing."""
    if path.suffix not in (DUCKDB, PARQUET):
        raise _refused(path, "a library ends in .duckdb or .parquet", "name it so")


def _check_layout(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        found = connection.execute("SELECT version FROM layout").fetchall()
    except duckdb.CatalogException:
        raise _refused(path, "this is a database, but no library", "name another file") from None
    if found != [(LAYOUT,)]:
        raise _refused(path, "the library was made by another version", "build it anew") from None


def _unpack(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Views of a Parquet library that look like the tables of a DuckDB one."""
    packed = connection.read_parquet(str(path))
    if "outcomes" not in packed.columns or "raw" not in packed.columns:
        raise _refused(path, "this is a Parquet file, but no library", "name another file")
    packed.create_view("packed")
    connection.execute("CREATE VIEW studies AS SELECT * EXCLUDE (outcomes, findings) FROM packed")
    for table in ("outcomes", "findings"):
        connection.execute(
            f"CREATE VIEW {table} AS SELECT nct_id, version, unnest({table}, recursive := true) "
            "FROM packed"
        )
    connection.execute(f"CREATE VIEW layout AS SELECT {LAYOUT} AS version")


def _copy_packed(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> None:
    """Take over a Parquet library, by way of files: one connection cannot read the other."""
    with _opened(path) as reader:
        for table in TABLES:
            file = folder / f"{table}.parquet"
            reader.sql(f"SELECT * FROM {table}").write_parquet(str(file))
            connection.execute(f"INSERT INTO {table} SELECT * FROM read_parquet(?)", [str(file)])
            file.unlink()


def _no_library(path: Path, error: Exception) -> RecordError:
    first = (str(error).splitlines() or ["no reason given"])[0]
    what = f"the file cannot be used as a library: {first}"
    return _refused(path, what, "is it a library, and not open elsewhere?")


def _refused(path: Path, what: str, cure: str) -> RecordError:
    return RecordError(Problem(str(path), 0, "", what, cure))
