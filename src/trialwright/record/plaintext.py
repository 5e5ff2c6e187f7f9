"""Registered text as a person reads it, with a way back to every character as received.

The registry's interface escapes punctuation for Markdown and adds blank lines between list items.
Rules read numbers and count lengths in the plain text (STR-02, STR-04); findings quote the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain
from operator import attrgetter

# Patterns that begin with plain characters, since `re` passes quickly over all others. A whole run
# of backslashes goes, so that the plain text of a plain text is itself.
_BACKSLASHES = re.compile(r"\\\\*+(?P<escaped>(?=[!-/:-@\[\]-`{-~]))?")
_CHANGED = ("\\", "\n", "\r")
_BLANKS = (" ", "\t")
_LINE_ENDS = re.compile(r"[\r\n](?:[ \t]*+[\r\n])*+")


@dataclass(frozen=True)
class PlainText:
    """Plain text and the source it came from.

    `kept` are the stretches of the source that the text is made of, in order and none empty.
    """

    source: str = field(repr=False)
    text: str
    kept: tuple[range, ...] = field(repr=False)

    @cached_property
    def _begins(self) -> list[int]:
        """Where each stretch begins in the text."""
        return [*accumulate(map(len, self.kept), initial=0)]

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """The position in `source` of each character of `text`; it rises strictly."""
        return tuple(chain.from_iterable(self.kept))

    def offset(self, place: int) -> int:
        """`offsets[place]`, without the others."""
        number = bisect_right(self._begins, place) - 1
        return self.kept[number][place - self._begins[number]]

    def place(self, offset: int) -> int:
        """Where in `text` the first character stands that has at least this offset."""
        number = bisect_right(self.kept, offset, key=attrgetter("start")) - 1
        if number < 0:
            return 0
        stretch = self.kept[number]
        return self._begins[number] + min(offset - stretch.start, len(stretch))

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the source that holds `text[start:end]`."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"no span {start}:{end} in a text of {len(self.text)} characters")
        if start == end:
            place = self.offset(start) if start < len(self.text) else len(self.source)
            return place, place
        return self.offset(start), self.offset(end - 1) + 1

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
    if source[-1:] not in _BLANKS and not any(sign in source for sign in _CHANGED):
        return PlainText(source, source, (range(len(source)),) if source else ())
    kept = tuple(filter(None, _kept(source)))
    text = "".join([source[stretch.start : stretch.stop] for stretch in kept])
    return PlainText(source, text.replace("\r", "\n"), kept)


def _kept(source: str) -> Iterator[range]:
    """The stretches of the source that stay, in order."""
    start, end = _content(source)
    for gap in _LINE_ENDS.finditer(source, start, end):
        yield from _kept_of_line(source, start, gap.start())
        line_end = gap.start() + source.startswith("\r\n", gap.start())
        yield range(line_end, line_end + 1)
        start = gap.end()
    yield from _kept_of_line(source, start, end)


def _kept_of_line(source: str, start: int, end: int) -> Iterator[range]:
    """A line without the spaces at its end and the backslashes before punctuation."""
    end = start + len(source[start:end].rstrip(" \t"))
    for run in _BACKSLASHES.finditer(source, start, end):
        if run["escaped"] is not None:
            yield range(start, run.start())
            start = run.end()
    yield range(start, end)


def _content(source: str) -> tuple[int, int]:
    """The span without blank lines before and white space after."""
    end = len(source.rstrip(" \t\r\n"))
    lead = re.match(r"(?:[ \t]*+[\r\n]++)*+", source[:end])
    return (lead.end() if lead else 0), end
