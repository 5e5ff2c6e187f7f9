"""Enter a form apart, and settle what two people entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction

from trialwright.capture.access import NEW, can, check_can
from trialwright.capture.double_entry import (
    BlindEntry,
    Turn,
    differing_items,
    entered_state,
    settled_content,
)
from trialwright.capture.entry import EnteredValue
from trialwright.capture.form_check import check_entry
from trialwright.capture.form_content import (
    Content,
    check_storable,
    content_text,
    entered_values,
    form_content,
)
from trialwright.capture.journal.line import Change, differences
from trialwright.capture.save import HARD
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import lock_chain, participant_chain
from trialwright_web.capture.actions.casebook import Casebook, read_casebook
from trialwright_web.capture.actions.double_entry_rows import blind_entries, is_entered_twice
from trialwright_web.capture.actions.forms import Saved, entry_typed, save_form
from trialwright_web.capture.actions.participant_state import person_saved
from trialwright_web.capture.actions.refusals import NotComplete, not_possible
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.models import DoubleEntry
from trialwright_web.capture.stored import FormKey, fields_of, form_columns, key_parts
from trialwright_web.rows import insert

AGREED: Final = "both entries are the same"
"""The reason of a form that was complete with its second entry."""


def enter_apart(
    *, by: Actor, definition: Definition, key: FormKey, values: Iterable[EnteredValue]
) -> str:
    """Keep what one of two people typed, apart from the form; the state the form is in then.

    Each entry is made in one go and never changes. Where the second is equal to the first the form
    is complete at once. The consent, enrolment and type checks that a complete form must pass hold
    for each entry.

    Raises AccessRefused, NotComplete, ContentError, StudyLocked, or NotPossible for a form that is
    entered once, or a second entry by the person who made the first or may read the journal.
    """
    study, content = definition.study.id, form_content(values)
    with transaction.atomic():
        chain = lock_chain(study, participant_chain(key[0]))
        casebook = read_casebook(study, key)
        if not is_entered_twice(definition, key):
            raise not_possible("form", "form {form} is entered once", "save it", form=key[2])
        held, entries = casebook.form_at(key), blind_entries(study, key)
        action = "enter_second" if entries else "enter_first"
        state = entered_state(held.status if held else NEW, entries)
        row = check_can("form", action, state, by.roles)
        if entries:
            _check_blind(by, entries[0])
        _check(definition, casebook, key, content, by)
        act = by.act(row)
        change = _keep(study, key, len(entries) + 1, content, by, definition, act.at)
        chain.append(act, definition.hash, [change])
        if entries and entries[0].content == content:
            revision = held.revision if held else 0
            saved = _settle(by, definition, key, content, revision, AGREED)
            return saved.status
        return row.to


def settle_entries(
    *, by: Actor, definition: Definition, key: FormKey, choices: Mapping[str, Turn], reason: str
) -> Saved:
    """Say which entry stands at each item in which they differ; then the form is complete.

    By one of the two or a data manager. Where both are wrong the form is changed afterwards, with a
    reason of its own. Raises as `save_form` does, or NotPossible for a difference without a choice.
    """
    check_storable("reason", reason)
    study, form = definition.study.id, definition.forms_by_id.get(key[2])
    with transaction.atomic():
        lock_chain(study, participant_chain(key[0]))
        held = read_casebook(study, key).form_at(key)
        entries = blind_entries(study, key)
        state = entered_state(held.status if held else NEW, entries)
        check_can("form", "settle_entries", state, by.roles, reason=reason)
        assert form is not None  # nobody enters a form apart that is not in the study
        first, second = _both(entries)
        for item in differing_items(form, first.content, second.content):
            if choices.get(item) not in ("first", "second"):
                raise not_possible(item, "choose one of the two entries for {item}", item=item)
        content = settled_content(form, first.content, second.content, choices)
        return _settle(by, definition, key, content, held.revision if held else 0, reason)


def _check_blind(by: Actor, first: BlindEntry) -> None:
    """Whoever makes the second entry has not typed the first, and cannot look it up either."""
    if first.by == by.user:
        what = "you have made the first entry: another person makes the second"
        raise not_possible("by", what, "ask a colleague who has not seen yours")
    if can("study", "view_journal", "open", by.roles):
        what = "you may read the journal, where the first entry stands"
        raise not_possible("by", what, "ask a colleague who may not")


def _settle(
    by: Actor, definition: Definition, key: FormKey, content: Content, revision: int, reason: str
) -> Saved:
    return save_form(
        by=by,
        definition=definition,
        key=key,
        values=entered_values(content),
        revision=revision,
        intent="settle",
        reason=reason,
    )


def _both(entries: tuple[BlindEntry, ...]) -> tuple[BlindEntry, BlindEntry]:
    first, second = entries
    return first, second


def _check(
    definition: Definition, casebook: Casebook, key: FormKey, content: Content, by: Actor
) -> None:
    entry = entry_typed(key, content, 1, by, definition, utc_now())
    person = person_saved(definition, casebook, key, entry)
    findings = (*check_entry(definition, entry), *person.entry_findings())
    if hard := [finding for finding in findings if finding.kind in HARD]:
        raise NotComplete(hard)


def _keep(
    study: str,
    key: FormKey,
    turn: int,
    content: Content,
    by: Actor,
    definition: Definition,
    at: str,
) -> Change:
    kept = DoubleEntry(
        **form_columns(study, key),
        turn=turn,
        definition=definition.hash,
        content=content_text(content),
        entered_by=by.user,
        entered_at=at,
    )
    insert([kept])
    name = (*key_parts(key), str(turn))
    return differences("double_entry", name, {}, fields_of("double_entry", kept))
