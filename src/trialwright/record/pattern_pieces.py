"""The plain text that a pattern cannot match without, read off the pattern itself.

Pieces are in the form of `folded`, in which letters have no case.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

# The parse tree of `re` is private to Python. A node that is not known here ends a piece, and a
# test holds every pattern of the rules against texts drawn from it.
from re import _constants as node  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final

# To look for more pieces than this takes as long as to match the pattern.
MOST: Final = 256
# A piece of so many letters is not followed further.
ENOUGH: Final = 5
# Letters that `re` takes for plainer ones when it disregards case.
_PLAIN: Final = dict(zip("İıſ\u212a\u212bŸẞ", "iiskåÿß", strict=True))
_OTHER_DIGITS: Final = "".join(filter(str.isdecimal, map(chr, range(0x80, 0x10000))))
# Two classes, since `re` looks a character up fast only in one without those beyond 0xFFFF.
_ODD: Final = re.compile(f"[{''.join(_PLAIN)}{_OTHER_DIGITS}]")
_RARE: Final = re.compile("[\U00010000-\U0010ffff]")
_COMMON: Final = frozenset("abcdefghiklmnoprstuvwy \t")
_REPEATS: Final = (node.MAX_REPEAT, node.MIN_REPEAT, node.POSSESSIVE_REPEAT)
_ZERO_WIDTH: Final = (node.AT, node.ASSERT, node.ASSERT_NOT)

Nodes = Iterable[tuple[Any, Any]]


def lower_case(text: str) -> str:
    """The text in the lower case of a pattern without regard to it, for looking up what matched."""
    return "".join(map(_plain_sign, text)).lower()


def folded(text: str) -> str:
    """The text without regard to case, one byte for each character; positions stay.

    What `re` takes for the same letter or digit is the same here, and so is all white space.
    Characters beyond Latin-1 become one of 128 that stand in no English text: two of them may look
    the same then, but texts of one byte a character are read several times as fast.
    """
    if not text.isascii() and (_ODD.search(text) or _RARE.search(text)):
        text = lower_case(text)
    return text.encode("latin-1", _IN_ONE_BYTE).translate(_FOLDED).decode("latin-1")


def _in_one_byte(error: UnicodeError) -> tuple[bytes, int]:
    """The last bytes of what Latin-1 lacks, moved to its upper half."""
    assert isinstance(error, UnicodeEncodeError)
    last_bytes = error.object[error.start : error.end].encode("utf-32-le")[::4]
    return last_bytes.translate(_UPPER_HALF), error.end


_LATIN_1: Final = map(chr, range(256))
_FOLDED: Final = "".join([" " if sign.isspace() else sign.lower() for sign in _LATIN_1]).encode(
    "latin-1"
)
_UPPER_HALF: Final = bytes(byte | 0x80 for byte in range(256))
_IN_ONE_BYTE: Final = "trialwright.in_one_byte"
codecs.register_error(_IN_ONE_BYTE, _in_one_byte)


def _plain_sign(sign: str) -> str:
    return str(int(sign)) if sign.isdecimal() else _PLAIN.get(sign, sign)


@dataclass(frozen=True)
class Pieces:
    """Texts, folded, one of which every match holds; empty where such are unknown or common.

    Where they `are_begins`, every match begins with one of them.
    """

    texts: tuple[str, ...]
    are_begins: bool


def pieces_of(pattern: re.Pattern[str]) -> Pieces:
    """What the text must hold for a pattern to match in it."""
    tree: Nodes = _parser.parse(pattern.pattern, pattern.flags)
    begins = _few({begin for begin, _ in _begins(tree)})
    texts = begins or _rarest(_pieces(tree))
    return Pieces(tuple(map(folded, texts)), are_begins=bool(begins))


def _rarest(found: Iterator[set[str]]) -> tuple[str, ...]:
    """Of several sets the one that fewest texts will hold; empty where each text may hold one."""
    telling = [pieces for pieces in map(_few, found) if pieces]
    return max(telling, key=lambda pieces: (min(map(weight, pieces)), -len(pieces)), default=())


def _few(texts: set[str]) -> tuple[str, ...]:
    """The texts without what others stand for; empty where they are many or tell little."""
    few = _shortest(texts)
    return few if len(few) <= MOST and all(weight(text) > 1 for text in few) else ()


@cache
def weight(piece: str) -> int:
    """How much a piece tells, roughly, in letters: it is the rarer, the more it weighs."""
    return sum(1 if sign in _COMMON else 3 if sign.isalpha() else ENOUGH for sign in piece)


def _shortest(texts: set[str]) -> tuple[str, ...]:
    """Without those that hold another one at their beginning."""
    kept: list[str] = []
    for text in sorted(texts):
        if not (kept and text.startswith(kept[-1])):
            kept.append(text)
    return tuple(kept)


def _begins(nodes: Nodes) -> set[tuple[str, bool]]:
    """Every way to begin, and whether what follows the nodes continues it."""
    done: set[tuple[str, bool]] = set()
    going = {""}
    for kind, value in nodes:
        ways = {_joined(old, new, on) for new, on in _first(kind, value) for old in going}
        done |= {way for way in ways if not way[1]}
        going = {text for text, on in ways if on}
        if len(going) > MOST:
            return done | {(text, False) for text in going}
    return done | {(text, True) for text in going}


@cache
def _joined(old: str, new: str, goes_on: bool) -> tuple[str, bool]:
    """A way to begin, continued: no further than is enough."""
    told, text = weight(old), old
    for sign in new:
        if told >= ENOUGH:
            break
        told, text = told + weight(sign), text + sign
    return text, goes_on and told < ENOUGH


def _first(kind: Any, value: Any) -> set[tuple[str, bool]]:
    """How one node begins; what is not known begins with anything."""
    anything = {("", False)}
    if kind in _ZERO_WIDTH:
        return {("", True)}
    if kind is node.LITERAL:
        return {(letter, True) for letter in _letters(value)} or anything
    if kind is node.IN:
        return {(letter, True) for letter in _choices(value)} or anything
    if kind is node.SUBPATTERN:
        return _begins(value[-1])
    if kind is node.BRANCH:
        return {way for branch in value[1] for way in _begins(branch)}
    if kind in _REPEATS:
        least, most, repeated = value
        once = _begins(repeated)
        if most > 1:
            once = _begun_often(once) if least < 2 else {(begin, False) for begin, _ in once}
        return once | ({("", True)} if least == 0 else set())
    return anything


def _begun_often(once: set[tuple[str, bool]]) -> set[tuple[str, bool]]:
    """How something begins that stands there once or several times.

    After one space a pattern is followed further, since a space alone tells nothing.
    """
    if any(weight(begin) > 1 or not on for begin, on in once):
        return {(begin, False) for begin, _ in once}
    return once | {(first + second, False) for first, _ in once for second, _ in once}


def _pieces(nodes: Nodes) -> Iterator[set[str]]:
    """Sets of texts, of each of which every match holds at least one."""
    nodes = list(nodes)
    inside_word = False
    for place, (kind, value) in enumerate(nodes):
        if not inside_word:
            yield {begin for begin, _ in _begins(nodes[place:])}
        inside_word = kind is node.LITERAL
        if kind in (node.SUBPATTERN, node.ASSERT) or (kind in _REPEATS and value[0] > 0):
            yield from _pieces(value[-1])
        elif kind is node.BRANCH:
            best = [_rarest(_pieces(branch)) for branch in value[1]]
            yield {piece for pieces in best for piece in pieces or ("",)}


def _choices(members: Nodes) -> list[str]:
    """The letters of a small class such as [sz0-9]; none where not all of them are known."""
    codes: list[int] = []
    for kind, value in members:
        if kind is node.LITERAL:
            codes.append(value)
        elif kind is node.CATEGORY and value is node.CATEGORY_DIGIT:
            codes += b"0123456789"
        elif kind is node.RANGE and value[1] - value[0] < 10:
            codes += range(value[0], value[1] + 1)
        else:
            return []
    letters = [_letters(code) for code in codes]
    return [letter for found in letters for letter in found] if all(letters) else []


def _letters(code: int) -> list[str]:
    """A letter in lower case; none for those that match others than their two cases."""
    letter = _plain_sign(chr(code)).lower()
    plain = letter.isascii() or letter == letter.upper() or code in range(0xC0, 0x100)
    return [letter] if plain else []
