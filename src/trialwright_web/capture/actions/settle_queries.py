"""Open a query for each finding of a save, and close those whose finding is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trialwright.capture.data_findings import BETWEEN_FORMS
from trialwright.capture.finding import Finding
from trialwright.capture.journal.line import Change, differences
from trialwright_web.capture.actor import utc_now
from trialwright_web.capture.models import Query
from trialwright_web.capture.stored import FormKey, fields_of
from trialwright_web.rows import Question, find_largest, insert, update

PERSON = "person"
#: Who raises and closes the queries of checks.
CHECK = "check"


_OTHERS = frozenset({PERSON, *BETWEEN_FORMS})
Asked = tuple[FormKey, Finding]


def standing_queries(study: str, participant: str) -> Question[Query]:
    """Ask for the queries of a participant that are not closed, or that a person has closed.

    What a check has closed itself can be asked again, so it decides nothing: in the course of a
    study those become most of them.
    """
    where = {"study": study, "participant": participant}
    done = {"status": "closed", "closed_by": CHECK}
    return Question(Query, where, unless=done, order_by=["number"])


def settle_queries(
    study: str,
    key: FormKey,
    standing: Sequence[Query],
    findings: Sequence[Finding],
    between: Mapping[FormKey, Sequence[Finding]] | None = None,
) -> list[Change]:
    """Bring the queries of checks in line with what they find; the caller writes the line.

    `standing` are the queries of the participant that `standing_queries` asks for. `findings` are
    those of one form; `between` is what the forms of its participant say against
    each other, by the form that is asked about, None where that is left as it stands.

    A finding that was asked about before is not asked again while the question is the same: the
    answer stands, and so does a person's decision to close it. Queries of people are theirs to
    close.
    """
    of_form = [q for q in standing if q.origin not in _OTHERS and _form_of(q) == key]
    changes = _settle(study, of_form, [(key, finding) for finding in findings])
    if between is not None:
        others = [query for query in standing if query.origin in BETWEEN_FORMS]
        asked = [(form, finding) for form, each in between.items() for finding in each]
        changes += _settle(study, others, asked)
    return changes


def _form_of(query: Query) -> FormKey:
    return query.participant, query.visit, query.form, query.repeat


def _settle(study: str, held: list[Query], wanted: list[Asked]) -> list[Change]:
    subjects = {_subject_of(asked) for asked in wanted}
    changes = [
        _close(query)
        for query in held
        if query.status != "closed" and _subject(query) not in subjects
    ]
    standing = {_subject(query) for query in held}
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
    last = find_largest(Query, {"study": study, "participant": participant}, "number")
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
        for number, ((_, visit, form, repeat), finding) in enumerate(asked, (last or 0) + 1)
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
