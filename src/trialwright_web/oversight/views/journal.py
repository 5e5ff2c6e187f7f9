"""The audit view: of a participant, a form, an item, a user or the configuration, and its proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trialwright.capture.journal.proof import FIRST_PREVIOUS, Fault, Line, line_faults
from trialwright.definition import Definition
from trialwright_web.accounts.models import User
from trialwright_web.audit.anchor import ANCHORS
from trialwright_web.audit.chain import CONFIGURATION, participant_chain
from trialwright_web.audit.expressions import WrittenAt
from trialwright_web.audit.models import JournalLine
from trialwright_web.audit.trail import trail
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import Participant
from trialwright_web.oversight.journal_lines import (
    JournalFilter,
    ShownLine,
    narrowed_lines,
    shown_line,
)
from trialwright_web.oversight.participant_proof import prove_participant
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study

ON_A_PAGE = 25
"""So many lines stand on a page; the CSV file holds all."""


@require_safe
@member_page("journal")
def journal(request: HttpRequest, actor: Actor, number: str = "") -> HttpResponse:
    """Everything that was done, newest first: `?subject=`, `?item=` and `?by=` narrow it."""
    definition = loaded_study().definition
    chain = participant_chain(number) if number else CONFIGURATION
    rows = JournalLine.objects.filter(study=definition.study.id, chain=chain)
    if number and not rows.exists():
        raise Http404(_("There is no participant of this number."))
    asked = JournalFilter(*(request.GET.get(name, "") for name in ("subject", "item", "by")))
    narrowed = narrowed_lines(rows, asked).order_by("-seq")
    page = Paginator(narrowed, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {
        "number": number,
        "lines": _shown(definition, shown, asked),
        "checked": len(shown),
        "page": page,
        "faults": list(faults_in_place(shown)),
        "asked": asked,
    }
    return answer(
        request,
        "oversight/journal.html",
        context,
        as_csv=lambda: _table(_shown(definition, narrowed.iterator(chunk_size=500), asked)),
    )


@require_safe
@member_page("journal")
def journal_of_user(request: HttpRequest, actor: Actor, user: str) -> HttpResponse:
    """What one user did, in every chain: the newest lines first."""
    definition = loaded_study().definition
    person = User.objects.filter(username=user).first()
    asked = JournalFilter(by=user)
    written = narrowed_lines(JournalLine.objects.filter(study=definition.study.id), asked)
    rows = written.annotate(written_at=WrittenAt("body")).order_by("-written_at", "-chain")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    if person is None and not page.object_list:
        raise Http404(_("There is no such user."))
    context = {
        "person": person,
        "user_name": user,
        "lines": _shown(definition, page.object_list, asked),
        "page": page,
        "total": page.paginator.count,
    }
    return answer(
        request,
        "oversight/journal_of_user.html",
        context,
        as_csv=lambda: _table(_shown(definition, rows.iterator(chunk_size=500), asked)),
    )


def _shown(
    definition: Definition, rows: Iterable[JournalLine], asked: JournalFilter
) -> list[ShownLine]:
    return [line for row in rows if (line := shown_line(definition, row, asked))]


def faults_in_place(rows: Sequence[JournalLine]) -> Iterator[Fault]:
    """Faults of these lines of one chain: of their own, and against the line before each."""
    if not rows:
        return
    before = [row.seq - 1 for row in rows]
    chain = JournalLine.objects.filter(study=rows[0].study, chain=rows[0].chain, seq__in=before)
    hashes = {0: FIRST_PREVIOUS, **dict(chain.values_list("seq", "hash"))}
    for row in sorted(rows, key=lambda row: row.seq):
        if row.seq - 1 not in hashes:
            what = "does not follow the line before it: a line was changed or removed"
            yield Fault(row.study, row.chain, row.seq, what)
        else:
            yield from line_faults(_line(row), hashes[row.seq - 1])


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
