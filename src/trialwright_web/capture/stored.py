"""Read what stands in the tables as the library's values, and write values back into them."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet

from trialwright.capture.entry import Entry
from trialwright.capture.form_content import entered_values, read_content
from trialwright.capture.journal.proof import TABLES
from trialwright_web.capture.models import FormInstance
from trialwright_web.rows import find_one

FormKey = tuple[str, str, str, int]
"""Participant, visit, form, repeat."""


def key_parts(key: FormKey) -> tuple[str, str, str, str]:
    """The key as the journal writes it."""
    participant, visit, form, repeat = key
    return participant, visit, form, str(repeat)


def form_name(key: FormKey) -> str:
    """visit/form/repeat: how a signature names what it covers."""
    _, visit, form, repeat = key
    return f"{visit}/{form}/{repeat}"


def form_columns(study: str, key: FormKey) -> dict[str, Any]:
    """The key of a form by its columns."""
    participant, visit, form, repeat = key
    return {
        "study": study,
        "participant": participant,
        "visit": visit,
        "form": form,
        "repeat": repeat,
    }


def form_rows(study: str, key: FormKey) -> QuerySet[FormInstance]:
    """The form with this key: one row, or none where nothing was saved yet."""
    return FormInstance.objects.filter(**form_columns(study, key))


def form_at(study: str, key: FormKey) -> FormInstance | None:
    """The form with this key, or None where nothing was saved yet."""
    return find_one(FormInstance, form_columns(study, key))


class StoredForm(NamedTuple):
    """The columns of a form, as the database gives them: cheap to make."""

    study: str
    participant: str
    visit: str
    form: str
    repeat: int
    status: str
    revision: int
    definition: str
    content: str
    saved_by: str
    saved_at: str
    completed_by: str | None = None
    reviewed_by: str | None = None
    verified_by: str | None = None
    signed_by: str | None = None
    locked_by: str | None = None

    @property
    def key(self) -> FormKey:
        """The key of the form."""
        return self[1:5]


def entry_of(row: FormInstance) -> Entry:
    """The current entry of a form, as everything downstream reads it."""
    return entry_stored(StoredForm._make([getattr(row, name) for name in StoredForm._fields]))


@lru_cache(maxsize=5_000)
def entry_stored(row: StoredForm) -> Entry:
    """The same. Kept, because each save reads the other forms of its participant again."""
    return Entry(
        id=f"{row.participant}.{row.visit}.{row.form}.{row.repeat}.v{row.revision}",
        participant=row.participant,
        visit=row.visit,
        form=row.form,
        repeat=row.repeat,
        values=entered_values(read_content(row.content)),
        entered_at=datetime.fromisoformat(row.saved_at),
        by=row.saved_by,
        definition_hash=row.definition,
    )


def fields_of(kind: str, row: Any) -> dict[str, Any]:
    """A row's fields as the journal knows them, those without a value left out; {} for no row."""
    if row is None:
        return {}
    table = TABLES[kind]
    fields = {name: getattr(row, name) for name in table.columns}
    fields = {name: value for name, value in fields.items() if value is not None}
    if table.values:
        content = json.loads(getattr(row, table.values))
        fields |= {f"values.{name}": value for name, value in content.items()}
    return fields
