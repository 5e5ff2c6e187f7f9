"""A CSV file of another program, from bytes to rows of text: strictly, or refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence

LIMIT_BYTES: Final = 5_000_000
LIMIT_ROWS: Final = 100_000
ENCODINGS: Final = ("utf-8", "gb18030", "utf-16")


class CsvRefused(TrialwrightError):
    """The file is no table that can be read without guessing."""


@dataclass(frozen=True)
class CsvRow:
    """One row: column -> text as it stands in the file, and the line on which the row begins."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class CsvTable:
    """A header and its rows."""

    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]


def read_csv(data: bytes, *, name: str, encoding: str = "utf-8", delimiter: str = ",") -> CsvTable:
    """Read a CSV file with one header row. Rows that are wholly empty are skipped.

    Raises CsvRefused: too large, not in `encoding`, a NUL character, no header, a column without
    name or twice, a row that is longer or shorter than the header, a quote that is not closed.
    """
    if len(data) > LIMIT_BYTES:
        raise _refused(
            name,
            0,
            sentence("the file is larger than {most} MB", most=LIMIT_BYTES // 1000000),
            sentence("split it"),
        )
    rows = _rows(_text(data, name, encoding), name, delimiter)
    if not rows:
        raise _refused(name, 0, sentence("the file is empty"), sentence("export it again"))
    columns = tuple(column.strip() for column in rows[0][1])
    _check_header(columns, name, rows[0][0])
    problems = [
        Problem(
            name,
            line,
            "",
            sentence(
                "{fields} fields stand under {columns} columns",
                fields=len(row),
                columns=len(columns),
            ),
        )
        for line, row in rows[1:]
        if len(row) != len(columns)
    ]
    if problems:
        raise CsvRefused(problems)
    return CsvTable(
        columns, tuple(CsvRow(line, dict(zip(columns, row, strict=True))) for line, row in rows[1:])
    )


def _text(data: bytes, name: str, encoding: str) -> str:
    if encoding not in ENCODINGS:
        raise _refused(
            name,
            0,
            sentence("{encoding} is not read", encoding=encoding),
            sentence("use {encodings}", encodings=ENCODINGS),
        )
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        cure = sentence("save it as UTF-8, or name its encoding in the mapping")
        raise _refused(
            name, line, sentence("the text is not {encoding}", encoding=encoding), cure
        ) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise _refused(
            name,
            line,
            sentence("the text holds a NUL character"),
            sentence("is it a spreadsheet file?"),
        )
    return text


def _rows(text: str, name: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for row in reader:
            if any(field.strip() for field in row):
                rows.append((begins, row))
            begins = reader.line_num + 1
            if len(rows) > LIMIT_ROWS + 1:
                raise _refused(
                    name,
                    begins,
                    sentence("more than {most} rows", most=LIMIT_ROWS),
                    sentence("split the file"),
                )
    except csv.Error as error:
        cure = sentence("is a quote not closed, or a field too long?")
        raise _refused(name, begins, sentence("no CSV: {cause}", cause=error), cure) from None
    return rows


def _check_header(columns: tuple[str, ...], name: str, line: int) -> None:
    problems = [
        Problem(name, line, "", sentence("column {number} has no name", number=number))
        for number, column in enumerate(columns, start=1)
        if not column
    ]
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    problems += [
        Problem(name, line, column, sentence("the column stands there twice")) for column in twice
    ]
    if problems:
        raise CsvRefused(problems)


def _refused(name: str, line: int, what: str, cure: str) -> CsvRefused:
    return CsvRefused(Problem(name, line, "", what, cure))
