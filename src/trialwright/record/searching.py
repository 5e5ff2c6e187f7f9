"""Patterns that are looked for only where they can begin.

Nearly every text holds none of the words of nearly every rule, and most patterns begin with a
plain word. To find a word in a text is a hundred times faster than to try a pattern at each of its
characters, which decides how many records a second are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from trialwright.record.pattern_pieces import Pieces, folded, pieces_of


class Searchable:
    """A text to look for patterns in; it remembers what was found, since rules ask again."""

    if TYPE_CHECKING:

        @property
        def text(self) -> str:
            """The characters that are searched."""

    @cached_property
    def lower(self) -> str:
        """`text` in lower case, with the same positions."""
        return folded(self.text)

    @cached_property
    def found(self) -> dict[Words, re.Match[str] | None]:
        """The first match of every pattern that was looked for."""
        return {}


@dataclass(frozen=True)
class Passage(Searchable):
    """A text that belongs to no field."""

    text: str


SearchableT = TypeVar("SearchableT", bound=Searchable)


@dataclass(frozen=True, eq=False)
class Words:
    """A pattern and the plain texts that it cannot match without; see `pattern_pieces`."""

    pattern: re.Pattern[str]

    @cached_property
    def pieces(self) -> Pieces:
        """Read off when first asked for: a command needs few of all patterns."""
        return pieces_of(self.pattern)

    def search(self, where: Searchable) -> re.Match[str] | None:
        """The first match in a text."""
        found = where.found
        if self not in found:
            found[self] = next(self._matches(where), None) if self._may_match(where) else None
        return found[self]

    def finditer(self, where: Searchable) -> Iterator[re.Match[str]]:
        """All matches in a text."""
        return self._matches(where) if self.search(where) else iter(())

    def occur_in(self, texts: Iterable[Searchable]) -> bool:
        """Whether any of the texts holds a match."""
        return any(self.search(text) for text in texts)

    def first_in(self, texts: Iterable[SearchableT]) -> tuple[SearchableT, re.Match[str]] | None:
        """The first text with a match, and that match."""
        found = ((text, match) for text in texts if (match := self.search(text)))
        return next(found, None)

    def _may_match(self, where: Searchable) -> bool:
        lower = where.lower
        pieces = self.pieces.anywhere
        return not pieces or any(map(lower.__contains__, pieces))

    def _matches(self, where: Searchable) -> Iterator[re.Match[str]]:
        """As `finditer` of the pattern gives them: from left to right, none inside another."""
        if not self.pieces.begins:
            yield from self.pattern.finditer(where.text)
            return
        end = 0
        for place in self._places(where.lower):
            match = self.pattern.match(where.text, place) if place >= end else None
            if match:
                end = match.end()
                yield match

    def _places(self, lower: str) -> list[int]:
        """Where a match may begin, in order."""
        places: list[int] = []
        for begin in self.pieces.begins:
            place = lower.find(begin)
            while place >= 0:
                places.append(place)
                place = lower.find(begin, place + 1)
        return sorted(places)


def words(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> Words:
    """A pattern to look for in many texts, without regard to case unless told otherwise."""
    return Words(re.compile(pattern, flags))
