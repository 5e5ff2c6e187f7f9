"""The release gate: reads the written bytes of a package and refuses it unless all of it may leave.

It trusts nothing that was decided while the package was made. Each file must be expected, each cell
must be permitted by its column, no class of look-alikes may be too small, and nothing may look like
a date, an address, an id or a text of the source.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from trialwright.errors import Problem, ReleaseRefused
from trialwright.exchange.spreadsheet import inert
from trialwright.sharing.classes import derive_classes
from trialwright.sharing.csv_files import read_csv
from trialwright.sharing.patterns import find_dates, holds_contact
from trialwright.sharing.source_marks import SourceMarks
from trialwright.sharing.tables import SUPPRESSED, Column, Table

_CURE = "the package was not released; correct the item's sharing decision or the entry"
_CONTACT = "holds an address or a number of a person"
#: A table and its rows as they were read back.
Written = tuple[Table, list[list[str]]]
#: A package with this many faults of one kind in one column is not listed fault by fault.
_SHOWN = 3


def check_package(
    folder: Path,
    tables: Sequence[Table],
    documents: Sequence[str],
    *,
    quasi_identifiers: Sequence[str],
    smallest_class: int,
    marks: SourceMarks,
) -> None:
    """Read every file in `folder`; raise ReleaseRefused with everything that may not leave.

    `tables` say which CSV files must be there and what their columns permit, `documents` name the
    other files. The table with all `quasi_identifiers` as columns is the one classes are counted in.
    """
    problems = [*_unexpected(folder, {*documents, *(table.file for table in tables)})]
    written: list[Written] = []
    for table in tables:
        rows = _read(folder, table)
        if rows is None:
            what = "is no CSV file with the columns of the dictionary"
            problems.append(Problem(table.file, 0, "", what, _CURE))
        else:
            written.append((table, rows))
    problems += [p for table, rows in written for p in _check_table(table, rows)]
    problems += _check_classes(written, quasi_identifiers, smallest_class)
    for name in documents:
        problems += _check_document(folder / name, marks)
    if problems:
        raise ReleaseRefused(sorted(problems))


def _unexpected(folder: Path, expected: set[str]) -> Iterator[Problem]:
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    for name in sorted(found - expected):
        yield Problem(name, 0, "", "this file does not belong to the package", "remove it")


def _read(folder: Path, table: Table) -> list[list[str]] | None:
    """The rows as written, without the header; None if the file is not what it should be."""
    header = [column.name for column in table.columns]
    try:
        rows = read_csv((folder / table.file).read_bytes())
    except (OSError, ValueError, csv.Error):
        return None
    if rows[:1] != [header] or any(len(row) != len(header) for row in rows):
        return None
    return rows[1:]


def _check_table(table: Table, rows: Sequence[Sequence[str]]) -> Iterator[Problem]:
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in rows]
        faulty = {cell: what for cell in set(cells) if (what := _fault(column, cell))}
        lines = [line for line, cell in enumerate(cells, start=2) if cell in faulty]
        for line in lines[:_SHOWN]:
            what = faulty[cells[line - 2]]
            if len(lines) > _SHOWN:
                what += f" (and {len(lines) - 1} more in this column)"
            yield Problem(table.file, line, column.name, what, _CURE)


def _fault(column: Column, cell: str) -> str | None:
    # Written codes may carry the apostrophe that keeps a spreadsheet from running them.
    bare = cell.removeprefix("'")
    if not column.permits(bare) or inert(bare) != cell:
        return "holds what its column does not permit"
    # A viral load of 20 260 302 copies is no date; whole texts were excluded above.
    if any(find_dates(cell, compact=column.kind != "result")):
        return "looks like a date"
    return _CONTACT if holds_contact(cell) else None


def _check_classes(
    written: Sequence[Written], quasi: Sequence[str], smallest: int
) -> Iterator[Problem]:
    """Every class is large enough, and whoever is suppressed is so in every file."""
    suppressed: frozenset[str] | None = None
    for table, rows in written:
        names = [column.name for column in table.columns]
        if set(quasi) <= set(names):
            profiles = {row[0]: tuple(row[names.index(q)] for q in quasi) for row in rows}
            suppressed = frozenset(p for p, values in profiles.items() if SUPPRESSED in values)
            yield from _small_classes(table, profiles, suppressed, smallest)
    if suppressed is None:
        yield Problem("", 0, "classes", "no file holds the quasi-identifiers", _CURE)
        return
    for table, rows in written:
        yield from _given_back(table, rows, suppressed)


def _small_classes(
    table: Table, profiles: dict[str, tuple[str, ...]], suppressed: frozenset[str], smallest: int
) -> Iterator[Problem]:
    shown = derive_classes([v for person, v in profiles.items() if person not in suppressed])
    if shown.k is not None and shown.k < smallest:
        what = f"a class of {shown.k} is smaller than {smallest}"
        yield Problem(table.file, 0, "classes", what, _CURE)
    if 0 < len(suppressed) < smallest:
        what = f"only {len(suppressed)} participants are suppressed: they would be found as such"
        yield Problem(table.file, 0, "classes", what, _CURE)
    if any(set(profiles[person]) != {SUPPRESSED} for person in suppressed):
        what = "a participant is suppressed in part: the rest gives the value back"
        yield Problem(table.file, 0, "classes", what, _CURE)


def _given_back(
    table: Table, rows: Sequence[Sequence[str]], suppressed: frozenset[str]
) -> Iterator[Problem]:
    places = [i for i, column in enumerate(table.columns) if column.revealing]
    for line, row in enumerate(rows, start=2):
        if row[0] in suppressed and any(row[place] != SUPPRESSED for place in places):
            what = "a suppressed participant's value is given back here"
            yield Problem(table.file, line, "", what, _CURE)


def _check_document(path: Path, marks: SourceMarks) -> Iterator[Problem]:
    try:
        text = path.read_bytes().decode()
    except (OSError, ValueError):
        yield Problem(path.name, 0, "", "cannot be read back as UTF-8 text", _CURE)
        return
    for number, line in enumerate(text.splitlines(), start=1):
        for found in find_dates(line):
            yield Problem(path.name, number, "", f"'{found}' looks like a date", _CURE)
        if holds_contact(line):
            yield Problem(path.name, number, "", _CONTACT, _CURE)
    for found in marks.found_in(text):
        line_number = text.count("\n", 0, text.index(found)) + 1
        what = f"'{found}' is an id or a text of the source"
        yield Problem(path.name, line_number, "", what, _CURE)
