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

from trialwright.record.lexicon import EVERY_PART, Lexicon, Parts
from trialwright.record.pattern_pieces import Pieces, folded, pieces_of

_LEXICON: Final = Lexicon()
# Chinese and Japanese are written without blanks: in "Kaplan-Meier法" and "行MRI检查" a Latin word
# ends, but `re` sees letters on both sides. Regard to case keeps it from looking for the other case
# of each sign.
_HAN: Final = "[\u3040-\u30ff\u3400-\u9fff]"
_IS_HAN: Final = re.compile(_HAN)
_EDGE_BESIDE_HAN: Final = rf"(?:\b|(?-i:(?<={_HAN})|(?={_HAN})))"


class Searchable:
    """A text to look for patterns in; it remembers what was found, since rules ask again."""

    if TYPE_CHECKING:

        @property
        def text(self) -> str:
            """The characters that are searched."""

        @property
        def may_hold(self) -> Parts:
            """The parts of patterns in its words, and maybe others."""

    @cached_property
    def folded(self) -> str:
        """`text` without regard to case, with the same positions; see `folded`."""
        return folded(self.text)

    @cached_property
    def has_han(self) -> bool:
        """Whether it holds signs of a script that is written without blanks."""
        return _IS_HAN.search(self.text) is not None

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
    may_hold: Parts = field(default=EVERY_PART, compare=False, repr=False)


def parts_in(text: Searchable) -> Parts:
    """The parts of patterns in the words of a text: for one in which many are looked for."""
    return _LEXICON.parts_in(text.folded)


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
    def _beside_han(self) -> re.Pattern[str]:
        """The pattern with edges of words where its own letters end; few records need it."""
        return re.compile(self.pattern.pattern.replace(r"\b", _EDGE_BESIDE_HAN), self.pattern.flags)

    def pattern_for(self, where: Searchable) -> re.Pattern[str]:
        """The pattern as a text of its script needs it."""
        # Nearly all texts are told apart by the first question, which costs nothing.
        plain = where.text.isascii() or not where.has_han
        return self.pattern if plain else self._beside_han

    @cached_property
    def _told_by(self) -> dict[Parts, list[str]]:
        """The pieces by their part in the lexicon, which takes them in when first asked for."""
        return _LEXICON.add(self.needed)

    @cached_property
    def parts(self) -> Parts:
        """The parts of words of which every match holds one."""
        return reduce(or_, self._told_by)

    def search(self, where: Searchable) -> re.Match[str] | None:
        """The first match in a text."""
        found = self.matches(where)
        return found[0] if found else None

    def finditer(self, where: Searchable) -> Iterator[re.Match[str]]:
        """All matches in a text."""
        return iter(self.matches(where))

    def occur_in(self, texts: Iterable[Searchable]) -> bool:
        """Whether any of the texts holds a match."""
        return self.first_in(texts) is not None

    def first_in(self, texts: Iterable[SearchableT]) -> tuple[SearchableT, re.Match[str]] | None:
        """The first text with a match, and that match."""
        parts = self.parts
        # What `matches` asks first is asked here: for most texts that saves the call.
        for text in texts:
            if parts & text.may_hold and (found := self.matches(text)):
                return text, found[0]
        return None

    def matches(self, where: Searchable) -> tuple[re.Match[str], ...]:
        """All matches in a text, from left to right, none inside another."""
        # The parts first: a text that is looked up after it knows the pattern.
        told = self.parts & where.may_hold
        if not told:
            return ()
        known = where.found.get(self)
        if known is None:
            known = where.found[self] = tuple(self._match(where, self._pieces(told)))
        return known

    def _pieces(self, parts: Parts) -> Iterable[str]:
        """The pieces that these parts allow."""
        if parts == self.parts:
            return self.needed
        pieces: list[str] = []
        while parts:
            lowest = parts & -parts
            pieces += self._told_by[lowest]
            parts ^= lowest
        return pieces

    def _match(self, where: Searchable, pieces: Iterable[str]) -> Iterable[re.Match[str]]:
        text, folded = where.text, where.folded
        if not self.pieces.are_begins:
            held = any(piece in folded for piece in pieces)
            return self.pattern_for(where).finditer(text) if held else ()
        matches = []
        match_at, end = self.pattern_for(where).match, 0
        for place in _places(pieces, folded):
            if place >= end and (match := match_at(text, place)):
                end = match.end()
                matches.append(match)
        return matches


def _places(pieces: Iterable[str], text: str) -> list[int]:
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
