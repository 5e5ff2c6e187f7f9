"""What waits for me, and what each role may do."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trialwright.capture.access import NEW, PERMISSIONS, ROLES, can
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.calendars import calendars
from trialwright_web.capture.consent_rows import ConsentRow, consent_day, rows_asked_again
from trialwright_web.capture.gate import may_open, member_page
from trialwright_web.capture.models import FormInstance, Participant, Query, Study
from trialwright_web.capture.progress import today_at
from trialwright_web.studies.loaded import loaded_study


@require_safe
@member_page("work")
def work(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is due, what is late, what waits for this role."""
    definition = loaded_study().definition
    study = definition.study.id
    statuses = {
        "draft": can("form", "complete", "draft", actor.roles),
        "complete": can("form", "review", "complete", actor.roles)
        or can("form", "sign", "complete", actor.roles),
        "signed": can("form", "lock", "signed", actor.roles),
    }
    lists = [
        (status, FormInstance.objects.filter(study=study, status=status).order_by("saved_at")[:50])
        for status, mine in statuses.items()
        if mine
    ]
    queries = [
        (status, Query.objects.filter(study=study, status=status).count())
        for status, action in (("open", "answer"), ("answered", "close"))
        if can("query", action, status, actor.roles)
    ]
    context = {
        "lists": [(status, list(rows)) for status, rows in lists],
        "queries": queries,
        "due": _due(actor) if may_open(actor, "participants") else [],
        "consent_due": _consent_due(actor),
        "roles": sorted(actor.roles),
        "state": Study.objects.filter(study=study).first(),
        "may_lock": may_open(actor, "lock"),
        "definition": definition,
    }
    return render(request, "capture/work.html", context)


def _due(actor: Actor) -> list[tuple[str, object]]:
    """Visits that are due now or were missed within the last 30 days, the most urgent first."""
    definition = loaded_study().definition
    study = definition.study.id
    today = today_at(definition, datetime.now(UTC))
    found = []
    people = Participant.objects.filter(study=study).exclude(status="ended")
    for number, states in calendars(definition, people, today).items():
        for state in states:
            window = state.window
            recent = window is not None and (today - window.last).days <= 30
            if state.status == "due" or (state.status == "missed" and recent):
                found.append((number, state))
    return sorted(found, key=lambda pair: (pair[1].window.last, pair[0]))


def _consent_due(actor: Actor) -> tuple[ConsentRow, ...]:
    """Who must be asked for consent again, for those who may enter it."""
    if not can("form", "complete", NEW, actor.roles):
        return ()
    definition = loaded_study().definition
    day = consent_day(definition, today_at(definition, datetime.now(UTC)))
    return rows_asked_again(definition, day)


@require_safe
@member_page("permissions")
def permissions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The table of permissions: who may do what in which state."""
    context = {"rows": PERMISSIONS, "roles": ROLES, "mine": actor.roles}
    return render(request, "capture/permissions.html", context)
