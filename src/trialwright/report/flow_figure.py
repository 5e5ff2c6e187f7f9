"""The participant flow as a drawing: boxes from screening to the end of follow-up (STA-17)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from trialwright.definition.analyses import Analysis, Display
from trialwright.report.document import Figure, Table, text_of
from trialwright.report.drawing import FONT, WATERMARK, with_alternative
from trialwright.report.evidence import ALL, Evidence, shown
from trialwright.report.flow_lines import (
    AFTER_ENROLMENT,
    BEFORE_ENROLMENT,
    reason_name,
    reasons,
)
from trialwright.report.numerals import fixed

SIZE, LEADING, PADDING, GAP = 13, 19, 12, 40
WIDTH, MARGIN, NARROW = 800, 16, 200
# No glyph of the Latin alphabet in this face is wider; Chinese ones fill the square.
_LATIN_EM, _WIDE_EM = 0.62, 1.0
SEVERAL_REASONS = "A person who does not pass several criteria is counted under each of them."


@dataclass(frozen=True)
class Box:
    """A box with its first line set apart; `x` and `y` are its upper left corner, in pixels."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Room for all lines."""
        return len(self.lines) * LEADING + 2 * PADDING

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def centre(self) -> float:
        """The middle between left and right."""
        return self.x + self.width / 2


def flow_figure(
    evidence: Evidence, display: Display, analysis: Analysis, table: Table, synthetic: bool
) -> Figure:
    """The flow of all participants and of each group, with the same counts as a table."""
    title = display.title.en
    alternative = ". ".join(
        text_of(row.cells[0]) + ": " + ", ".join(filter(None, map(text_of, row.cells[1:])))
        for row in table.rows
    )
    top, excluded, enrolled, ends = _boxes(evidence, analysis)
    svg = with_alternative(_svg((top, excluded, enrolled, *ends), synthetic), title, alternative)
    behind = replace(table, id=f"{display.id}-numbers", title="The same counts", style="behind")
    footnotes = (*(note.en for note in display.footnotes), SEVERAL_REASONS)
    return Figure(display.id, title, svg, alternative, footnotes, behind)


def _boxes(evidence: Evidence, analysis: Analysis) -> tuple[Box, Box, Box, list[Box]]:
    right = MARGIN + NARROW + GAP
    top = Box(MARGIN, MARGIN, NARROW, (_line(evidence, analysis, "screened"),))
    left_out = _fitted(_left_out(evidence, analysis), WIDTH - MARGIN - right)
    excluded = Box(right, top.bottom + GAP / 2, WIDTH - MARGIN - right, left_out)
    below = excluded.bottom + GAP / 2
    enrolled = Box(MARGIN, below, NARROW, (_line(evidence, analysis, "enrolled"),))
    count = len(evidence.groups)
    width = (WIDTH - 2 * MARGIN - GAP * (count - 1)) / count
    ends = [
        Box(
            MARGIN + i * (width + GAP),
            enrolled.bottom + GAP,
            width,
            _fitted(_group_lines(evidence, analysis, group), width),
        )
        for i, group in enumerate(evidence.groups)
    ]
    return top, excluded, enrolled, ends


def _left_out(evidence: Evidence, analysis: Analysis) -> Iterator[str]:
    for variable in list(BEFORE_ENROLMENT)[1:]:
        if evidence.find(analysis, ALL, "count", variable):
            yield _line(evidence, analysis, variable)
        for reason in reasons(evidence, analysis, variable):
            count = _count(evidence, analysis, ALL, variable, reason.row.level)
            yield f"   {_labelled(reason_name(evidence, reason), count)}"


def _group_lines(evidence: Evidence, analysis: Analysis, group: str) -> Iterator[str]:
    yield evidence.definition.study.group(group).label.en
    for variable, label in AFTER_ENROLMENT.items():
        if evidence.find(analysis, group, "count", variable):
            yield _labelled(label, _count(evidence, analysis, group, variable))


def _line(evidence: Evidence, analysis: Analysis, variable: str) -> str:
    label = (BEFORE_ENROLMENT | AFTER_ENROLMENT)[variable]
    return _labelled(label, _count(evidence, analysis, ALL, variable))


def _labelled(label: str, count: str) -> str:
    # A count never stands alone on a line.
    return f"{label}:\N{NO-BREAK SPACE}{count}"


def _count(
    evidence: Evidence, analysis: Analysis, group: str, variable: str, level: str = ""
) -> str:
    row = evidence.find(analysis, group, "count", variable, level)
    return text_of(shown(row, lambda value: fixed(value, 0)))


def _fitted(lines: Iterator[str], width: float) -> tuple[str, ...]:
    """Lines broken between words so that each stays inside a box of this width."""
    room = (width - 2 * PADDING) / SIZE
    return tuple(piece for line in lines for piece in _broken(line, room))


def _broken(line: str, room: float) -> Iterator[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    current = ""
    for word in line.lstrip().split(" "):
        longer = f"{current} {word}" if current else indent + word
        if current and _ems(longer) > room:
            yield current
            longer = f"{indent}   {word}"
        current = longer
    yield current


def _ems(text: str) -> float:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return wide * _WIDE_EM + (len(text) - wide) * _LATIN_EM


def _svg(boxes: tuple[Box, ...], synthetic: bool) -> str:
    top, excluded, enrolled, *ends = boxes
    height = max(box.bottom for box in ends) + MARGIN
    middle = excluded.y + excluded.height / 2
    parts = [
        _arrow(top.centre, top.bottom, top.centre, enrolled.y),
        _arrow(top.centre, middle, excluded.x, middle),
    ]
    fork = enrolled.bottom + GAP / 2
    left, right = min(b.centre for b in ends), max(b.centre for b in ends)
    parts.append(_path(f"M{enrolled.centre} {enrolled.bottom}V{fork}"))
    parts.append(_path(f"M{min(left, enrolled.centre)} {fork}H{max(right, enrolled.centre)}"))
    parts += [_arrow(box.centre, fork, box.centre, box.y) for box in ends]
    parts += [_drawn(box, bold=box in ends) for box in boxes]
    # On top of the boxes: a mark behind them could be cut away with the background.
    parts += [_watermark(height)] if synthetic else []
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{FONT}" font-size="{SIZE}">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>'
    )


def _drawn(box: Box, *, bold: bool) -> str:
    frame = (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" '
        'fill="#fff" stroke="#222" stroke-width="1.2"/>'
    )
    first = box.y + PADDING + SIZE
    texts = (
        f'<text xml:space="preserve" x="{box.x + PADDING}" y="{first + i * LEADING}"'
        f"{_WEIGHT if bold and i == 0 else ''}>{escape(line)}</text>"
        for i, line in enumerate(box.lines)
    )
    return frame + "".join(texts)


_WEIGHT = ' font-weight="bold"'


def _path(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="#222" stroke-width="1.2"/>'


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    down = y2 > y1
    head = f"M{x2 - 5} {y2 - 8}L{x2} {y2}L{x2 + 5} {y2 - 8}z"
    if not down:
        head = f"M{x2 - 8} {y2 - 5}L{x2} {y2}L{x2 - 8} {y2 + 5}z"
    return _path(f"M{x1} {y1}L{x2} {y2}") + f'<path d="{head}" fill="#222"/>'


def _watermark(height: float) -> str:
    x, y = WIDTH / 2, height / 2
    return (
        f'<text x="{x}" y="{y}" font-size="96" fill="#000" fill-opacity="0.10" '
        f'text-anchor="middle" transform="rotate(-27 {x} {y})">{WATERMARK}</text>'
    )
