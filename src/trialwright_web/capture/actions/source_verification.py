"""Compare items of a form with the source document: each agrees, or differs and is asked about."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from trialwright.capture.access import NEW, can, check_can
from trialwright.capture.journal.line import Change, differences
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import lock_chain, participant_chain
from trialwright_web.capture.actions.forms import check_seen, move_form
from trialwright_web.capture.actions.queries import ask
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.study_state import check_open
from trialwright_web.capture.actions.verification_rows import (
    check_independent,
    states_of,
    write_comparison,
)
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.models import FormInstance
from trialwright_web.capture.stored import FormKey, fields_of, form_at, form_columns, key_parts
from trialwright_web.rows import update


def compare_source(
    *,
    by: Actor,
    definition: Definition,
    key: FormKey,
    revision: int,
    verified: Collection[str] = (),
    differs: Mapping[str, str] | None = None,
) -> None:
    """Say which items of a form agree with the source, and which differ and how.

    `revision` is that of the form that was compared. A difference raises a query with its text. Once
    everything that the plan asks for agrees, the form is source-verified; an item that is found to
    differ later takes that back. More than the plan asks for may be compared.

    Raises AccessRefused, StudyLocked, StaleSave where the form was saved meanwhile, or NotPossible
    for no item, an unknown item, one named twice, a difference without words, or somebody who has
    entered the version themselves.
    """
    study, wrong = definition.study.id, dict(differs or {})
    with transaction.atomic():
        lock_chain(study, participant_chain(key[0]))
        check_open(study)
        held = form_at(study, key)
        row = check_can("form", "compare_source", held.status if held else NEW, by.roles)
        assert held is not None  # no action on a form that was never saved is in the table
        check_seen(held, revision)
        check_independent(held, by.user)
        _check_items(definition, held, verified, wrong)
        asked = {
            item: ask(by=by, definition=definition, key=key, item=item, question=text)
            for item, text in sorted(wrong.items())
        }
        # Each question has written its own line: the head is read again.
        chain, act = lock_chain(study, participant_chain(key[0])), by.act(row)
        changes = [
            *(write_comparison(held, act, item, "verified") for item in sorted(set(verified))),
            *(write_comparison(held, act, i, "differs", number) for i, number in asked.items()),
        ]
        chain.append(act, definition.hash, [*changes, *_follow(definition, held, by)])


def _follow(definition: Definition, held: FormInstance, by: Actor) -> list[Change]:
    """What the comparison means for the form as a whole; a signed form stays signed."""
    states = set(states_of(definition, held).values())
    if states == {"verified"} and held.verified_by is None:
        verifiable = can("form", "verify", held.status, by.roles)
        return [move_form(held, "verified" if verifiable else held.status, "verify", by)]
    if "differs" in states and held.verified_by is not None:
        return [_take_back(held)]
    return []


def _take_back(held: FormInstance) -> Change:
    """A form of which an item differs is not source-verified."""
    key = (held.participant, held.visit, held.form, held.repeat)
    before = fields_of("form", held)
    if held.status == "verified":
        held.status = "reviewed" if held.reviewed_by else "complete"
    held.verified_by = None
    update(
        FormInstance, form_columns(held.study, key), {"status": held.status, "verified_by": None}
    )
    return differences("form", key_parts(key), before, fields_of("form", held))


def _check_items(
    definition: Definition, held: FormInstance, verified: Collection[str], wrong: Mapping[str, str]
) -> None:
    known = definition.forms_by_id[held.form].by_id
    if not verified and not wrong:
        raise not_possible("items", "no item was compared", "tick at least one")
    for item in sorted({*verified, *wrong}):
        if item not in known:
            raise not_possible(item, "form {form} has no item {item!r}", form=held.form, item=item)
        if item in verified and item in wrong:
            raise not_possible(item, "an item cannot both agree and differ", "choose one")
