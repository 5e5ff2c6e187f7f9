"""Patterns that are looked for only where a piece of them occurs.

Nearly every text holds none of the words of nearly every rule. To find a plain piece in a text is
a hundred times faster than to match a pattern, which decides how many records a second are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from trialwright.record.lint.field_text import FieldText


class Readable(Protocol):
    """A text with its lower case at hand."""

    @property
    def text(self) -> str: ...

    @property
    def lower(self) -> str: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Words:
    """A pattern without regard to case, and lower-case pieces one of which every match holds."""

    pieces: tuple[str, ...]
    pattern: re.Pattern[str]

    def search(self, where: Readable) -> re.Match[str] | None:
        """The first match in a text."""
        return _first_match(self, where)

    def finditer(self, where: Readable) -> Iterator[re.Match[str]]:
        """All matches in a text."""
        return self.pattern.finditer(where.text) if _first_match(self, where) else iter(())

    def occur_in(self, texts: Iterable[Readable]) -> bool:
        """Whether any of the texts holds a match."""
        return any(self.search(text) for text in texts)

    def first_in(self, fields: Iterable[FieldText]) -> tuple[FieldText, re.Match[str]] | None:
        """The first field with a match, and that match."""
        found = ((field, match) for field in fields if (match := self.search(field)))
        return next(found, None)


# Records share texts, and a text is asked the same every time; see `searching.py`.
@lru_cache(maxsize=32768)
def _first_match(sought: Words, where: Readable) -> re.Match[str] | None:
    lower = where.lower
    if not any(piece in lower for piece in sought.pieces):
        return None
    return sought.pattern.search(where.text)


def words(pieces: str, pattern: str) -> Words:
    """A pattern with the pieces that betray it, parted by bars: `words("dsmb|dmc", r"...")`."""
    return Words(tuple(pieces.split("|")), re.compile(pattern, re.IGNORECASE))
