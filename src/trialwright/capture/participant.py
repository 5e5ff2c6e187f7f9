"""One participant's current entries, and how items are read from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from trialwright.capture.entry import Entry
from trialwright.definition.load import Definition
from trialwright.definition.study import OriginDate


@dataclass(frozen=True)
class Participant:
    """One participant: an id and the current entries, ordered by visit, form and repeat."""

    id: str
    entries: tuple[Entry, ...] = field(repr=False)

    @cached_property
    def _by_form(self) -> Mapping[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.form, []).append(entry)
        return {form: tuple(entries) for form, entries in found.items()}

    def of_form(self, form: str) -> tuple[Entry, ...]:
        """Every entry of one form, all visits and repeats."""
        return self._by_form.get(form, ())

    def values(self, reference: str) -> tuple[tuple[Entry, str], ...]:
        """Every value entered for "form.item", with the entry it stands in."""
        form, _, item = reference.partition(".")
        found = ((entry, entry.value(item)) for entry in self.of_form(form))
        return tuple((entry, value) for entry, value in found if value is not None)

    def dates(self, reference: str) -> tuple[tuple[date, Entry], ...]:
        """Every complete date entered for "form.item", earliest first; partial ones are left out."""
        if reference not in self._dates:
            self._dates[reference] = self._dates_of(reference)
        return self._dates[reference]

    @cached_property
    def _dates(self) -> dict[str, tuple[tuple[date, Entry], ...]]:
        """Answers of `dates` so far: many rules ask for the same few."""
        return {}

    def _dates_of(self, reference: str) -> tuple[tuple[date, Entry], ...]:
        found = [(complete_date(value), entry) for entry, value in self.values(reference)]
        dated = [(day, entry) for day, entry in found if day is not None]
        return tuple(sorted(dated, key=lambda pair: (pair[0], pair[1].id)))


# No date of a living participant lies outside; inside, no window runs over the calendar's end.
_DATE = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=4096)
def complete_date(text: str | None) -> date | None:
    """The date written as YYYY-MM-DD; None for a partial, impossible or missing date."""
    if text is None or not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def participants(entries: Iterable[Entry]) -> tuple[Participant, ...]:
    """Current entries grouped by participant, in the order of their ids."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.participant, []).append(entry)
    return tuple(Participant(key, tuple(grouped[key])) for key in sorted(grouped))


def origin_dates(definition: Definition, participant: Participant) -> dict[str, date]:
    """The study's origin dates (T_R, T_E, T_T, consent) of one participant.

    An origin without a complete date is left out, and so is one that may not lie before it:
    nothing that counts from them can be computed.
    """
    found: dict[str, date] = {}
    for origin in definition.study.origins:
        day = _origin_date(origin, participant)
        if day and origin.not_before:
            floor = found.get(origin.not_before)
            day = max(day, floor) if floor else None
        if day:
            found[origin.id] = day
    return found


def _origin_date(origin: OriginDate, participant: Participant) -> date | None:
    for reference in origin.items:
        dates = participant.dates(reference)
        if dates:
            return dates[0 if origin.pick == "first" else -1][0]
    return None
