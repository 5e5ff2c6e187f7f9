"""Open a query for each finding of a save, and close those whose finding is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Max

from trialwright.capture.data_findings import BETWEEN_FORMS
from trialwright.capture.finding import Finding
from trialwright.capture.journal.line import Change, differences
from trialwright_web.capture.actor import utc_now
from trialwright_web.capture.models import Query
from trialwright_web.capture.stored import FormKey, fields_of, form_columns
from trialwright_web.rows import find, insert, update

PERSON = "person"
#: Who raises and closes the queries of checks.
CHECK = "check"


Asked = tuple[FormKey, Finding]


def settle_queries(study: str, key: FormKey, findings: Sequence[Finding]) -> list[Change]:
    """Bring the queries of checks on one form in line with its findings; the caller writes the line.

    A finding that was asked about before is not asked again while the question is the same: the
    answer stands, and so does a person's decision to close it. Queries of people are theirs to
    close.
    """
    others = {PERSON, *BETWEEN_FORMS}
    held = [query for query in find(Query, form_columns(study, key)) if query.origin not in others]
    return _settle(study, held, [(key, finding) for finding in findings])


def settle_between_forms(
    study: str, participant: str, findings: Mapping[FormKey, Sequence[Finding]]
) -> list[Change]:
    """The same for what the forms of one participant say against each other, on all of them."""
    asked = find(Query, {"study": study, "participant": participant}, order_by=["number"])
    held = [query for query in asked if query.origin in BETWEEN_FORMS]
    return _settle(study, held, [(key, f) for key, each in findings.items() for f in each])


def _settle(study: str, held: list[Query], wanted: list[Asked]) -> list[Change]:
    subjects = {_subject_of(asked) for asked in wanted}
    changes = [
        _close(query)
        for query in held
        if query.status != "closed" and _subject(query) not in subjects
    ]
    standing = {
        _subject(query) for query in held if query.status != "closed" or query.closed_by != CHECK
    }
    missing = [asked for asked in wanted if _subject_of(asked) not in standing]
    return changes + _open(study, missing)


_Subject = tuple[str, str, int, str, str, str]


def _subject(query: Query) -> _Subject:
    return query.visit, query.form, query.repeat, query.item, query.origin, query.question


def _subject_of(asked: Asked) -> _Subject:
    (_, visit, form, repeat), finding = asked
    return visit, form, repeat, finding.item, finding.kind, finding.message


def _open(study: str, asked: list[Asked]) -> list[Change]:
    if not asked:
        return []
    participant = asked[0][0][0]
    last = Query.objects.filter(study=study, participant=participant).aggregate(n=Max("number"))
    at = utc_now()
    opened = [
        Query(
            study=study,
            participant=participant,
            number=number,
            visit=visit,
            form=form,
            repeat=repeat,
            item=finding.item,
            origin=finding.kind,
            status="open",
            question=finding.message,
            raised_by=CHECK,
            since=at,
        )
        for number, ((_, visit, form, repeat), finding) in enumerate(asked, (last["n"] or 0) + 1)
    ]
    insert(opened)
    return [_change(query, {}) for query in opened]


def _close(query: Query) -> Change:
    before = fields_of("query", query)
    query.status, query.closed_by, query.since = "closed", CHECK, utc_now()
    where = {"study": query.study, "participant": query.participant, "number": query.number}
    update(
        Query, where, {"status": query.status, "closed_by": query.closed_by, "since": query.since}
    )
    return _change(query, before)


def _change(query: Query, before: dict[str, object]) -> Change:
    name = (query.participant, str(query.number))
    return differences("query", name, before, fields_of("query", query))
