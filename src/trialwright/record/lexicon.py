"""Which patterns a text may hold, told by its words.

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


# A set of patterns is a number with a bit for each of them. All bits above some place are those of
# patterns yet unknown: then the number is negative.
Patterns = int
EVERY_PATTERN: Final = -1


class Lexicon:
    """The patterns that texts are searched for, by the parts of words that they cannot do without.

    It grows as patterns are first asked for; what it told of a text before stays true.
    """

    def __init__(self) -> None:
        self._words = _Words(0, {})
        self._growing = Lock()

    def add(self, pieces: Iterable[str]) -> Patterns:
        """Take in a pattern, each match of which holds one of the pieces, and give it a bit."""
        with self._growing:
            pattern = self._words.known + 1
            by_part = dict(self._words.by_part)
            for part in map(telling_part, pieces):
                by_part[part] = by_part.get(part, 0) | pattern
            self._words = _Words(self._words.known | pattern, by_part)
        return pattern

    def patterns_in(self, text: str) -> Patterns:
        """The patterns that a folded text may hold, those that come later among them."""
        return self._words.patterns_in(text)


class _Words:
    """A lexicon at one moment, so that another thread may go on with it while it grows."""

    def __init__(self, known: Patterns, by_part: dict[str, Patterns]) -> None:
        self.known = known
        self.by_part = by_part
        lengths: dict[str, set[int]] = {}
        for part in filter(None, by_part):
            lengths.setdefault(part[0], set()).add(len(part))
        self._lengths = {sign: tuple(found) for sign, found in lengths.items()}
        self._in_short_word = lru_cache(maxsize=_WORDS)(self._in_word)

    def patterns_in(self, text: str) -> Patterns:
        words = set(text.split())
        found = self.by_part.get("", 0)
        if max(map(len, words), default=0) > _LONG:
            long = {word for word in words if len(word) > _LONG}
            found = reduce(or_, map(self._in_word, long), found)
            words -= long
        # The unknown last: a negative number makes each step ten times as slow.
        return reduce(or_, map(self._in_short_word, words), found) | ~self.known

    def _in_word(self, word: str) -> Patterns:
        """The patterns with a part in a word that has a blank on either side."""
        padded = f" {word} "
        parts = (
            padded[start : start + length]
            for start, sign in enumerate(padded)
            for length in self._lengths.get(sign, ())
        )
        return reduce(or_, map(self.by_part.get, parts, repeat(0)), 0)


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
