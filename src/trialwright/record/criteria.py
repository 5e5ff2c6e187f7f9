"""Eligibility text as the numbered criteria a person would count in it.

The registry keeps one text. Its authors number, bullet, nest or merely list the criteria, in any
language, with or without headings. Nothing is lost here: what is no criterion comes out as a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from trialwright.record.criteria_headings import Kind, heading_in
from trialwright.record.criteria_lines import Line, criteria_lines, unfolded
from trialwright.record.plaintext import PlainText, plain_text

__all__ = ["Criterion", "Kind", "split_criteria", "split_plain"]

_NOTE: Final = re.compile(
    r"(?:notes?|nb|remarks?|注)\s*[:：]|the (?:above )?information\b|other (?:protocol[- ]defined )?"
    r"(?:inclusion|exclusion|criteria)|(?:additional|further) (?:inclusion|exclusion|criteria)"
    r"|(?:for )?(?:more|further) information",
    re.I,
)
_INTRODUCTION: Final = re.compile(r"[:：]\s*\Z")
_TITLE: Final = re.compile(r"(?P<title>[^\n:：.;]{2,60}?)\s*[:：]\s*(?=\S)")
_MAX_TITLE_WORDS: Final = 8


@dataclass(frozen=True)
class Criterion:
    """One criterion.

    `number` counts from 1 within its kind. `text` is plain, with its nested items in lines below
    it; `parts` are those items alone. `start` and `end` are its half-open span in the source, the
    marker left out. `group` is the subheading it stands under ("Part A"), empty where there is none.
    """

    kind: Kind
    number: int
    text: str
    start: int
    end: int
    marker: str = ""
    group: str = ""
    parts: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The lead before a colon, such as "Liver Function"; empty where there is none."""
        match = _TITLE.match(self.text)
        if match is None or len(match["title"].split()) > _MAX_TITLE_WORDS:
            return ""
        return match["title"].strip()


@dataclass(frozen=True)
class _Entry:
    """A criterion being collected: its lines, the first of which bears the marker."""

    kind: Kind
    group: str
    lines: list[Line]


def split_criteria(text: str) -> tuple[Criterion, ...]:
    """The criteria of a registered eligibility text, in order.

    `kind` is "unstated" where no heading says whether a criterion includes or excludes, and "note"
    for remarks about the list. A text without criteria gives an empty tuple.
    """
    return split_plain(plain_text(text))


def split_plain(plain: PlainText) -> tuple[Criterion, ...]:
    """As `split_criteria`, of a text whose plain form is at hand."""
    entries = [
        entry
        for kind, group, lines in _sections(criteria_lines(plain))
        for entry in _entries(kind, group, unfolded(lines))
    ]
    return tuple(_numbered(_criterion(plain, entry) for entry in entries))


def _sections(lines: Iterable[Line]) -> Iterator[tuple[Kind, str, list[Line]]]:
    """The lines under each heading that says what kind of criteria follow."""
    kind: Kind = "unstated"
    group = ""
    collected: list[Line] = []
    for line in lines:
        heading = heading_in(line.text)
        if heading is None:
            collected.append(line)
            continue
        yield kind, group, collected
        kind, group, collected = heading.kind, heading.qualifier, []
        if heading.rest < len(line.text):
            collected.append(line.after(heading.rest))
    yield kind, group, collected


def _entries(kind: Kind, group: str, lines: list[Line]) -> list[_Entry]:
    """Criteria of one section: its outermost items, each with what is nested in it."""
    entries: list[_Entry] = []
    nesting = _Nesting(lines)
    for number, line in enumerate(lines):
        if line.marker and nesting.is_nested(line, entries[-1].lines if entries else []):
            entries[-1].lines.append(line)
        elif line.marker:
            entries.append(_Entry(kind, group, [line]))
        elif entries and nesting.continues(line, entries[-1].lines[0]):
            entries[-1].lines.append(line)
        elif _NOTE.match(line.text):
            entries.append(_Entry("note", group, [line]))
        elif nesting.introduces(number):
            group = line.text.rstrip(" :：")
        else:
            entries.append(_Entry(kind, group, [line]))
    return entries


class _Nesting:
    """Which lines of a section stand inside the criterion before them."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        items = [line for line in lines if line.marker]
        self._has_items = bool(items)
        self._indent = min((line.indent for line in items), default=0)
        outer = [line for line in items if line.indent == self._indent]
        self._style = outer[0].style if outer else ""

    def is_nested(self, item: Line, above: list[Line]) -> bool:
        """Whether an item belongs to the criterion whose lines are `above`."""
        if not above or not above[0].marker:
            return False
        if item.indent > above[0].indent or item.style == "outline":
            return True
        # Lists are often flattened: bullets after "1. Any of:" at the same indentation.
        if item.style == self._style or above[0].style != self._style:
            return False
        nested = any(line.style == item.style for line in above[1:])
        return nested or bool(_INTRODUCTION.search(above[0].text))

    def continues(self, line: Line, first: Line) -> bool:
        """Whether a line without marker carries on the criterion that begins with `first`."""
        return bool(first.marker) and line.indent > first.indent

    def introduces(self, number: int) -> bool:
        """Whether a line is a subheading: it ends in a colon and something follows it."""
        return number + 1 < len(self._lines) and bool(
            _INTRODUCTION.search(self._lines[number].text)
        )


def _criterion(plain: PlainText, entry: _Entry) -> Criterion:
    first, last = entry.lines[0], entry.lines[-1]
    start, end = plain.source_span(first.start, last.end)
    parts = tuple(line.text for line in entry.lines[1:])
    text = plain.text[first.start : last.end]
    return Criterion(entry.kind, 0, text, start, end, first.marker, entry.group, parts)


def _numbered(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    counts: dict[Kind, int] = {}
    for criterion in criteria:
        counts[criterion.kind] = counts.get(criterion.kind, 0) + 1
        yield replace(criterion, number=counts[criterion.kind])
