"""Patterns that are looked for only where they can begin.

Nearly every text holds none of the words of nearly every rule. So each word of a text is looked up
once, in a lexicon of the words of all patterns; it tells which patterns may match, and where. Then
to look for a pattern is to try it at a few places, mostly at none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final, TypeVar

from trialwright.record.lexicon import ANY, Lexicon, Places, joined_places
from trialwright.record.pattern_pieces import Pieces, folded, pieces_of

# Chinese and Japanese are written without blanks: in "Kaplan-Meier法" and "行MRI检查" a Latin word
# ends, but `re` sees letters on both sides. Regard to case keeps it from looking for the other case
# of each sign.
_HAN: Final = "[\u3040-\u30ff\u3400-\u9fff]"
_IS_HAN: Final = re.compile(_HAN)
_WORD: Final = re.compile(r"\S*")
_EDGE_BESIDE_HAN: Final = rf"(?:\b|(?-i:(?<={_HAN})|(?={_HAN})))"


class Searchable:
    """A text to look for patterns in; it remembers what was found, since rules ask again.

    `places` are given for part of another text, whose words need no second look.
    """

    __slots__ = ("bits", "found", "has_han", "known", "places", "text")

    def __init__(self, text: str, places: Places[Words] | None = None) -> None:
        self.text = text
        self.has_han = not text.isascii() and _IS_HAN.search(text) is not None
        self.places = places or _LEXICON.places_in(folded(text))
        self.known = self.places.words.bits
        self.bits = self.places.bits
        self.found: dict[Words, tuple[re.Match[str], ...]] = {}

    def part(self, start: int, end: int) -> Searchable:
        """A stretch of the text, as if nothing stood around it."""
        return Searchable(self.text[start:end], self.places.within(start, end))


SearchableT = TypeVar("SearchableT", bound=Searchable, covariant=True)


class Texts(tuple[SearchableT, ...]):
    """Texts of one record. What none of them holds is asked once of all.

    `known` has the bit of each pattern that all of them were looked up for, `bits` the set of those
    that may match in any of them.
    """

    known: Mapping[Words, int]
    bits: int

    def __init__(self, texts: Iterable[SearchableT] = ()) -> None:
        self.known, self.bits = {}, 0
        for text in self:
            if not self.bits or len(text.known) < len(self.known):
                self.known = text.known
            self.bits |= text.bits


@dataclass(frozen=True, eq=False)
class Words:
    """A pattern and the plain texts that it cannot match without; see `pattern_pieces`."""

    pattern: re.Pattern[str]
    in_one_word: bool = False

    @cached_property
    def pieces(self) -> Pieces:
        """Read off when a text is first searched: many commands search none."""
        return pieces_of(self.pattern)

    @cached_property
    def _beside_han(self) -> re.Pattern[str]:
        """The pattern with edges of words where its own letters end; few records need it."""
        return re.compile(self.pattern.pattern.replace(r"\b", _EDGE_BESIDE_HAN), self.pattern.flags)

    def pattern_for(self, where: Searchable) -> re.Pattern[str]:
        """The pattern as a text of its script needs it."""
        return self._beside_han if where.has_han else self.pattern

    def search(self, where: Searchable) -> re.Match[str] | None:
        """The first match in a text."""
        found = self.matches(where)
        return found[0] if found else None

    def finditer(self, where: Searchable) -> Iterator[re.Match[str]]:
        """All matches in a text."""
        return iter(self.matches(where))

    def occur_in(self, texts: Texts[Searchable]) -> bool:
        """Whether any of the texts holds a match."""
        return self.first_in(texts) is not None

    def first_in(self, texts: Texts[SearchableT]) -> tuple[SearchableT, re.Match[str]] | None:
        """The first text with a match, and that match."""
        return next(((text, found[0]) for text, found in self.all_in(texts)), None)

    def all_in(
        self, texts: Texts[SearchableT]
    ) -> Iterator[tuple[SearchableT, tuple[re.Match[str], ...]]]:
        """Each text with a match, and all its matches."""
        # What `matches` asks first is asked here: for most texts that saves the call.
        bit = texts.known.get(self, ANY)
        if bit & texts.bits:
            for text in texts:
                if bit & text.bits and (found := self.matches(text)):
                    yield text, found

    def matches(self, where: Searchable) -> tuple[re.Match[str], ...]:
        """All matches in a text, from left to right, none inside another."""
        if not where.known.get(self, ANY) & where.bits:
            return ()
        known = where.found.get(self)
        if known is None:
            known = where.found[self] = tuple(self._match(where, where.places.of(self)))
        return known

    def _match(self, where: Searchable, places: list[int] | None) -> Iterable[re.Match[str]]:
        pattern = self.pattern_for(where)
        if places is None or not self.pieces.are_begins:
            # Only in ASCII is what lies between blanks a word of the lexicon too.
            if places is None or not (self.in_one_word and where.text.isascii()):
                return pattern.finditer(where.text)
            words = [_WORD.match(where.text, start) for start in where.places.words_of(self)]
            found = (pattern.finditer(where.text, *word.span()) for word in words if word)
            return chain.from_iterable(found)
        matches, end = [], 0
        for place in places:
            if place >= end and (match := pattern.match(where.text, place)):
                end = match.end()
                matches.append(match)
        return matches


_LEXICON: Final[Lexicon[Words]] = Lexicon(lambda words: words.pieces.texts)


def joined(texts: Iterable[Searchable]) -> Searchable:
    """Texts of one record, one per line."""
    together = tuple(texts)
    if not together:
        return Searchable("")
    places = joined_places([(text.places, len(text.text) + 1) for text in together])
    return Searchable("\n".join([text.text for text in together]), places)


def words(pattern: str, flags: re.RegexFlag = re.IGNORECASE, *, in_one_word: bool = False) -> Words:
    """A pattern to look for in many texts, without regard to case unless told otherwise.

    `in_one_word` says that no match holds white space: then only words that hold a piece need be
    searched, where the pieces are not its beginnings.
    """
    made = Words(re.compile(pattern, flags), in_one_word)
    _LEXICON.expect(made)
    return made
