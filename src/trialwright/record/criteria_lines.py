"""The lines of an eligibility text with their list markers.

Broader than `blocks`, which shows a text: a criterion may bear a letter, a Chinese number or a
bracketed one, and a whole list may stand in a single line.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from trialwright.record.criteria_headings import inner_headings
from trialwright.record.plaintext import PlainText

Style = Literal["", "bullet", "outline", "number", "bracket", "letter", "han"]

_MARKER: Final = re.compile(
    r"(?:(?P<bullet>[*•·‣◦●○▪■□➢✓–—+]|-(?=[ \t]*[^\W\d]|[ \t]+))"
    r"|(?P<outline>\d{1,2}(?:\.\d{1,2})+[.)]?(?=[ \t]+[^\W\d]))"
    r"|(?P<number>\#?\d{1,3}(?:[.．](?!\d)|[)）、]))"
    r"|(?P<bracket>[(（][0-9a-zA-Z]{1,3}[)）]|[①-⑳])"
    r"|(?P<letter>[a-zA-Z][.)](?=[ \t])|[ivx]{1,4}[.)](?=[ \t]))"
    r"|(?P<han>[一二三四五六七八九十]{1,3}[、.．]))[ \t]*(?=\S)"
)
_INLINE_NUMBER: Final = re.compile(r"(?<![\w.])[(（]?(\d{1,2})(?:[.](?!\d)|[)）、])[ \t]*(?=\S)")
_SEMICOLON_OR_BRACKET: Final = re.compile(r"[;；][ \t]*|[()（）]")
_BRACKETS: Final = "()（）"
_BLANKS: Final = " \t\u3000\u00a0"
_STYLES: Final[tuple[Style, ...]] = ("bullet", "outline", "number", "bracket", "letter", "han")


@dataclass(frozen=True)
class Line:
    """One line or list item; `text` is `plain.text[start:end]`, the marker left out."""

    text: str
    start: int
    end: int
    indent: int
    marker: str = ""
    style: Style = ""

    def after(self, offset: int) -> Line:
        """The line from a character on, with the marker that may stand there."""
        return _read(self.text[offset:], self.start + offset, self.indent)


def criteria_lines(plain: PlainText) -> list[Line]:
    """The lines of a text that hold anything, broken before a heading that stands inside one."""
    lines = []
    for match in re.finditer(r"[^\n]+", plain.text):
        content = match[0].strip(_BLANKS)
        if any(character.isalnum() for character in content):
            indent = len(match[0]) - len(match[0].lstrip(_BLANKS))
            line = _read(content, match.start() + indent, indent)
            lines += _broken(line, inner_headings(line.text))
    return lines


def unfolded(lines: list[Line]) -> list[Line]:
    """The lines of a section, a list written in one line taken apart at its numbers or semicolons.

    Only a section of one line is: elsewhere "2." and ";" belong to a sentence.
    """
    if len(lines) != 1:
        return lines
    line = lines[0]
    return _broken(line, _further_numbers(line) or _semicolons(line))


def _further_numbers(line: Line) -> list[int]:
    """Where 2., 3. ... begin after the 1. of a line; none where they do not count up by one."""
    expected = 2 if line.marker.strip("(（.．)）、") == "1" else 1
    places = []
    for match in _INLINE_NUMBER.finditer(line.text):
        if int(match[1]) == expected:
            places.append(match.start())
            expected += 1
    return places if expected > 2 else []


def _semicolons(line: Line) -> list[int]:
    """Where the text goes on after each semicolon that stands in no brackets."""
    places, in_brackets = [], False
    # Backwards, as the next bracket decides: a look ahead from every semicolon reads a text in
    # the square of its length.
    for match in reversed(list(_SEMICOLON_OR_BRACKET.finditer(line.text))):
        if match[0] in _BRACKETS:
            in_brackets = match[0] in ")）"
        elif not in_brackets and match.end() < len(line.text):
            places.append(match.end())
    return places[::-1]


def _broken(line: Line, places: list[int]) -> list[Line]:
    """The line up to the first place, and a line from each place to the next."""
    if not places:
        return [line]
    before = line.text[: places[0]].rstrip()
    pieces = [replace(line, text=before, end=line.start + len(before))] if before else []
    for start, end in itertools.pairwise([*places, len(line.text)]):
        pieces.append(_read(line.text[start:end], line.start + start, line.indent))
    return pieces


def _read(text: str, start: int, indent: int) -> Line:
    """A line from its text and where it begins, its marker taken off."""
    stripped = text.rstrip(_BLANKS)
    match = _MARKER.match(stripped)
    if match is None:
        return Line(stripped, start, start + len(stripped), indent)
    style = next(style for style in _STYLES if match[style])
    content, begin = stripped[match.end() :], start + match.end()
    return Line(content, begin, begin + len(content), indent, match[0].strip(_BLANKS), style)
