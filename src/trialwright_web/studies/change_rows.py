"""The changes between two records, module by module, as a page lists them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trialwright.record.compare.changes import Change
from trialwright.record.compare.show_comparison import change_words
from trialwright.record.compare.words import Piece


@dataclass(frozen=True)
class ChangeRow:
    """One change: where, of which list entry, and either its pieces or a sentence."""

    path: str
    place: str
    pieces: tuple[Piece, ...]
    words: str


@dataclass(frozen=True)
class ChangeGroup:
    """The changes inside one module of the record."""

    module: str
    rows: tuple[ChangeRow, ...]


def group_changes(changes: Iterable[Change]) -> tuple[ChangeGroup, ...]:
    """The changes in the order of the record, together by module."""
    rows: dict[str, list[ChangeRow]] = {}
    for change in changes:
        module = ".".join(change.path.split(".")[:2])
        rows.setdefault(module, []).append(_row(change, module))
    return tuple(ChangeGroup(module, tuple(found)) for module, found in rows.items())


def _row(change: Change, module: str) -> ChangeRow:
    path = change.path.removeprefix(f"{module}.")
    pieces = () if change.is_hidden else change.words
    return ChangeRow(path, change.place, pieces, change_words(change))
