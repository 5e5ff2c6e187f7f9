"""A registered text as rules read it: in plain form, with a way back to its place."""

from __future__ import annotations

import re

from trialwright.record.lint.finding import Hit
from trialwright.record.plaintext import plain_text
from trialwright.record.searching import Searchable, Texts


class FieldText(Searchable):
    """One registered text; rules search `text` and quote the source behind it.

    `plain` is the text without what the registry's interface added; positions in its characters,
    `text`, are those that `hit` takes.
    """

    __slots__ = ("path", "plain", "source")

    def __init__(self, path: str, source: str) -> None:
        self.path = path
        self.source = source
        self.plain = plain_text(source)
        super().__init__(self.plain.text)

    def hit(self, span: re.Match[str] | tuple[int, int], message: str, suggestion: str = "") -> Hit:
        """An objection to a stretch of the plain text, carried over to the source."""
        start, end = span.span() if isinstance(span, re.Match) else span
        first, last = self.plain.source_span(start, end)
        return Hit(self.path, message, suggestion, first, last)

    def hit_whole(self, message: str, suggestion: str = "") -> Hit:
        """An objection to the whole text."""
        return self.hit((0, len(self.text)), message, suggestion)


def field_text(path: str, value: str | None) -> FieldText | None:
    """A text, or None where the record has none; white space alone says nothing."""
    return FieldText(path, value) if value and not value.isspace() else None


def present_texts(*texts: FieldText | None) -> Texts[FieldText]:
    """The texts that are there."""
    return Texts([text for text in texts if text is not None])
