"""Take a record out of a library, byte for byte as it went in."""

from __future__ import annotations

import zlib
from pathlib import Path

import duckdb

from trialwright.errors import Problem, RecordError
from trialwright.record.read import Record, parse_record


def stored_record(library: duckdb.DuckDBPyConnection, nct_id: str, name: Path) -> Record:
    """The newest version of a study's record. Raises RecordError where the library has none.

    `name` is the library's file, for the message.
    """
    query = "SELECT raw FROM studies WHERE nct_id = ? ORDER BY version DESC LIMIT 1"
    rows = library.execute(query, [nct_id]).fetchall()
    if not rows:
        what = f"the library has no study {nct_id[:40]!r}"
        cure = "look for it with: record library search"
        raise RecordError(Problem(str(name), 0, "", what, cure))
    return parse_record(zlib.decompress(rows[0][0]), nct_id)
