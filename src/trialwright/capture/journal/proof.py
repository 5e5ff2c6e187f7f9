"""Prove a study's journal with nothing but Python's standard library.

    python proof.py STUDY.sqlite3 [--anchors FILE]     the database of a site
    python proof.py TRAIL.jsonl   [--anchors FILE]     the audit trail it exported

This one file is all that an inspector needs to read and to run. It proves, in this order:

1. Chain. Every line carries the SHA-256 of the line before it, its own number and nothing that was
   changed since it was written.
2. State. Playing the lines of a chain from the first to the last gives the tables, field by field.
3. Schema. The triggers that refuse a change to the journal are there.
4. Anchors. The heads written down outside the database, night by night, are still in it.

What a line holds. `body` is canonical JSON, `hash` is the SHA-256 of its bytes in UTF-8. A body has

    version 1 · study · chain · seq (from 1) · previous (hash of line seq - 1; zeros for the first)
    at (UTC) · by (user) · role · action · reason · definition (its SHA-256)
    changes: [{kind, key, fields: {field: [old, new]}}]

`null` as old or new means that the field had, or has, no value.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

VERSION = 1
FIRST_PREVIOUS = "0" * 64
BODY_FIELDS = frozenset(
    "version study chain seq previous at by role action reason definition changes".split()
)


class Line(NamedTuple):
    """One line as it is kept: `body` is the text that `hash` is the SHA-256 of."""

    study: str
    chain: str
    seq: int
    body: str
    hash: str


class Fault(NamedTuple):
    """What does not hold, and where. `seq` is 0 where no single line is meant."""

    study: str
    chain: str
    seq: int
    what: str

    def __str__(self) -> str:
        line = f" line {self.seq}" if self.seq else ""
        return f"{self.study} {self.chain}{line}: {self.what}"


# (study, kind, key) -> field -> value. A field without a value is absent.
Key = tuple[str, str, tuple[str, ...]]
State = dict[Key, dict[str, Any]]


class Table(NamedTuple):
    """Where the current state of one kind of object is kept.

    `columns` are fields of their own name; each key of the JSON object in `values` is a field
    "values.KEY".
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    values: str = ""


# -- canonical JSON ----------------------------------------------------------------------------


def canonical(value: object) -> bytes:
    """The one way to write a value: keys sorted by code point, no blanks, UTF-8.

    Text, whole numbers, true, false, null, lists and objects with text keys. A floating-point
    number is refused: two programs would write it differently. Raises ValueError.
    """
    _check_plain(value)
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")


def _check_plain(value: object) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, list | tuple):
        for each in value:
            _check_plain(each)
        return
    if isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{key!r} is no text and cannot be a key")
            _check_plain(each)
        return
    raise ValueError(f"{value!r} cannot be written the same way everywhere")


def hash_of(body: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


# -- chain -------------------------------------------------------------------------------------


def check_chain(lines: Iterable[Line]) -> Iterator[Fault]:
    """Faults of one chain, whose lines are given in the order of `seq`."""
    previous, expected = FIRST_PREVIOUS, 1
    for line in lines:
        if line.seq != expected:
            missing = f"line {expected} is missing" if line.seq > expected else "twice"
            yield Fault(line.study, line.chain, line.seq, missing)
        yield from _line_faults(line, previous)
        previous, expected = line.hash, line.seq + 1


def _line_faults(line: Line, previous: str) -> Iterator[Fault]:
    where = line.study, line.chain, line.seq
    if hash_of(line.body.encode("utf-8", "surrogatepass")) != line.hash:
        yield Fault(*where, "the line was changed: its text no longer has its hash")
    body = read_body(line)
    if body is None:
        yield Fault(*where, "the text of the line is no canonical line of this version")
        return
    if (body["study"], body["chain"], body["seq"]) != where:
        yield Fault(*where, "the line was moved: it says another study, chain or number")
    if body["previous"] != previous:
        yield Fault(*where, "does not follow the line before it: a line was changed or removed")


def read_body(line: Line) -> dict[str, Any] | None:
    """The fields of a line, or None where its text is not a canonical line of this version."""
    try:
        body = json.loads(line.body)
        known = isinstance(body, dict) and set(body) == BODY_FIELDS and body["version"] == VERSION
        return body if known and canonical(body).decode("utf-8") == line.body else None
    except (ValueError, RecursionError):
        return None


# -- state -------------------------------------------------------------------------------------


def replay(lines: Iterable[Line], state: State) -> Iterator[Fault]:
    """Play the lines of a chain into `state`. A fault where a line's old value is not the state's."""
    for line in lines:
        body = read_body(line)
        for change in body["changes"] if body else ():
            key = (line.study, change["kind"], tuple(change["key"]))
            fields = state.setdefault(key, {})
            for field, (old, new) in sorted(change["fields"].items()):
                if fields.get(field) != old:
                    what = f"{change['kind']} {'/'.join(key[2])}: {field} was not {old!r} before"
                    yield Fault(line.study, line.chain, line.seq, what)
                if new is None:
                    fields.pop(field, None)
                else:
                    fields[field] = new


def compare(replayed: State, tables: State) -> Iterator[Fault]:
    """Faults where the tables hold something else than the journal led to."""
    for key in sorted(replayed.keys() | tables.keys()):
        study, kind, parts = key
        told, held = replayed.get(key), tables.get(key)
        name = f"{kind} {'/'.join(parts)}"
        if told is None:
            yield Fault(study, "", 0, f"{name} is in the tables, the journal knows nothing of it")
        elif held is None:
            yield Fault(study, "", 0, f"{name} is missing from the tables")
        else:
            for field in sorted(told.keys() | held.keys()):
                if told.get(field) != held.get(field):
                    what = f"{name}: {field} is {held.get(field)!r} in the tables"
                    what += f", {told.get(field)!r} by the journal"
                    yield Fault(study, "", 0, what)


def table_state(
    study: str, kind: str, table: Table, row: Mapping[str, Any]
) -> tuple[Key, dict[str, Any]]:
    """One row of a table as the state of one object."""
    key = (study, kind, tuple(str(row[column]) for column in table.key))
    fields = {column: row[column] for column in table.columns if row[column] is not None}
    if table.values:
        values = row[table.values]
        content = json.loads(values) if isinstance(values, str) else values
        fields |= {f"values.{name}": value for name, value in content.items() if value is not None}
    return key, fields
