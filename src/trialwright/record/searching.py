"""Patterns that are looked for only where they can begin.

Nearly every text holds none of the words of nearly every rule, and most patterns begin with a
plain word. To find a word in a text is a hundred times faster than to try a pattern at each of its
characters, which decides how many records a second are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Final, TypeVar

from trialwright.record.lexicon import EVERY_PATTERN, Lexicon, Patterns
from trialwright.record.pattern_pieces import Pieces, folded, pieces_of

_LEXICON: Final = Lexicon()


class Searchable:
    """A text to look for patterns in; it remembers what was found, since rules ask again."""

    if TYPE_CHECKING:

        @property
        def text(self) -> str:
            """The characters that are searched."""

        @property
        def may_hold(self) -> Patterns:
            """The patterns that its words allow, and maybe others."""

    @cached_property
    def folded(self) -> str:
        """`text` without regard to case, with the same positions; see `folded`."""
        return folded(self.text)

    @cached_property
    def found(self) -> dict[Words, tuple[re.Match[str], ...]]:
        """The matches of every pattern that was looked for."""
        return {}


@dataclass(frozen=True)
class Passage(Searchable):
    """A text that is searched and not quoted.

    To look up the words of a short text takes longer than to search it for a few patterns: where
    it is part of another one, it may hold what that one holds.
    """

    text: str
    may_hold: Patterns = field(default=EVERY_PATTERN, compare=False, repr=False)


def patterns_in(text: Searchable) -> Patterns:
    """The patterns that the words of a text allow: for one in which many are looked for."""
    return _LEXICON.patterns_in(text.folded)


def joined(texts: Iterable[Searchable]) -> Passage:
    """Texts of one record, one per line."""
    together = tuple(texts)
    may_hold = reduce(or_, [text.may_hold for text in together], 0)
    return Passage("\n".join([text.text for text in together]), may_hold)


SearchableT = TypeVar("SearchableT", bound=Searchable)


@dataclass(frozen=True, eq=False)
class Words:
    """A pattern and the plain texts that it cannot match without; see `pattern_pieces`."""

    pattern: re.Pattern[str]

    @cached_property
    def pieces(self) -> Pieces:
        """Read off when first asked for: a command needs few of all patterns."""
        return pieces_of(self.pattern)

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The pieces; the empty one, which every text holds, where a match needs none."""
        return self.pieces.texts or ("",)

    @cached_property
    def bit(self) -> Patterns:
        """The pattern in the lexicon, which takes it in when it is first asked for."""
        return _LEXICON.add(self.needed)

    def search(self, where: Searchable) -> re.Match[str] | None:
        """The first match in a text."""
        found = self.matches(where)
        return found[0] if found else None

    def finditer(self, where: Searchable) -> Iterator[re.Match[str]]:
        """All matches in a text."""
        return iter(self.matches(where))

    def occur_in(self, texts: Iterable[Searchable]) -> bool:
        """Whether any of the texts holds a match."""
        return any(map(self.matches, texts))

    def first_in(self, texts: Iterable[SearchableT]) -> tuple[SearchableT, re.Match[str]] | None:
        """The first text with a match, and that match."""
        found = ((text, match) for text in texts if (match := self.search(text)))
        return next(found, None)

    def matches(self, where: Searchable) -> tuple[re.Match[str], ...]:
        """All matches in a text, from left to right, none inside another."""
        # The bit first: a text that is looked up after it knows the pattern.
        if not self.bit & where.may_hold:
            return ()
        known = where.found.get(self)
        if known is None:
            folded = where.folded
            held = [piece for piece in self.needed if piece in folded]
            known = where.found[self] = tuple(self._match(where, held)) if held else ()
        return known

    def _match(self, where: Searchable, pieces: list[str]) -> Iterable[re.Match[str]]:
        text = where.text
        if not self.pieces.are_begins:
            return self.pattern.finditer(text)
        matches = []
        match_at, end = self.pattern.match, 0
        for place in _places(pieces, where.folded):
            if place >= end and (match := match_at(text, place)):
                end = match.end()
                matches.append(match)
        return matches


def _places(pieces: list[str], text: str) -> list[int]:
    """Where any of the pieces begins, in order."""
    places: list[int] = []
    for piece in pieces:
        place = text.find(piece)
        while place >= 0:
            places.append(place)
            place = text.find(piece, place + 1)
    return sorted(places)


def words(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> Words:
    """A pattern to look for in many texts, without regard to case unless told otherwise."""
    return Words(re.compile(pattern, flags))
