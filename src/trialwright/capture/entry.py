"""The one shape of captured data that everything downstream reads.

An *entry* is one saved version of one form. It is kept as rows, one for each item, exactly as
typed: nothing is converted, rounded or filled in here. A later version of a form is a new entry
under a new id; of the entries for one participant, visit, form and repeat the last one saved is
the current one. Journal and signatures are built around this shape and do not change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

#: Why a value is missing, as the form's "not done" offers it (codelists/missing_reason.csv).
MISSING_REASONS = ("not_done", "not_applicable", "unknown", "refused", "technical_failure")


class EntryRow(NamedTuple):
    """One item of one entry.

    `value` and `unit` are text as entered, None when nothing was entered; then `reason_missing`
    says why, if a reason was given. `repeat` counts from 1 for repeating forms and is 0 otherwise.
    `entered_at` is UTC, ISO 8601 with the offset.
    """

    entry_id: str
    participant: str
    visit: str
    form: str
    repeat: int
    item: str
    value: str | None
    unit: str | None
    reason_missing: str | None
    entered_at: str
    by: str
    definition_hash: str


@dataclass(frozen=True, slots=True)
class EnteredValue:
    """What stands in one field of a form."""

    item: str
    value: str | None
    unit: str | None = None
    reason_missing: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One saved version of one form."""

    id: str
    participant: str
    visit: str
    form: str
    repeat: int
    values: tuple[EnteredValue, ...]
    entered_at: datetime
    by: str
    definition_hash: str

    def rows(self) -> Iterator[EntryRow]:
        """The entry as rows, in the order of its items."""
        at = self.entered_at.isoformat(timespec="seconds")
        for value in self.values:
            yield EntryRow(
                self.id,
                self.participant,
                self.visit,
                self.form,
                self.repeat,
                value.item,
                value.value,
                value.unit,
                value.reason_missing,
                at,
                self.by,
                self.definition_hash,
            )

    def value(self, item: str) -> str | None:
        """The text entered for `item`, or None."""
        found = self._entered(item)
        return found.value if found else None

    def unit(self, item: str) -> str | None:
        """The unit entered for `item`, or None."""
        found = self._entered(item)
        return found.unit if found else None

    def _entered(self, item: str) -> EnteredValue | None:
        # A plain loop: the checks of one save ask hundreds of times.
        for value in self.values:
            if value.item == item:
                return value
        return None


def current_entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The last saved version of each form, in the order (participant, visit, form, repeat).

    Two versions saved in the same second are told apart by their ids.
    """
    latest: dict[tuple[str, str, str, int], Entry] = {}
    for entry in entries:
        key = (entry.participant, entry.visit, entry.form, entry.repeat)
        held = latest.get(key)
        if held is None or (held.entered_at, held.id) < (entry.entered_at, entry.id):
            latest[key] = entry
    return tuple(latest[key] for key in sorted(latest))
