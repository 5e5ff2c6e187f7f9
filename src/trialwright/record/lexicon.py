"""Where patterns may match in a text, told by its words.

A record has a few thousand words, and there are hundreds of patterns to look for. Nearly every word
belongs to few of them, and the words of one record are those of the next: what a word tells is
found once and kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import accumulate, compress, count
from operator import add, attrgetter, or_
from threading import Lock
from typing import Final, Generic, NamedTuple, TypeVar

from trialwright.record.pattern_pieces import weight

# Records share their words, if not their sentences; what is longer than a word is kept out.
_MOST_WORDS: Final = 32768
_LONG: Final = 40
# A set of patterns is a number with a bit for each. This bit is in every set of a text, and stands
# for all patterns of which its words tell nothing.
ANY: Final = 1

# What is sought is whatever the caller finds its patterns by.
Sought = TypeVar("Sought")


class Lexicon(Generic[Sought]):
    """The words that the patterns for which texts are searched cannot do without.

    `pieces_of` gives the plain texts, folded, of which every match holds one, if there are any.
    They are read off when a text is first looked at, and again when further patterns came.
    """

    def __init__(self, pieces_of: Callable[[Sought], Iterable[str]]) -> None:
        self._pieces_of = pieces_of
        self._expected: list[Sought] = []
        self._words: Words[Sought] = Words({}, {})
        self._growing = Lock()

    def expect(self, sought: Sought) -> None:
        """Take in a pattern before the next text is looked at."""
        self._expected.append(sought)

    def places_in(self, text: str) -> Places[Sought]:
        """Where in a folded text each pattern may begin."""
        if self._expected:
            self._grow()
        return self._words.places_in(text)

    def _grow(self) -> None:
        with self._growing:
            expected, self._expected = self._expected, []
            by_part = {part: list(told) for part, told in self._words.by_part.items()}
            bits = dict(self._words.bits)
            for sought in expected:
                parts = {telling_part(piece) for piece in self._pieces_of(sought)}
                for part, offset in parts:
                    by_part.setdefault(part, []).append((sought, offset))
                if parts:
                    bits[sought] = ANY << len(bits) + 1
            self._words = Words(by_part, bits)


class Told(NamedTuple, Generic[Sought]):
    """What a word tells: the set of patterns that may match, and where in the word each begins."""

    bits: int
    begins: Mapping[Sought, Sequence[int]]


class Words(dict[str, Told[Sought] | None]):
    """The words met so far and what each tells; the patterns never change.

    `bits` has the bit of each pattern, which it keeps in a larger lexicon.
    """

    def __init__(
        self, by_part: Mapping[str, list[tuple[Sought, int]]], bits: Mapping[Sought, int]
    ) -> None:
        super().__init__()
        self.by_part = by_part
        self.bits = bits
        lengths: dict[str, set[int]] = {}
        for part in by_part:
            lengths.setdefault(part[0], set()).add(len(part))
        self._lengths = {sign: tuple(found) for sign, found in lengths.items()}

    def places_in(self, text: str) -> Places[Sought]:
        """Where in a folded text each pattern may begin."""
        words = text.split(" ")
        told = [*map(self.__getitem__, words)]
        # Each word begins behind those before it and one blank for each of them.
        starts = map(add, accumulate(map(len, words), initial=0), count())
        return Places(self, [*compress(starts, told)], [*filter(None, told)])

    def __missing__(self, word: str) -> Told[Sought] | None:
        told = self._told_by(f" {word} ")
        if len(word) <= _LONG:
            if len(self) == _MOST_WORDS:
                self.clear()
            self[word] = told
        return told

    def _told_by(self, padded: str) -> Told[Sought] | None:
        """What a word tells that has a blank on either side."""
        begins: dict[Sought, list[int]] = {}
        for start, sign in enumerate(padded):
            for length in self._lengths.get(sign, ()):
                for sought, offset in self.by_part.get(padded[start : start + length], ()):
                    begins.setdefault(sought, []).append(start - 1 - offset)
        bits = reduce(or_, map(self.bits.__getitem__, begins), 0)
        return Told(bits, begins) if begins else None


class Places(Generic[Sought]):
    """The words of a text that tell something, in order, and the set of patterns that may match.

    There is a place for each match of a pattern; others may turn out to hold none.
    """

    __slots__ = ("_begins", "bits", "starts", "told", "words")

    def __init__(
        self, words: Words[Sought], starts: Sequence[int], told: Sequence[Told[Sought]]
    ) -> None:
        self.words = words
        self.bits = reduce(or_, map(_BITS, told), ANY)
        self.starts = starts
        self.told = told
        self._begins = [each.begins for each in told]

    def of(self, sought: Sought) -> list[int] | None:
        """Where a pattern may begin, in order; None where it may be anywhere."""
        if sought not in self.words.bits:
            return None
        words = zip(self.starts, self._begins, strict=True)
        return sorted(
            [start + begin for start, told in words if sought in told for begin in told[sought]]
        )

    def words_of(self, sought: Sought) -> list[int]:
        """Where the words begin that may hold a pattern."""
        words = zip(self.starts, self._begins, strict=True)
        # In a stretch the first of them may lie before it.
        return [*dict.fromkeys(max(0, start) for start, told in words if sought in told)]

    def within(self, start: int, end: int) -> Places[Sought]:
        """The same for a stretch of the text, counted from its beginning."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_left(self.starts, end)
        starts = [place - start for place in self.starts[first:last]]
        return Places(self.words, starts, self.told[first:last])


_BITS: Final = attrgetter("bits")


def joined_places(parts: Sequence[tuple[Places[Sought], int]]) -> Places[Sought]:
    """Those of texts that are set one after another, each so many characters before the next."""
    starts: list[int] = []
    told: list[Told[Sought]] = []
    begin = 0
    for places, length in parts:
        starts += [begin + start for start in places.starts]
        told += places.told
        begin += length
    # What the smallest lexicon does not know may be anywhere.
    words = min((places.words for places, _ in parts), key=lambda words: len(words.bits))
    return Places(words, starts, told)


def telling_part(piece: str) -> tuple[str, int]:
    """The rarest word of a folded piece, with a blank on each side that has one, and its place.

    Every text that holds the piece has a word that holds the part, once it is set between blanks.
    """
    parts, start = [], 0
    for word in piece.split(" "):
        first = max(0, start - 1)
        parts.append((piece[first : start + len(word) + 1], first))
        start += len(word) + 1
    return max(parts, key=lambda part: weight(part[0]))
