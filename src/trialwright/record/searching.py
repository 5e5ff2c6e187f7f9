"""Patterns that are looked for only where they can begin.

Nearly every text holds none of the words of nearly every rule, and most patterns begin with a
plain word. To find a word in a text is a hundred times faster than to try a pattern at each of its
characters, which decides how many records a second are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from trialwright.record.pattern_pieces import Pieces, folded, frequency, keys_in, keys_of, pieces_of


class Whole:
    """Texts that belong together: they are asked once what none of them can hold.

    Until they are read, each may hold anything.
    """

    def __init__(self) -> None:
        self._keys: Set[str] | None = None
        self._may_hold: dict[Words, tuple[str, ...]] = {}

    def read(self, texts: Iterable[Searchable]) -> None:
        """Learn what the texts hold; they must be all."""
        self._keys = keys_in("\n".join(text.folded for text in texts))
        self._may_hold.clear()

    def may_hold(self, words: Words) -> tuple[str, ...]:
        """Which of the pieces of a pattern the texts may hold."""
        known = self._may_hold.get(words)
        if known is None:
            known = self._may_hold[words] = self._look_for(words)
        return known

    def _look_for(self, words: Words) -> tuple[str, ...]:
        keys = self._keys
        if keys is None:
            return words.all_pieces
        if words.rarest_keys.isdisjoint(keys):
            return ()
        return tuple([piece for needed, piece in words.keyed_pieces if needed <= keys])


class Searchable:
    """A text to look for patterns in; it remembers what was found, since rules ask again."""

    if TYPE_CHECKING:

        @property
        def text(self) -> str:
            """The characters that are searched."""

        @property
        def whole(self) -> Whole | None:
            """The texts among which this one stands, where they are known.

            It knows none of them: what refers to each other waits long to be cleared away.
            """

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
    """A text that is searched and not quoted."""

    text: str
    whole: Whole | None = field(default=None, compare=False, repr=False)


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
    def keyed_pieces(self) -> tuple[tuple[frozenset[str], str], ...]:
        """The pieces, each after its keys."""
        return tuple((keys_of(piece), piece) for piece in self.all_pieces)

    @cached_property
    def all_pieces(self) -> tuple[str, ...]:
        """The pieces; the empty one, which every text holds, where a match needs none."""
        return self.pieces.texts or ("",)

    @cached_property
    def rarest_keys(self) -> frozenset[str]:
        """One key of each piece; the key of a piece without any is the empty one of every text."""
        return frozenset(min(keys, key=frequency, default="") for keys, _ in self.keyed_pieces)

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
        pieces = where.whole.may_hold(self) if where.whole else self.all_pieces
        if not pieces:
            return ()
        known = where.found.get(self)
        if known is None:
            folded = where.folded
            held = [piece for piece in pieces if piece in folded]
            known = where.found[self] = tuple(self._match(where, held)) if held else ()
        return known

    def _match(self, where: Searchable, held: list[str]) -> Iterator[re.Match[str]]:
        if not self.pieces.are_begins:
            yield from self.pattern.finditer(where.text)
            return
        end = 0
        for place in _places(held, where.folded):
            match = self.pattern.match(where.text, place) if place >= end else None
            if match:
                end = match.end()
                yield match


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
