"""A registered text as rules read it: in plain form, with a way back to its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from trialwright.record.lexicon import Parts
from trialwright.record.lint.finding import Hit
from trialwright.record.plaintext import PlainText, plain_text
from trialwright.record.searching import Searchable, parts_in


@dataclass(frozen=True)
class FieldText(Searchable):
    """One registered text; rules search `text` and quote the source behind it."""

    path: str
    source: str

    @cached_property
    def plain(self) -> PlainText:
        """The text without what the registry's interface added."""
        return plain_text(self.source)

    @cached_property
    def text(self) -> str:
        """The characters a rule reads; positions in it are those that `hit` takes."""
        return self.plain.text

    @cached_property
    def may_hold(self) -> Parts:
        """The parts of patterns in its words."""
        return parts_in(self)

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


def present_texts(*texts: FieldText | None) -> tuple[FieldText, ...]:
    """The texts that are there."""
    return tuple(text for text in texts if text is not None)
