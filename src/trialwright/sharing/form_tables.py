"""One table for each form: a row for each current entry, a column for each shared item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trialwright.capture.entry import EnteredValue, Entry
from trialwright.capture.participant import Participant
from trialwright.definition.forms import Form
from trialwright.definition.load import Definition
from trialwright.definition.schedule import RUNNING
from trialwright.errors import Problem
from trialwright.sharing.decisions import shared_items
from trialwright.sharing.form_columns import item_columns, key_columns, revealing_items
from trialwright.sharing.tables import SUPPRESSED, Column, Table
from trialwright.sharing.transform import Person, share_value

#: A participant with what the package calls and knows of them.
Pair = tuple[Participant, Person]


def derive_form_table(definition: Definition, form: Form, people: Sequence[Pair]) -> Table | None:
    """The table of one form, rows by participant, visit and repeat; None if all items are dropped.

    An item entered in several units has its unit beside it; an item that is missing for a reason
    somewhere has its reasons beside it.
    """
    items = shared_items(form)
    if not items:
        return None
    columns = list(key_columns(definition, frozenset(person.id for _, person in people)))
    for item in items:
        columns += item_columns(definition, form, item)
    rows = [row for pair in people for row in _rows(definition, form, pair)]
    kept = [i for i, column in enumerate(columns) if not _is_idle(column, [r[i] for r in rows])]
    return Table(
        form.id,
        form.label,
        tuple(columns[i] for i in kept),
        tuple(tuple(row[i] for i in kept) for row in rows),
    )


def check_values(definition: Definition, form: Form, people: Iterable[Pair]) -> Iterator[Problem]:
    """Every entered value that does not fit its item, by entry: it cannot be shared as it is.

    The value is not repeated in the message, for nobody knows what it holds.
    """
    width = definition.sharing.age_band_years
    items = [(item, item_columns(definition, form, item)) for item in shared_items(form)]
    for participant, person in people:
        for entry in participant.of_form(form.id):
            for item, columns in items:
                cells = share_value(item, _entered(entry, item.id), person, width)
                if not all(c.permits(cell) for c, cell in zip(columns, cells, strict=True)):
                    what = f"entry {entry.id} holds what is no {item.type} of {form.id}.{item.id}"
                    cure = "correct the entry through a query, then take a new snapshot"
                    yield Problem(f"forms/{form.id}.yaml", 0, item.id, what, cure)


def _rows(definition: Definition, form: Form, pair: Pair) -> Iterator[tuple[str, ...]]:
    participant, person = pair
    width = definition.sharing.age_band_years
    revealing = revealing_items(definition)
    items = [(i, f"{form.id}.{i.id}" in revealing) for i in shared_items(form)]
    order = _visit_order(definition, person.visits)
    entries = participant.of_form(form.id)
    for entry in sorted(entries, key=lambda e: (order[person.visits[e.visit]], e.repeat)):
        cells = [person.id, person.visits[entry.visit], str(entry.repeat)]
        for item, reveals in items:
            hidden = reveals and person.suppressed
            value = share_value(item, _entered(entry, item.id), person, width)
            cells += [SUPPRESSED] * len(value) if hidden else value
        yield tuple(cells)


def _entered(entry: Entry, item: str) -> EnteredValue | None:
    return next((value for value in entry.values if value.item == item), None)


def _visit_order(definition: Definition, visits: Mapping[str, str]) -> dict[str, int]:
    """Planned visits as scheduled, then the unscheduled ones, then what belongs to no visit."""
    planned = [visit.id for visit in definition.schedule.visits]
    others = sorted({*visits.values()} - {*planned, RUNNING}, key=lambda v: (len(v), v))
    return {name: place for place, name in enumerate([*planned, *others, RUNNING])}


def _is_idle(column: Column, cells: Sequence[str]) -> bool:
    """Whether a column beside a value tells nothing that the dictionary does not."""
    if column.role == "unit":
        return len(column.words) < 2
    return column.role == "missing" and not any(cell.strip(SUPPRESSED) for cell in cells)
