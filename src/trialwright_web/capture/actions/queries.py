"""Ask about an entry, answer, ask again, close."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Max

from trialwright.capture.access import NEW, Permission, check_can
from trialwright.capture.form_content import check_storable
from trialwright.capture.journal.line import Change, differences
from trialwright.capture.journal.proof import canonical, hash_of
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import lock_chain, participant_chain
from trialwright_web.capture.actions.once import check_request, done_before, remember
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.settle_queries import PERSON
from trialwright_web.capture.actions.study_state import check_open
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.models import Query, SubmittedOnce
from trialwright_web.capture.stored import FormKey, fields_of, form_at, key_parts
from trialwright_web.rows import find_one

_EMPTY: Final = {"question": "the question is empty", "answer": "the answer is empty"}


def ask(
    *,
    by: Actor,
    definition: Definition,
    key: FormKey,
    item: str,
    question: str,
    request: str = "",
) -> int:
    """Ask about one item, or about the whole form where `item` is empty; the query's number.

    `request` is a key of the caller's own: the same question again is answered, not asked again.
    Raises AccessRefused, StudyLocked, or NotPossible where nothing was saved, the form has no such
    item, or the question is empty.
    """
    study = definition.study.id
    row = check_can("query", "ask", NEW, by.roles)
    text = _text(question, "question")
    check_request(request)
    digest = hash_of(canonical(["ask", list(key_parts(key)), item, text]))
    with transaction.atomic():
        chain = lock_chain(study, participant_chain(key[0]))
        once = find_one(SubmittedOnce, {"study": study, "request": request}) if request else None
        if (told := done_before(once, by.user, digest)) is not None:
            return int(told["number"])
        check_open(study)
        _check_subject(definition, key, item)
        participant, visit, form, repeat = key
        last = Query.objects.filter(study=study, participant=participant).aggregate(n=Max("number"))
        query = Query(
            study=study,
            participant=participant,
            number=(last["n"] or 0) + 1,
            visit=visit,
            form=form,
            repeat=repeat,
            item=item,
            origin=PERSON,
            status=row.to,
            question=text,
            raised_by=by.user,
            since=utc_now(),
        )
        Query.objects.bulk_create([query])
        chain.append(by.act(row), definition.hash, [_change(query, {})])
        remember(study, request, by.user, digest, {"number": query.number})
        return query.number


def answer(*, by: Actor, definition: Definition, participant: str, number: int, text: str) -> None:
    """Answer an open query. Raises AccessRefused, StudyLocked, or NotPossible."""
    told = _text(text, "answer")
    _step(by, definition, (participant, number), "answer", answer=told, answered_by=by.user)


def ask_again(
    *, by: Actor, definition: Definition, participant: str, number: int, reason: str
) -> None:
    """Open a query again, with what is still missing as the reason."""
    _step(by, definition, (participant, number), "ask_again", reason=reason, closed_by=None)


def close(*, by: Actor, definition: Definition, participant: str, number: int) -> None:
    """Close a query. Raises AccessRefused, StudyLocked, or NotPossible."""
    _step(by, definition, (participant, number), "close", closed_by=by.user)


def _step(
    by: Actor,
    definition: Definition,
    name: tuple[str, int],
    action: str,
    reason: str = "",
    **written: str | None,
) -> None:
    study, (participant, number) = definition.study.id, name
    with transaction.atomic():
        chain = lock_chain(study, participant_chain(participant))
        check_open(study)
        rows = Query.objects.filter(study=study, participant=participant, number=number)
        query = rows.first()
        if query is None:
            raise not_possible(
                "query",
                "{participant} has no query {number}",
                participant=participant,
                number=number,
            )
        row: Permission = check_can("query", action, query.status, by.roles, reason=reason)
        before = fields_of("query", query)
        fields = {"status": row.to, "since": utc_now(), **written}
        for column, value in fields.items():
            setattr(query, column, value)
        rows.update(**fields)
        chain.append(by.act(row, reason), definition.hash, [_change(query, before)])


def _change(query: Query, before: dict[str, object]) -> Change:
    name = (query.participant, str(query.number))
    return differences("query", name, before, fields_of("query", query))


def _text(text: str, what: str) -> str:
    check_storable(what, text)
    if not text.strip():
        raise not_possible(what, _EMPTY[what], "write a sentence")
    return text.strip()


def _check_subject(definition: Definition, key: FormKey, item: str) -> None:
    form = definition.forms_by_id.get(key[2])
    if form is None or (item and item not in form.by_id):
        raise not_possible("item", "form {form} has no item {item!r}", form=key[2], item=item)
    if form_at(definition.study.id, key) is None:
        raise not_possible("form", "nothing was saved in this form yet: there is nothing to ask")
