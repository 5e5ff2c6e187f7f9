"""Save a form, review it, verify it, lock it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from trialwright.capture.access import NEW, check_can
from trialwright.capture.entry import EnteredValue, Entry
from trialwright.capture.finding import Finding
from trialwright.capture.form_content import (
    check_storable,
    content_text,
    entered_values,
    form_content,
    read_content,
)
from trialwright.capture.journal.line import Change, differences
from trialwright.capture.journal.proof import TABLES, canonical, hash_of
from trialwright.capture.save import FormState, Intent, SaveDecision, decide_save
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import lock_chain, participant_chain
from trialwright_web.capture.actions.casebook import Casebook, read_casebook
from trialwright_web.capture.actions.double_entry_rows import entered_before, is_entered_twice
from trialwright_web.capture.actions.once import check_request, done_before, remember
from trialwright_web.capture.actions.participant_state import PersonSaved, person_saved
from trialwright_web.capture.actions.refusals import NotComplete, StaleSave, not_possible
from trialwright_web.capture.actions.settle_queries import settle_queries
from trialwright_web.capture.actions.study_state import check_open
from trialwright_web.capture.actions.verification_rows import fall_with_values, verify_all_due
from trialwright_web.capture.actions.void_signatures import void_signatures
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.models import FormInstance
from trialwright_web.capture.stored import (
    FormKey,
    fields_of,
    form_at,
    form_columns,
    key_parts,
)
from trialwright_web.rows import insert, update, written_together

_MARKS = {
    "review": "reviewed_by",
    "verify": "verified_by",
    "sign": "signed_by",
    "lock": "locked_by",
}
_WRITTEN = (*TABLES["form"].columns, TABLES["form"].values)


@dataclass(frozen=True)
class Saved:
    """What a save led to. `queries`: how many the checks keep open."""

    status: str
    revision: int
    queries: int


def save_form(
    *,
    by: Actor,
    definition: Definition,
    key: FormKey,
    values: Iterable[EnteredValue],
    revision: int,
    intent: Intent = "complete",
    reason: str = "",
    request: str = "",
) -> Saved:
    """Save a form as a draft or as complete.

    `revision` is that of the form the values were typed into, 0 for a new one. `request` is a key
    of the caller's own: the same request again is answered, not done again. Queries that the checks
    raise are opened, those that the data now satisfy are closed, and signatures over the form
    become void. A form that is entered twice becomes complete with the intent "settle" only.

    Raises AccessRefused, StaleSave, NotComplete, NotPossible, ContentError or StudyLocked.
    """
    check_storable("reason", reason)
    check_request(request)
    study, content = definition.study.id, form_content(values)
    asked = canonical([list(key_parts(key)), content, revision, intent, reason])
    with transaction.atomic():
        chain = lock_chain(study, participant_chain(key[0]))
        casebook = read_casebook(study, key, request)
        if (answer := done_before(casebook.once, by.user, hash_of(asked))) is not None:
            return Saved(**answer)
        held = casebook.form_at(key)
        _check_revision(held, revision)
        before, at = _state_of(held), utc_now()
        if is_entered_twice(definition, key):
            before = entered_before(study, key, before, content, intent, by)
        entry = entry_typed(key, content, before.revision + 1, by, definition, at)
        person = person_saved(definition, casebook, key, entry)
        decision = decide_save(
            definition,
            before,
            entry,
            content,
            intent=intent,
            roles=by.roles,
            reason=reason,
            beside=person.entry_findings(),
        )
        if decision.hard:
            raise NotComplete(decision.hard)
        saved = Saved(before.status, before.revision, len(decision.soft))
        with written_together():
            if not decision.unchanged:
                after = _after(study, key, entry, decision, content, at)
                saved = Saved(after.status, after.revision, len(decision.soft))
                changes = [
                    _store(held, after),
                    *_follow(key, casebook, person, decision.soft, after.status),
                    *void_signatures(casebook.signatures, key, "the form was changed"),
                ]
                if decision.permission.action == "change":
                    changes += fall_with_values(casebook.compared, before.content, content)
                chain.append(by.act(decision.permission, reason), definition.hash, changes)
            remember(study, request, by.user, hash_of(asked), vars(saved))
        return saved


def _follow(
    key: FormKey, casebook: Casebook, person: PersonSaved, findings: Sequence[Finding], status: str
) -> list[Change]:
    """What a save means for the queries, and a complete form for the participant's status."""
    study, standing = casebook.study.study, casebook.queries
    if status == "draft":
        return settle_queries(study, key, standing, findings)
    between = person.findings_between_forms()
    return [*settle_queries(study, key, standing, findings, between), *person.move_status()]


def mark_form(
    *,
    by: Actor,
    definition: Definition,
    key: FormKey,
    action: str,
    reason: str = "",
    revision: int | None = None,
) -> None:
    """Review, verify, lock or unlock a form.

    `revision` is that of the form that was looked at; None marks whatever stands there. Raises
    AccessRefused, StudyLocked, or StaleSave where the form was saved meanwhile.
    """
    study = definition.study.id
    with transaction.atomic():
        chain = lock_chain(study, participant_chain(key[0]))
        check_open(study)
        held = form_at(study, key)
        row = check_can("form", action, held.status if held else NEW, by.roles, reason=reason)
        assert held is not None  # no action on a form that was never saved is in the table
        if revision is not None:
            check_seen(held, revision)
        act, changes = by.act(row, reason), [move_form(held, row.to, action, by)]
        if action == "verify":
            changes += verify_all_due(definition, held, act)
        chain.append(act, definition.hash, changes)


def move_form(held: FormInstance, status: str, action: str, by: Actor) -> Change:
    """Take a form to another status and note who did it; the caller writes the line."""
    before = fields_of("form", held)
    held.status = status
    if action == "unlock":
        held.locked_by = None
    else:
        setattr(held, _MARKS[action], by.user)
    marks = {name: getattr(held, name) for name in _MARKS.values()}
    update(FormInstance, form_columns(held.study, _key_of(held)), {"status": status, **marks})
    return differences("form", key_parts(_key_of(held)), before, fields_of("form", held))


def _check_revision(held: FormInstance | None, revision: int) -> None:
    if held is None and revision:
        raise not_possible(
            "revision", "nothing was saved yet, there is no version {revision}", revision=revision
        )
    if held is not None and held.revision != revision:
        raise StaleSave(held)


def check_seen(held: FormInstance, revision: int) -> None:
    """Raise StaleSave where somebody is about to sign or mark what they have not looked at."""
    if held.revision != revision:
        raise StaleSave(held, "look at the form as it stands now, then decide again")


def _key_of(row: FormInstance) -> FormKey:
    return row.participant, row.visit, row.form, row.repeat


def _state_of(held: FormInstance | None) -> FormState:
    if held is None:
        return FormState()
    return FormState(held.status, held.revision, read_content(held.content))


def entry_typed(
    key: FormKey,
    content: Mapping[str, Mapping[str, str]],
    revision: int,
    by: Actor,
    definition: Definition,
    at: str,
) -> Entry:
    """What was typed as the entry it becomes."""
    participant, visit, form, repeat = key
    return Entry(
        id=f"{participant}.{visit}.{form}.{repeat}.v{revision}",
        participant=participant,
        visit=visit,
        form=form,
        repeat=repeat,
        values=entered_values(content),
        entered_at=datetime.fromisoformat(at),
        by=by.user,
        definition_hash=definition.hash,
    )


def _after(
    study: str,
    key: FormKey,
    entry: Entry,
    decision: SaveDecision,
    content: Mapping[str, Mapping[str, str]],
    at: str,
) -> FormInstance:
    """The row as the save leaves it: reviews, verification and signature fall with the old values."""
    participant, visit, form, repeat = key
    return FormInstance(
        study=study,
        participant=participant,
        visit=visit,
        form=form,
        repeat=repeat,
        status=decision.status,
        revision=int(entry.id.rpartition(".v")[2]),
        definition=entry.definition_hash,
        content=content_text(content),
        saved_by=entry.by,
        saved_at=at,
        completed_by=entry.by if decision.status == "complete" else None,
    )


def _store(held: FormInstance | None, after: FormInstance) -> Change:
    key = _key_of(after)
    if held is None:
        insert([after])
    else:
        written = {name: getattr(after, name) for name in _WRITTEN}
        update(FormInstance, form_columns(after.study, key), written)
    return differences("form", key_parts(key), fields_of("form", held), fields_of("form", after))
