"""The records in folders and files, one after the other, without holding more than one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from trialwright.errors import Problem, RecordError
from trialwright.record.read import MAX_BYTES

LINES: Final = frozenset({".jsonl", ".ndjson"})
FILES: Final = frozenset({".json", ".txt"}) | LINES


@dataclass(frozen=True)
class RawRecord:
    """The bytes of one record and where they stand; `line` is 0 where the file is one record."""

    file: str
    line: int
    raw: bytes = field(repr=False)


def iter_sources(paths: Iterable[Path]) -> Iterator[RawRecord | Problem]:
    """Every record below the paths, in the order of the paths and of the names in a folder.

    A folder gives its files that end in .json, .txt, .jsonl or .ndjson; the last two hold one
    record a line. A file that cannot be read is a Problem. Raises RecordError for a path that
    does not exist, before anything is read.
    """
    files = [file for path in paths for file in _files(path)]
    for file in files:
        try:
            with file.open("rb") as stream:
                yield from _lines(stream, file) if file.suffix in LINES else [_whole(stream, file)]
        except OSError as error:
            what = f"the file cannot be read: {error.strerror}"
            yield Problem(str(file), 0, "", what, "check its permissions")


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.suffix in FILES and file.is_file())
    raise RecordError(
        Problem(str(path), 0, "", "there is no such file or folder", "check the path")
    )


def _whole(stream: BinaryIO, file: Path) -> RawRecord:
    return RawRecord(str(file), 0, stream.read(MAX_BYTES + 1))


def _lines(stream: BinaryIO, file: Path) -> Iterator[RawRecord]:
    number = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        if not line.endswith(b"\n"):
            _skip_rest(stream)
        if line.strip():
            yield RawRecord(str(file), number, line.removesuffix(b"\n"))


def _skip_rest(stream: BinaryIO) -> None:
    """Pass over the rest of a line that is longer than any record."""
    while rest := stream.readline(MAX_BYTES):
        if rest.endswith(b"\n"):
            return
