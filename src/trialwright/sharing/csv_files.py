"""Tables as CSV: UTF-8, line feeds, a header, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from trialwright.exchange.spreadsheet import inert


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one file; quotes only where a cell needs them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    path.write_bytes(text.getvalue().encode())


def read_csv(raw: bytes) -> list[list[str]]:
    """The rows of one file, header first. Raises ValueError for bytes that are no such CSV."""
    return list(csv.reader(io.StringIO(raw.decode(), newline=""), strict=True))
