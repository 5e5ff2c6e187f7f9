"""The two entries of a form that is entered twice, and what they permit a save to do."""

from __future__ import annotations

from dataclasses import replace

from trialwright.capture.double_entry import (
    ENTERED_TWICE,
    UNSETTLED,
    BlindEntry,
    entered_state,
    stems_from,
)
from trialwright.capture.form_content import Content, read_content
from trialwright.capture.save import FormState, Intent
from trialwright.definition.load import Definition
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.models import DoubleEntry
from trialwright_web.capture.stored import FormKey, form_columns
from trialwright_web.rows import find


def is_entered_twice(definition: Definition, key: FormKey) -> bool:
    """Whether the definition in force asks for two entries of the form."""
    form = definition.forms_by_id.get(key[2])
    return form is not None and form.double_entry


def blind_entries(study: str, key: FormKey) -> tuple[BlindEntry, ...]:
    """What was entered apart, the first entry first."""
    rows = find(DoubleEntry, form_columns(study, key), order_by=["turn"])
    return tuple(BlindEntry(row.entered_by, read_content(row.content)) for row in rows)


def entered_before(
    study: str, key: FormKey, before: FormState, content: Content, intent: Intent, by: Actor
) -> FormState:
    """The state of the form with its entries counted, where this save may settle them.

    A form that was settled is changed like any other. Raises NotPossible for a save past the two
    entries, for values of neither, or by somebody who neither entered one nor manages the data.
    """
    if before.status not in UNSETTLED:
        return before
    entries = blind_entries(study, key)
    state = entered_state(before.status, entries)
    if intent != "settle":
        cure = "each of two people opens it and saves their own entry"
        raise not_possible("intent", "this form is entered twice, by two people", cure)
    if state == ENTERED_TWICE:
        first, second = entries
        if by.user not in (first.by, second.by) and "data_manager" not in by.roles:
            what = "who settles two entries has made one of them, or is a data manager"
            raise not_possible("by", what, "ask one of them")
        if not stems_from(content, first.content, second.content):
            what = "a value is settled that neither person entered"
            raise not_possible("values", what, "choose one of both; correct it afterwards")
    return replace(before, status=state)
