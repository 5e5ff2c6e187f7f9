"""The audit view: of a participant, a form, an item, a user or the configuration, and its proof."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trialwright.capture.journal.proof import Line, check_chain
from trialwright_web.accounts.models import User
from trialwright_web.audit.anchor import ANCHORS
from trialwright_web.audit.chain import CONFIGURATION, participant_chain
from trialwright_web.audit.models import JournalLine
from trialwright_web.audit.trail import trail
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import Participant
from trialwright_web.oversight.journal_lines import JournalFilter, ShownLine, shown_line
from trialwright_web.oversight.participant_proof import prove_participant
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study

NEWEST = 200
"""So many lines stand on a page; the CSV file holds all of them."""


@require_safe
@member_page("journal")
def journal(request: HttpRequest, actor: Actor, number: str = "") -> HttpResponse:
    """Everything that was done, newest first: `?subject=`, `?item=` and `?by=` narrow it."""
    definition = loaded_study().definition
    study = definition.study.id
    chain = participant_chain(number) if number else CONFIGURATION
    rows = list(JournalLine.objects.filter(study=study, chain=chain).order_by("seq"))
    if number and not rows:
        raise Http404(_("There is no participant of this number."))
    asked = JournalFilter(*(request.GET.get(name, "") for name in ("subject", "item", "by")))
    found = [line for row in reversed(rows) if (line := shown_line(definition, row, asked))]
    context = {
        "number": number,
        "lines": found[:NEWEST],
        "found": len(found),
        "total": len(rows),
        "faults": list(check_chain(_line(row) for row in rows)),
        "asked": asked,
        "newest": NEWEST,
    }
    return answer(request, "oversight/journal.html", context, as_csv=lambda: _table(found))


@require_safe
@member_page("journal")
def journal_of_user(request: HttpRequest, actor: Actor, user: str) -> HttpResponse:
    """What one user did, in every chain: the newest lines."""
    definition = loaded_study().definition
    person = User.objects.filter(username=user).first()
    # The text of a line is canonical, so these characters stand in it for this user and no other.
    rows = JournalLine.objects.filter(
        study=definition.study.id, body__contains=f'"by":"{user}","chain":'
    )
    asked = JournalFilter(by=user)
    lines = (shown_line(definition, row, asked) for row in rows.iterator(chunk_size=500))
    newest = heapq.nlargest(NEWEST, filter(None, lines), key=lambda line: (line.at, line.chain))
    if person is None and not newest:
        raise Http404(_("There is no such user."))
    context = {"person": person, "user_name": user, "lines": newest, "total": rows.count()}
    return answer(request, "oversight/journal_of_user.html", context, as_csv=lambda: _table(newest))


@require_safe
@member_page("journal-verify")
def journal_verify(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Prove the journal of one participant now, and say what was proved."""
    study = loaded_study().definition.study.id
    if not Participant.objects.filter(study=study, number=number).exists():
        raise Http404(_("There is no participant of this number."))
    proof = prove_participant(study, number, settings.OUT_DIRECTORY / ANCHORS)
    return render(request, "oversight/verified.html", {"number": number, "proof": proof})


@require_safe
@member_page("journal-export")
def journal_export(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    """The whole trail, journal and tables, one object of JSON a line: what the proof reads."""
    study = loaded_study().definition.study.id
    response = StreamingHttpResponse(trail(), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{study}-trail.jsonl"'
    return response


def _line(row: JournalLine) -> Line:
    return Line(row.study, row.chain, row.seq, row.body, row.hash)


def _table(lines: Iterable[ShownLine]) -> Table:
    """A row for each changed field."""
    columns = ("chain", "line", "at", "by", "role", "action", "reason")
    rows = tuple(
        (
            *(line.chain, line.seq, line.at, line.by, line.role, line.action, line.reason),
            *(change.subject, change.field, change.old, change.new),
        )
        for line in lines
        for change in line.changes
    )
    return Table((*columns, "subject", "field", "before", "after"), rows)
