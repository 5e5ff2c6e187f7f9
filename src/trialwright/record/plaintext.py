"""Registered text as a person reads it, with a way back to every character as received.

The registry's interface escapes punctuation for Markdown and adds blank lines between list items.
Rules read numbers and count lengths in the plain text (STR-02, STR-04); findings quote the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

# A whole run of backslashes goes, so that the plain text of a plain text is itself.
_ESCAPE: Final = r"(?<!\\)\\++(?=[!-/:-@\[\]-`{-~])"
# The look-behind keeps long runs of spaces from being searched once per space.
_LINE_END: Final = r"(?<![ \t])(?:[ \t]*+(?:\r\n|\r|\n))++"
_PIECE = re.compile(rf"(?P<escape>{_ESCAPE})|(?P<line_end>{_LINE_END})")


@dataclass(frozen=True)
class PlainText:
    """Plain text and the source it came from.

    `offsets[i]` is the position in `source` of the character `text[i]`; it rises strictly.
    """

    source: str = field(repr=False)
    text: str
    offsets: tuple[int, ...] = field(repr=False)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the source that holds `text[start:end]`."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"no span {start}:{end} in a text of {len(self.text)} characters")
        if start == end:
            place = self.offsets[start] if start < len(self.text) else len(self.source)
            return place, place
        return self.offsets[start], self.offsets[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        """The source characters behind `text[start:end]`, escapes and blank lines included."""
        first, last = self.source_span(start, end)
        return self.source[first:last]

    def find(self, quote: str) -> tuple[int, int] | None:
        """The half-open span of the first occurrence of a phrase in `text`, or None.

        One stretch of white space equals any other; the phrase may carry the source's escapes.
        """
        words = plain_text(quote).text.split()
        if not words:
            return None
        match = re.search(r"\s+".join(map(re.escape, words)), self.text)
        return match.span() if match else None


def plain_text(source: str) -> PlainText:
    """Registered text without Markdown escapes, added blank lines and trailing spaces.

    Lines end in a line feed. Indentation stays, since it nests lists.
    """
    kept = list(_kept(source))
    text = "".join([source[stretch.start : stretch.stop] for stretch in kept])
    return PlainText(source, text.replace("\r", "\n"), tuple(chain.from_iterable(kept)))


def _kept(source: str) -> Iterator[range]:
    """The stretches of the source that stay, in order."""
    start, end = _content(source)
    position = start
    for match in _PIECE.finditer(source, start, end):
        yield range(position, match.start())
        if match["line_end"]:
            line_end = _first_line_end(source, match.start())
            yield range(line_end, line_end + 1)
        position = match.end()
    yield range(position, end)


def _first_line_end(source: str, position: int) -> int:
    while source[position] in " \t":
        position += 1
    return position + 1 if source[position : position + 2] == "\r\n" else position


def _content(source: str) -> tuple[int, int]:
    """The span without blank lines before and white space after."""
    end = len(source.rstrip(" \t\r\n"))
    lead = re.match(r"(?:[ \t]*+[\r\n]++)*+", source[:end])
    return (lead.end() if lead else 0), end
