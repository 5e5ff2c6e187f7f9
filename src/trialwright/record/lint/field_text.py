"""A registered text as rules read it: in plain form, with a way back to its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from trialwright.record.lint.finding import Hit
from trialwright.record.plaintext import PlainText, plain_text
from trialwright.record.searching import Passage, Searchable, Whole


@dataclass(frozen=True)
class FieldText(Searchable):
    """One registered text; rules search `text` and quote the source behind it."""

    path: str
    source: str
    whole: Whole | None = field(default=None, compare=False, repr=False)

    @cached_property
    def plain(self) -> PlainText:
        """The text without what the registry's interface added."""
        return plain_text(self.source)

    @cached_property
    def text(self) -> str:
        """The characters a rule reads; positions in it are those that `hit` takes."""
        return self.plain.text

    def hit(self, span: re.Match[str] | tuple[int, int], message: str, suggestion: str = "") -> Hit:
        """An objection to a stretch of the plain text, carried over to the source."""
        start, end = span.span() if isinstance(span, re.Match) else span
        first, last = self.plain.source_span(start, end)
        return Hit(self.path, message, suggestion, first, last)

    def hit_whole(self, message: str, suggestion: str = "") -> Hit:
        """An objection to the whole text."""
        return self.hit((0, len(self.text)), message, suggestion)


def field_text(path: str, value: str | None, whole: Whole | None = None) -> FieldText | None:
    """A text, or None where the record has none; white space alone says nothing."""
    return FieldText(path, value, whole) if value and not value.isspace() else None


def joined_text(texts: Iterable[str], whole: Whole | None) -> Passage:
    """Texts of one record, one per line."""
    return Passage("\n".join(texts), whole)


def present_texts(*texts: FieldText | None) -> tuple[FieldText, ...]:
    """The texts that are there."""
    return tuple(text for text in texts if text is not None)
