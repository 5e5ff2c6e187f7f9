"""Export the audit trail: the journal, its heads, the tables and the schema, of one moment.

What is written here is read by `trialwright.capture.journal.proof`, which needs no database then.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from trialwright.capture.journal.proof import TABLES, canonical
from trialwright_web.audit.reading import Moment, one_moment
from trialwright_web.audit.schema import journal_schema

VERSION = 1


def write_trail(path: Path, alias: str = DEFAULT_DB_ALIAS) -> int:
    """Write the trail into a new file; how many objects it holds. FileExistsError for one in use."""
    count = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for line in trail(alias):
            file.write(line)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count


def trail(alias: str = DEFAULT_DB_ALIAS) -> Iterator[bytes]:
    """The trail, line by line."""
    count = 0
    with one_moment(alias) as moment:
        for told in chain(_begin(moment), _lines(moment), _heads(moment), _rows(moment)):
            yield canonical(told) + b"\n"
            count += 1
    yield canonical({"end": count}) + b"\n"


def _begin(moment: Moment) -> Iterator[dict[str, Any]]:
    yield {"trail": VERSION, "database": moment.vendor, "schema": journal_schema(moment)}


def _lines(moment: Moment) -> Iterator[dict[str, Any]]:
    columns = "study, chain, seq, body, hash"
    yield from moment.rows(f"SELECT {columns} FROM journal_line ORDER BY study, chain, seq")


def _heads(moment: Moment) -> Iterator[dict[str, Any]]:
    columns = "study, chain, seq, hash"
    for head in moment.rows(f"SELECT {columns} FROM journal_head ORDER BY study, chain"):
        yield {"head": head}


def _rows(moment: Moment) -> Iterator[dict[str, Any]]:
    for kind, table in TABLES.items():
        names = ["study", *table.key, *table.columns, *([table.values] if table.values else [])]
        columns = ", ".join(map(moment.quoted, dict.fromkeys(names)))
        order = ", ".join(map(moment.quoted, dict.fromkeys(["study", *table.key])))
        name = moment.quoted(table.name)
        for row in moment.rows(f"SELECT {columns} FROM {name} ORDER BY {order}"):
            yield {"kind": kind, "row": row}
