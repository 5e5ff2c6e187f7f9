"""Which parts of patterns a text holds, told by its words.

A record has a few thousand words, and there are hundreds of patterns to look for. Nearly every word
belongs to none of them, and the words of one record are those of the next: each is looked up once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, reduce
from itertools import repeat
from operator import or_
from threading import Lock
from typing import Final

from trialwright.record.pattern_pieces import weight

# Records share their words, if not their sentences; what is longer than a word is kept out.
_WORDS: Final = 16384
_LONG: Final = 40


# A set of parts is a number with a bit for each of them. All bits above some place are those of
# parts yet unknown: then the number is negative.
Parts = int
EVERY_PART: Final = -1


class Lexicon:
    """The parts of words that the patterns for which texts are searched cannot do without.

    It grows as patterns are first asked for; what it told of a text before stays true.
    """

    def __init__(self) -> None:
        self._words = _Words({})
        self._growing = Lock()

    def add(self, pieces: Iterable[str]) -> dict[Parts, list[str]]:
        """Take in a pattern, each match of which holds one of the pieces.

        The answer gives the pieces that can stand in a text only with a part, by that part.
        """
        told_by: dict[Parts, list[str]] = {}
        with self._growing:
            by_text = dict(self._words.by_text)
            for piece in pieces:
                part = by_text.setdefault(telling_part(piece), 1 << len(by_text))
                told_by.setdefault(part, []).append(piece)
            self._words = _Words(by_text)
        return told_by

    def parts_in(self, text: str) -> Parts:
        """The parts that a folded text holds, and all those that come later."""
        return self._words.parts_in(text)


class _Words:
    """A lexicon at one moment, so that another thread may go on with it while it grows."""

    def __init__(self, by_text: dict[str, Parts]) -> None:
        self.by_text = by_text
        self._unknown = EVERY_PART << len(by_text)
        lengths: dict[str, set[int]] = {}
        for part in filter(None, by_text):
            lengths.setdefault(part[0], set()).add(len(part))
        self._lengths = {sign: tuple(found) for sign, found in lengths.items()}
        self._in_short_word = lru_cache(maxsize=_WORDS)(self._in_word)

    def parts_in(self, text: str) -> Parts:
        words = set(text.split())
        found = self.by_text.get("", 0)
        if max(map(len, words), default=0) > _LONG:
            long = {word for word in words if len(word) > _LONG}
            found = reduce(or_, map(self._in_word, long), found)
            words -= long
        # Most words hold none. The unknown last: a negative number makes each step ten times as slow.
        held = filter(None, map(self._in_short_word, words))
        return reduce(or_, held, found) | self._unknown

    def _in_word(self, word: str) -> Parts:
        """The parts in a word that has a blank on either side."""
        padded = f" {word} "
        parts = (
            padded[start : start + length]
            for start, sign in enumerate(padded)
            for length in self._lengths.get(sign, ())
        )
        return reduce(or_, map(self.by_text.get, parts, repeat(0)), 0)


def telling_part(piece: str) -> str:
    """The rarest word of a piece, with a blank for the white space on each side; "" where no word.

    Every text that holds the piece has a word that holds the part, once it is set between blanks.
    """
    spaced = "".join([" " if sign.isspace() else sign for sign in piece])
    parts, end = [], 0
    for word in spaced.split():
        start = spaced.index(word, end)
        end = start + len(word)
        parts.append(spaced[max(0, start - 1) : end + 1])
    return max(parts, key=weight, default="")
