"""The plain text that a pattern cannot match without, read off the pattern itself.

Pieces are in the form of `folded`, in which letters have no case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# The parse tree of `re` is private to Python. A node that is not known here ends a piece, and a
# test holds every pattern of the rules against texts drawn from it.
from re import _constants as node  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final

# To look for more pieces than this takes as long as to match the pattern.
MOST: Final = 64
_LENGTHS: Final = (12, 6, 4, 3)
_LONGEST: Final = max(_LENGTHS)
# Letters whose lower case is another length or another letter than the one `re` takes them for.
_ODD_LETTERS: Final = (("İ", "i"), ("ı", "i"), ("ſ", "s"))
_COMMON: Final = frozenset("abcdefghiklmnoprstuvwy0123456789 ")
_REPEATS: Final = (node.MAX_REPEAT, node.MIN_REPEAT, node.POSSESSIVE_REPEAT)
_ZERO_WIDTH: Final = (node.AT, node.ASSERT, node.ASSERT_NOT)

Nodes = Iterable[tuple[Any, Any]]


def folded(text: str) -> str:
    """The text in lower case, character by character: positions stay."""
    if not text.isascii():
        for letter, plain in _ODD_LETTERS:
            text = text.replace(letter, plain)
    return text.lower()


@dataclass(frozen=True)
class Pieces:
    """What a match begins with and what it holds; empty where unknown or found in any text."""

    begins: tuple[str, ...]
    anywhere: tuple[str, ...]


def pieces_of(pattern: re.Pattern[str]) -> Pieces:
    """The texts, folded, with one of which every match begins and one of which it holds."""
    tree: Nodes = _parser.parse(pattern.pattern, pattern.flags)
    begins = _few({begin for begin, _ in _begins(tree)})
    return Pieces(begins, _rarest(iter([set(begins), *_pieces(tree)])))


def _rarest(found: Iterator[set[str]]) -> tuple[str, ...]:
    """Of several sets the one that fewest texts will hold; empty where each text may hold one."""
    telling = [pieces for pieces in map(_few, found) if pieces]
    return max(telling, key=lambda pieces: (min(map(_weight, pieces)), -len(pieces)), default=())


def _few(texts: set[str]) -> tuple[str, ...]:
    """At most MOST beginnings of the texts that stand for them all; empty where they tell little."""
    for length in _LENGTHS:
        begins = _shortest({text[:length] for text in texts})
        if 0 < len(begins) <= MOST:
            return begins if all(_weight(begin) > 1 for begin in begins) else ()
    return ()


def _weight(piece: str) -> int:
    """How rare a piece is, roughly: a sign or a Chinese character is worth a syllable."""
    return sum(1 if sign in _COMMON else 3 for sign in piece)


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
        ways = {(old + new, on) for new, on in _first(kind, value) for old in going}
        done |= {(text[:_LONGEST], False) for text, on in ways if not on or len(text) > _LONGEST}
        going = {text for text, on in ways if on and len(text) <= _LONGEST}
        if len(going) > MOST:
            return {("", False)}
    return done | {(text, True) for text in going}


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
        once = {(begin, on and most == 1) for begin, on in _begins(repeated)}
        return once | ({("", True)} if least == 0 else set())
    return anything


def _pieces(nodes: Nodes) -> Iterator[set[str]]:
    """Sets of texts, of each of which every match holds at least one."""
    nodes = list(nodes)
    inside_word = False
    for place, (kind, value) in enumerate(nodes):
        if not inside_word:
            yield {begin for begin, _ in _begins(nodes[place:])}
        inside_word = kind is node.LITERAL
        if kind is node.SUBPATTERN or (kind in _REPEATS and value[0] > 0):
            yield from _pieces(value[-1])
        elif kind is node.BRANCH:
            best = [_rarest(_pieces(branch)) for branch in value[1]]
            yield {piece for pieces in best for piece in pieces or ("",)}


def _choices(members: Nodes) -> list[str]:
    """The letters of a class such as [sz]; none where it holds more than single letters."""
    members = list(members)
    if any(kind is not node.LITERAL for kind, _ in members):
        return []
    letters = [_letters(value) for _, value in members]
    return [letter for found in letters for letter in found] if all(letters) else []


def _letters(code: int) -> list[str]:
    """A letter as `folded` gives it; none for those that match others than their two cases."""
    letter = chr(code)
    plain = letter.isascii() or letter.lower() == letter.upper() or code in range(0xC0, 0x100)
    return [folded(letter)] if plain else []
