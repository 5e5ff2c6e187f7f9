"""Which entry gives the value of each input of the criteria (rule ELI-01)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from typing import Any

from trialwright.capture.entry import Entry
from trialwright.capture.participant import Participant, complete_date, origin_dates
from trialwright.definition.eligibility import Input, RowsOf, ScreeningWindow
from trialwright.definition.load import Definition
from trialwright.definition.site_decisions import window_days


def screening_values(
    definition: Definition, participant: Participant, decided_on: date, *, rehearsal: bool
) -> dict[str, Any]:
    """Choose the value of each rule input from the participant's entries.

    Of several entries the latest stands. Of a form with a screening window, an entry that is
    undated, older than the window or later than its end is not used; none is while the site has
    not given the window. In a `rehearsal` its stand-in counts.
    """
    until = {"": decided_on, **origin_dates(definition, participant)}
    # Dozens of inputs come from a handful of forms.
    usable = cache(partial(_usable, definition, participant, until, rehearsal=rehearsal))
    return {
        name: _chosen(participant, source, usable)
        for name, source in definition.eligibility.inputs.items()
    }


def _chosen(participant: Participant, source: Input, usable: Callable[[str], list[Entry]]) -> Any:
    if source.rows_of:
        return _rows(participant, source.rows_of)
    form, _, item = (source.item or source.unit_of or "").partition(".")
    # A unit belongs to its value: the two are never taken from different entries.
    entry = next((entry for entry in usable(form) if entry.value(item) is not None), None)
    if entry is None:
        return None
    return entry.unit(item) if source.unit_of else entry.value(item)


def _usable(
    definition: Definition,
    participant: Participant,
    until: Mapping[str, date],
    form: str,
    *,
    rehearsal: bool,
) -> list[Entry]:
    """The entries of a form that may be used on the day of the decision, latest first."""
    entries = participant.of_form(form)
    windows = definition.eligibility.screening_windows
    window = next((w for w in windows if w.date_item.startswith(f"{form}.")), None)
    if window is None:
        return sorted(entries, key=lambda entry: (entry.entered_at, entry.id), reverse=True)
    days = window_days(definition, window, rehearsal=rehearsal)
    end = until.get(window.until or "")
    return [] if days is None or end is None else _fresh(entries, window, end, days)


def _fresh(
    entries: tuple[Entry, ...], window: ScreeningWindow, end: date, days: int
) -> list[Entry]:
    item = window.date_item.partition(".")[2]
    dated = [
        (day, entry)
        for entry in entries
        if (day := complete_date(entry.value(item))) and 0 <= (end - day).days <= days
    ]
    dated.sort(key=lambda pair: (pair[0], pair[1].entered_at, pair[1].id), reverse=True)
    return [entry for _, entry in dated]


def _rows(participant: Participant, rows: RowsOf) -> list[dict[str, str | None]] | None:
    """One row for each entry of the repeating form; without any, "no" alone means an empty list."""
    entries = participant.of_form(rows.form)
    if not entries:
        asked = {value for _, value in participant.values(rows.asked)}
        return [] if asked == {"no"} else None
    return [{name: e.value(item) for name, item in rows.fields.items()} for e in entries]
