"""A shown record with its findings beside the words they quote.

Findings are numbered in the order in which a reader meets them on the page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from trialwright.record.blocks import Block
from trialwright.record.lint.finding import Finding, Severity
from trialwright.record.marks import Quote, Stretch, mark_text, moved
from trialwright.record.quoting import Sources, quote_in_cells, quote_in_prose
from trialwright.record.sections import Code, Heading, Part, Prose, Rows, Section, Table
from trialwright.record.shown_places import Place, find_places

if TYPE_CHECKING:
    from trialwright.record.read import Record

MarkedText: TypeAlias = tuple[Stretch, ...]
EVERY: Collection[Severity] = frozenset(Severity)


@dataclass(frozen=True)
class Note:
    """A finding with its number on the page; `is_quoted` when its words are marked there."""

    number: int
    finding: Finding
    is_quoted: bool


@dataclass(frozen=True)
class Passage:
    """A piece of a section that is shown as one, with the findings to set beside it.

    `cells` are rows of marked texts: the single text of a heading or of a block of prose, pairs of
    label and value, or the rows of a table. `part` is the part that it belongs to, `block` the
    block of a prose.
    """

    part: Part
    cells: tuple[tuple[MarkedText, ...], ...]
    notes: tuple[Note, ...] = ()
    block: Block | None = None


@dataclass(frozen=True)
class AnnotatedSection:
    """A section as passages; `title` may be quoted, with its notes in `title_notes`."""

    id: str
    title: MarkedText
    title_notes: tuple[Note, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class AnnotatedRecord:
    """The sections, and the findings about what none of them shows."""

    sections: tuple[AnnotatedSection, ...]
    elsewhere: tuple[Note, ...]


@dataclass(frozen=True)
class _Placed:
    """A finding at a place; `start` and `end` count in the text of the cell, None when unmarked."""

    finding: Finding
    place: Place
    cell: int = 0
    start: int | None = None
    end: int | None = None


def annotate_record(
    record: Record,
    sections: Sequence[Section],
    findings: Iterable[Finding],
    severities: Collection[Severity] = EVERY,
) -> AnnotatedRecord:
    """The sections of a record with the findings of these severities.

    Numbers count all findings, so that a finding keeps its number whichever are shown.
    """
    places = find_places(sections)
    sources = Sources(record)
    placed, elsewhere = [], []
    for finding in findings:
        found = places.find(finding.path)
        if found is None:
            elsewhere.append(finding)
        else:
            placed.append(_placed(sources, sections, finding, *found))
    placed.sort(key=lambda p: (p.place, p.start if p.start is not None else -1))
    numbered = [(n, p) for n, p in enumerate(placed, 1) if p.finding.severity in severities]
    rest = enumerate(elsewhere, len(placed) + 1)
    by_part: dict[tuple[int, int], list[tuple[int, _Placed]]] = {}
    for number, each in numbered:
        by_part.setdefault((each.place.section, each.place.part), []).append((number, each))
    return AnnotatedRecord(
        tuple(_section(section, s, by_part) for s, section in enumerate(sections)),
        tuple(Note(n, finding, False) for n, finding in rest if finding.severity in severities),
    )


_Numbered: TypeAlias = Sequence[tuple[int, _Placed]]


def _placed(
    sources: Sources, sections: Sequence[Section], finding: Finding, place: Place, path: str
) -> _Placed:
    section = sections[place.section]
    part: Part = Heading(section.title) if place.part < 0 else section.parts[place.part]
    if isinstance(part, Prose):
        spans = quote_in_prose(sources, part, finding)
        return _Placed(finding, place, 0, *(spans or (None, None)))
    if not path:
        return _Placed(finding, place)
    found = quote_in_cells(sources, _cells(part)[place.row], path, finding)
    return _Placed(finding, place, *found)


def _section(
    section: Section, s: int, by_part: Mapping[tuple[int, int], _Numbered]
) -> AnnotatedSection:
    of_title = by_part.get((s, -1), ())
    passages = (
        passage
        for p, part in enumerate(section.parts)
        for passage in _passages(part, by_part.get((s, p), ()))
    )
    title = mark_text(section.title, _quotes(of_title))
    return AnnotatedSection(section.id, title, _notes(of_title, title), tuple(passages))


def _passages(part: Part, numbered: _Numbered) -> Iterable[Passage]:
    if isinstance(part, Prose):
        yield from _blocks(part, numbered)
        return
    by_cell: dict[tuple[int, int], list[tuple[int, _Placed]]] = {}
    for number, placed in numbered:
        by_cell.setdefault((placed.place.row, placed.cell), []).append((number, placed))
    rows = tuple(
        tuple(
            mark_text(text, _quotes(by_cell.get((row, cell), ())))
            for cell, text in enumerate(texts)
        )
        for row, texts in enumerate(_cells(part))
    )
    yield Passage(part, rows, _notes(numbered, *chain.from_iterable(rows)))


def _blocks(part: Prose, numbered: _Numbered) -> Iterable[Passage]:
    """One passage for each block; a finding stands beside the block in which its words begin."""
    ends = [block.end for block in part.blocks]
    beside: dict[int, list[tuple[int, _Placed]]] = {}
    quoting: dict[int, list[Quote]] = {}
    for number, placed in numbered:
        first = min(bisect_right(ends, placed.start or 0), len(ends) - 1)
        beside.setdefault(first, []).append((number, placed))
        if placed.end is not None:
            last = min(bisect_left(ends, placed.end), len(ends) - 1)
            for n in range(first, last + 1):
                quoting.setdefault(n, []).extend(_quotes([(number, placed)]))
    for n, block in enumerate(part.blocks):
        text = mark_text(block.text, moved(quoting.get(n, ()), -block.start))
        yield Passage(part, ((text,),), _notes(beside.get(n, ()), text), block)


def _cells(part: Part) -> tuple[tuple[str, ...], ...]:
    match part:
        case Rows(rows) | Table(_, rows):
            return rows
        case Heading(text) | Code(text):
            return ((text,),)
        case Prose():
            return ((part.plain.text,),)


def _quotes(numbered: _Numbered) -> list[Quote]:
    return [
        Quote(placed.start, placed.end, number)
        for number, placed in numbered
        if placed.start is not None and placed.end is not None
    ]


def _notes(numbered: _Numbered, *texts: MarkedText) -> tuple[Note, ...]:
    marked = {number for stretch in chain.from_iterable(texts) for number in stretch.numbers}
    return tuple(Note(number, placed.finding, number in marked) for number, placed in numbered)
