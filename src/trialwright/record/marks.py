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


def masked_span(source: str, start: int, end: int) -> tuple[int, int]:
    """Where a span of a source text lies once contact data are masked.

    A span that begins or ends inside a masked stretch takes in the whole mask.
    """
    return _masked_position(source, start, False), _masked_position(source, end, True)


def plain_span(plain: PlainText, start: int, end: int) -> tuple[int, int]:
    """The span of the plain text that holds what is left of a span of its source."""
    return bisect_left(plain.offsets, start), bisect_left(plain.offsets, end)


def _ends(quotes: Iterable[Quote], length: int) -> Iterable[int]:
    return (min(q.end, length) for q in quotes)


def _masked_position(source: str, position: int, is_end: bool) -> int:
    shift = 0
    for start, stop in contact_spans(source):
        if position >= stop:
            shift += len(MASK) - (stop - start)
        elif position > start:
            return start + shift + (len(MASK) if is_end else 0)
        else:
            break
    return position + shift
