"""Open a query for each finding of a save, and close those whose finding is gone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from trialwright.capture.finding import Finding
from trialwright.capture.journal.line import Change, differences
from trialwright_web.capture.models import Query
from trialwright_web.capture.stored import FormKey, fields_of

PERSON = "person"
#: Who raises and closes the queries of checks.
CHECK = "check"


def settle_queries(study: str, key: FormKey, findings: Sequence[Finding]) -> list[Change]:
    """Bring the queries of checks on one form in line with its findings; the caller writes the line.

    A finding that was asked about before and answered is not asked again while the question is the
    same: the answer stands. Queries of people are theirs to close.
    """
    participant, visit, form, repeat = key
    held = list(
        Query.objects.filter(
            study=study, participant=participant, visit=visit, form=form, repeat=repeat
        ).exclude(origin=PERSON)
    )
    wanted = {(finding.item, finding.kind, finding.message) for finding in findings}
    changes = [
        _close(query)
        for query in held
        if query.status != "closed" and _subject(query) not in wanted
    ]
    standing = {_subject(query) for query in held if query.status != "closed"}
    missing = [finding for finding in findings if _finding(finding) not in standing]
    return changes + _open(study, key, missing)


def _subject(query: Query) -> tuple[str, str, str]:
    return query.item, query.origin, query.question


def _finding(finding: Finding) -> tuple[str, str, str]:
    return finding.item, finding.kind, finding.message


def _open(study: str, key: FormKey, findings: Sequence[Finding]) -> list[Change]:
    if not findings:
        return []
    participant, visit, form, repeat = key
    last = Query.objects.filter(study=study, participant=participant).aggregate(n=Max("number"))
    first = (last["n"] or 0) + 1
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
        )
        for number, finding in enumerate(findings, start=first)
    ]
    Query.objects.bulk_create(opened)
    return [_change(query, {}) for query in opened]


def _close(query: Query) -> Change:
    before = fields_of("query", query)
    query.status, query.closed_by = "closed", CHECK
    Query.objects.filter(
        study=query.study, participant=query.participant, number=query.number
    ).update(status=query.status, closed_by=query.closed_by)
    return _change(query, before)


def _change(query: Query, before: dict[str, object]) -> Change:
    name = (query.participant, str(query.number))
    return differences("query", name, before, fields_of("query", query))
