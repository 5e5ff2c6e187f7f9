"""Lines of the journal as a person reads them, narrowed to a form, an item or a user."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from trialwright.definition import Definition
from trialwright_web.audit.expressions import WrittenBy
from trialwright_web.audit.models import JournalLine

_ENTERED = "values."
"""What was typed into a form stands under this name in the journal."""


@dataclass(frozen=True)
class JournalFilter:
    """What is asked for; what is empty narrows nothing.

    `subject`: an object, or everything below it: "form/P001" are all forms of P001. `item`: one
    field of it. `by`: a user.
    """

    subject: str = ""
    item: str = ""
    by: str = ""

    def holds(self, subject: str) -> bool:
        """Whether the object is the one asked for or lies below it."""
        return not self.subject or f"{subject}/".startswith(f"{self.subject.rstrip('/')}/")


def narrowed_lines(rows: QuerySet[JournalLine], asked: JournalFilter) -> QuerySet[JournalLine]:
    """The lines among which all are that are asked for, and few others: the database looks for the
    words, `shown_line` says which line is meant.
    """
    if asked.by:
        rows = rows.annotate(written_by=WrittenBy("body")).filter(written_by=asked.by)
    words = [_in_json(part) for part in asked.subject.split("/") if part]
    if asked.item:
        words.append(_in_json(asked.item)[1:] + ":")
    for word in words:
        rows = rows.filter(body__contains=word)
    return rows


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True)
class ShownChange:
    """One field of one object, before and after. `label` is the question on the form, if it is one."""

    subject: str
    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ShownLine:
    """A line of the journal as a person reads it."""

    chain: str
    seq: int
    at: str
    by: str
    role: str
    action: str
    reason: str
    hash: str
    changes: tuple[ShownChange, ...]

    @property
    def participant(self) -> str:
        """Whose chain it stands in; empty for the configuration."""
        kind, _, number = self.chain.partition("/")
        return number if kind == "participant" else ""


def shown_line(definition: Definition, row: JournalLine, asked: JournalFilter) -> ShownLine | None:
    """The line with the changes asked for; None where it is about something or somebody else."""
    body = json.loads(row.body)
    if asked.by and body["by"] != asked.by:
        return None
    changes = tuple(_changes(definition, body, asked))
    if (asked.subject or asked.item) and not changes:
        return None
    told = [body[name] for name in ("at", "by", "role", "action", "reason")]
    return ShownLine(row.chain, row.seq, *told, hash=row.hash, changes=changes)


def _changes(
    definition: Definition, body: dict[str, Any], asked: JournalFilter
) -> Iterator[ShownChange]:
    for change in body["changes"]:
        subject = "/".join((change["kind"], *change["key"]))
        if not asked.holds(subject):
            continue
        form = change["key"][2] if change["kind"] == "form" else ""
        for field, (old, new) in sorted(change["fields"].items()):
            name = field.removeprefix(_ENTERED)
            if asked.item in ("", name):
                label = _label(definition, form, name) if field.startswith(_ENTERED) else ""
                yield ShownChange(subject, name, label, _text(old), _text(new))


def _label(definition: Definition, form: str, name: str) -> str:
    known = definition.forms_by_id.get(form)
    item = known.by_id.get(name) if known else None
    return item.label.in_language(get_language() or "en") if item else ""


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return str(value)
