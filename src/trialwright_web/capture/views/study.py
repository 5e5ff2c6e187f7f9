"""What waits for me, and what each role may do."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trialwright.capture.access import NEW, PERMISSIONS, ROLES, can
from trialwright.capture.visit_status import VisitState
from trialwright.definition import Definition
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.consent_rows import ConsentRow, asked_again, consent_day, rows_of
from trialwright_web.capture.gate import may_open, member_page
from trialwright_web.capture.models import FormInstance, Participant, Query, Study
from trialwright_web.capture.progress import today_at
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.summaries.people import refresh_summaries
from trialwright_web.summaries.visits import visit_on_day, visits_due

SHOWN = 100
"""So many visits stand on the page, the most urgent ones; and so many to be asked again."""

SHOWN_FORMS = 20
#: What brings a form further. A lock of single forms is nobody's duty: the study is locked as a whole.
_NEXT = {
    "draft": ("complete",),
    "complete": ("review", "sign"),
    "reviewed": ("sign",),
    "verified": ("sign",),
}


@require_safe
@member_page("work")
def work(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is due, what is late, what waits for this role."""
    definition = loaded_study().definition
    study = definition.study.id
    waiting = [
        (status, FormInstance.objects.filter(study=study, status=status))
        for status, actions in _NEXT.items()
        if any(can("form", action, status, actor.roles) for action in actions)
    ]
    queries = [
        (status, Query.objects.filter(study=study, status=status).count())
        for status, action in (("open", "answer"), ("answered", "close"))
        if can("query", action, status, actor.roles)
    ]
    today = today_at(definition, datetime.now(UTC))
    may_see, may_enter = may_open(actor, "participants"), can("form", "complete", NEW, actor.roles)
    if may_see or may_enter:
        refresh_summaries(definition, today)
    due, number = _due(definition, today) if may_see else ([], 0)
    context = {
        "lists": [
            (status, rows.count(), list(rows.order_by("saved_at")[:SHOWN_FORMS]))
            for status, rows in waiting
        ],
        "queries": queries,
        "due": due,
        "due_number": number,
        "consent_due": _consent_due(definition, today) if may_enter else (),
        "anybody": Participant.objects.filter(study=study).exists(),
        "roles": sorted(actor.roles),
        "state": Study.objects.filter(study=study).first(),
        "may_lock": may_open(actor, "lock"),
        "definition": definition,
    }
    return render(request, "capture/work.html", context)


def _due(definition: Definition, today: date) -> tuple[list[tuple[str, VisitState]], int]:
    """Visits that are due now or were missed within the last 30 days, the most urgent first, and
    how many there are.
    """
    rows = visits_due(definition, today)
    shown = [(row.participant, visit_on_day(row, today, row.ended_on)) for row in rows[:SHOWN]]
    return shown, rows.count()


def _consent_due(definition: Definition, today: date) -> tuple[ConsentRow, ...]:
    """Who must be asked for consent again."""
    again = asked_again(definition.study.id)[:SHOWN]
    return rows_of(definition, again, consent_day(definition, today))


@require_safe
@member_page("permissions")
def permissions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The table of permissions: who may do what in which state."""
    context = {"rows": PERMISSIONS, "roles": ROLES, "mine": actor.roles}
    return render(request, "capture/permissions.html", context)
