"""A shown record as text for a terminal, wrapped, with Chinese characters at their width.

Record text is foreign: control and direction characters are shown as codes, so that a hostile
record cannot move the cursor, change colours or reorder a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from trialwright.record.blocks import Block
from trialwright.record.sections import Code, Heading, Part, Prose, Rows, Section, Table

MIN_WIDTH: Final = 40
_BOLD: Final = "\x1b[1m"
_PLAIN: Final = "\x1b[0m"
_WIDE: Final = r"\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"
# A piece is what may not be broken: a wide character alone, or a run of others without space.
_PIECE = re.compile(rf"[{_WIDE}]|\s+|[^\s{_WIDE}]+")
_UNSAFE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def render_terminal(sections: Iterable[Section], width: int, color: bool = False) -> str:
    """The sections as lines of at most `width` columns (at least 40); raw JSON keeps its lines.

    Headings are bold where `color` is true. The text ends in a line feed.
    """
    columns = max(width, MIN_WIDTH)
    lines: list[str] = []
    for section in sections:
        lines += _titled(section.title, columns, color)
        for part in section.parts:
            gap = [] if isinstance(part, Heading) else [""]
            lines += [*_part(part, columns, color), *gap]
    return "\n".join(lines).rstrip("\n") + "\n"


def safe_text(text: str) -> str:
    """The text with every control and direction character as a visible code; line feeds stay."""
    unsafe = {ord(c): f"<U+{ord(c):04X}>" for c in set(text) if _is_unsafe(c)}
    return text.translate(unsafe | {ord("\t"): "    "})


def display_width(text: str) -> int:
    """The number of terminal columns a text takes."""
    return sum(map(_character_width, text))


def _is_unsafe(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in _UNSAFE_CATEGORIES


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _titled(title: str, width: int, color: bool) -> Iterator[str]:
    lines = list(_wrapped(title, width))
    yield from (_bold(line, color) for line in lines)
    yield "=" * max(map(display_width, lines))


def _part(part: Part, width: int, color: bool) -> Iterable[str]:
    match part:
        case Heading(text):
            return [_bold(line, color) for line in _wrapped(text, width)]
        case Rows(rows):
            return _row_lines(rows, width)
        case Table(columns, rows):
            return _table_lines(columns, rows, width, color)
        case Prose():
            return _prose_lines(part.blocks, width)
        case Code(text):
            return safe_text(text).split("\n")


def _row_lines(rows: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    labels = min(max(display_width(safe_text(label)) for label, _ in rows), width // 3)
    for label, value in rows:
        yield from _side_by_side([(label, labels), (value, width - labels - 2)])


def _table_lines(
    columns: Sequence[str], rows: Sequence[Sequence[str]], width: int, color: bool
) -> Iterator[str]:
    widths = _column_widths([columns, *rows], width)
    for line in _side_by_side(list(zip(columns, widths, strict=True))):
        yield _bold(line, color)
    for row in rows:
        yield from _side_by_side(list(zip(row, widths, strict=True)))


def _column_widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """As wide as the longest cell; where they do not fit, the widest column gives way."""
    widths = [
        max(display_width(safe_text(cell)) for cell in column) for column in zip(*rows, strict=True)
    ]
    spare = width - 2 * (len(widths) - 1)
    while sum(widths) > spare:
        widest = widths.index(max(widths))
        second = max((w for n, w in enumerate(widths) if n != widest), default=1)
        excess = sum(widths) - spare
        widths[widest] -= max(1, min(excess, widths[widest] - second))
    return widths


def _side_by_side(cells: Sequence[tuple[str, int]]) -> Iterator[str]:
    wrapped = [list(_wrapped(text, width)) for text, width in cells]
    for number in range(max(map(len, wrapped))):
        padded = []
        for lines, (_, width) in zip(wrapped, cells, strict=True):
            line = lines[number] if number < len(lines) else ""
            padded.append(line + " " * (width - display_width(line)))
        yield "  ".join(padded).rstrip()


def _prose_lines(blocks: Sequence[Block], width: int) -> Iterator[str]:
    for number, block in enumerate(blocks):
        if number and block.kind == "paragraph" and not block.depth:
            yield ""
        lead = "  " * min(block.depth, 6) + (f"{safe_text(block.marker)} " if block.marker else "")
        rest = " " * display_width(lead)
        lines = _wrapped(block.text, width - len(rest))
        yield from (f"{rest if n else lead}{line}" for n, line in enumerate(lines))


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` columns; a word that is longer is broken."""
    for paragraph in safe_text(text).split("\n"):
        line = ""
        used = 0
        for piece in _pieces(paragraph, width):
            needed = display_width(piece)
            if used + needed > width:
                yield line.rstrip()
                line, used = "", 0
            if line or not piece.isspace():
                line += piece
                used += needed
        yield line.rstrip()


def _pieces(text: str, width: int) -> Iterator[str]:
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece.isspace():
            yield " "
        elif display_width(piece) <= width:
            yield piece
        else:
            yield from piece


def _bold(line: str, color: bool) -> str:
    return f"{_BOLD}{line}{_PLAIN}" if color and line else line
