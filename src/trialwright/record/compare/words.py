"""Which words of a text were taken out and which were put in, in any script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

PieceKind = Literal["same", "deleted", "inserted"]

_WIDE = r"\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
# A Chinese or Japanese character is a word of its own; a number keeps its decimals together.
_TOKEN = re.compile(rf"[{_WIDE}]|[0-9]+(?:[.,][0-9]+)*|[^\W_0-9{_WIDE}]+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came.

    The pieces that stayed or went make the old text; those that stayed or came make the new one.
    """

    kind: PieceKind
    text: str


def tokens(text: str) -> list[str]:
    """Words, numbers, single CJK characters, white space and signs; joined they are the text."""
    return _TOKEN.findall(text)


def diff_words(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that lead from one text to another; empty when they are equal."""
    if before == after:
        return ()
    return tuple(_joined(_pieces(tokens(before), tokens(after))))


def similarity(before: str, after: str) -> float:
    """How alike two texts are by the words they share, from 0 to 1, the same both ways.

    Dice's coefficient on the multisets of words without regard to case. It only proposes which
    entries belong together; what is proposed is shown with its word differences.
    """
    ours, theirs = _bag(before), _bag(after)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else float(before == after)


@lru_cache(maxsize=1024)
def _bag(text: str) -> Counter[str]:
    return Counter(token for token in tokens(text.casefold()) if token.isalnum())


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[i1:i2]))
        else:
            yield Piece("deleted", "".join(before[i1:i2]))
            yield Piece("inserted", "".join(after[j1:j2]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """A space between two changed words is no common ground: such islands are swallowed."""
    deleted = inserted = ""
    island = ""
    for piece in pieces:
        if piece.kind == "same" and piece.text.isspace() and (deleted or inserted):
            island += piece.text
            continue
        if piece.kind == "same":
            yield from _changed(deleted, inserted)
            yield Piece("same", island + piece.text)
            deleted = inserted = island = ""
        else:
            deleted += island + piece.text if piece.kind == "deleted" else island
            inserted += island + piece.text if piece.kind == "inserted" else island
            island = ""
    yield from _changed(deleted, inserted)
    if island:
        yield Piece("same", island)


def _changed(deleted: str, inserted: str) -> Iterator[Piece]:
    if deleted:
        yield Piece("deleted", deleted)
    if inserted:
        yield Piece("inserted", inserted)
