"""Stretches of a shown text, cut so that each is quoted by the same findings throughout."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trialwright.record.masking import MASK, contact_spans
from trialwright.record.plaintext import PlainText


@dataclass(frozen=True)
class Quote:
    """The half-open span of a shown text that the finding of this number quotes."""

    start: int
    end: int
    number: int


@dataclass(frozen=True)
class Stretch:
    """A piece of a shown text, the numbers of the findings that quote it, and those that end here.

    A quote that reaches beyond the text ends with it. Joined, the stretches of a text are the text.
    """

    text: str
    numbers: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True)
class Mask:
    """A stretch of a source text that is masked, and where its mask stands in what is shown."""

    start: int
    end: int
    shown_at: int


def mark_text(text: str, quotes: Sequence[Quote]) -> tuple[Stretch, ...]:
    """The text cut where quotes begin and end; quotes reach no further than the text.

    A text without quotes is one stretch.
    """
    inside = [q for q in quotes if q.start < len(text) and q.end > 0 and q.start < q.end]
    cuts = sorted({0, len(text), *(max(0, q.start) for q in inside), *_ends(inside, len(text))})
    return tuple(
        Stretch(
            text[start:end],
            tuple(q.number for q in inside if q.start < end and q.end > start),
            tuple(q.number for q in inside if min(q.end, len(text)) == end),
        )
        for start, end in pairwise(cuts)
    ) or (Stretch(text),)


def moved(quotes: Iterable[Quote], by: int) -> list[Quote]:
    """The quotes, counted from another beginning."""
    return [Quote(q.start + by, q.end + by, q.number) for q in quotes]


def find_masks(source: str) -> tuple[Mask, ...]:
    """Every stretch of contact data in a source text, in order."""
    masks: list[Mask] = []
    shift = 0
    for start, end in contact_spans(source):
        masks.append(Mask(start, end, start + shift))
        shift += len(MASK) - (end - start)
    return tuple(masks)


def masked_span(masks: Sequence[Mask], start: int, end: int) -> tuple[int, int]:
    """Where a span of a source text lies once its contact data are masked.

    A span that begins or ends inside a masked stretch takes in the whole mask.
    """
    return _masked_position(masks, start, 0), _masked_position(masks, end, len(MASK))


def plain_span(plain: PlainText, start: int, end: int) -> tuple[int, int]:
    """The span of the plain text that holds what is left of a span of its source."""
    return plain.place(start), plain.place(end)


def _ends(quotes: Iterable[Quote], length: int) -> Iterable[int]:
    return (min(q.end, length) for q in quotes)


def _masked_position(masks: Sequence[Mask], position: int, inside: int) -> int:
    """`inside` is where in a mask a position within its stretch is taken to lie."""
    number = bisect_left(masks, position, key=lambda mask: mask.start)
    if not number:
        return position
    last = masks[number - 1]
    if position < last.end:
        return last.shown_at + inside
    return last.shown_at + len(MASK) + position - last.end
