"""The participants: all of them, and one with their calendar."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trialwright.capture.access import permitted
from trialwright.errors import TrialwrightError
from trialwright_web.capture.actions.participants import add_participant
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import may_open, member_page
from trialwright_web.capture.models import FormInstance, Participant, Query, Signature
from trialwright_web.capture.progress import person_progress, today_at
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study


@require_safe
@member_page("participants")
def participants(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A grid: everybody's visits, in what state they are, and how many questions are open."""
    definition = loaded_study().definition
    study = definition.study.id
    forms, questions = defaultdict(list), defaultdict(list)
    for row in FormInstance.objects.filter(study=study).order_by(
        "participant", "visit", "form", "repeat"
    ):
        forms[row.participant].append(row)
    for query in Query.objects.filter(study=study).exclude(status="closed"):
        questions[query.participant].append(query)
    today = today_at(definition, datetime.now(UTC))
    people = [
        (
            person,
            person_progress(
                definition, person.number, forms[person.number], questions[person.number], today
            ),
        )
        for person in Participant.objects.filter(study=study).order_by("number")
    ]
    return answer(
        request,
        "capture/participants.html",
        {
            "people": people,
            "visits": definition.schedule.visits,
            "may_add": may_open(actor, "participant-add"),
        },
        as_csv=lambda: Table(
            ("participant", "status", "visit", "state", "day", "days_off"),
            tuple(
                (
                    person.number,
                    person.status,
                    row.state.visit,
                    row.state.status,
                    row.state.took_place or "",
                    row.state.days_off,
                )
                for person, progress in people
                for row in progress.visits
            ),
        ),
    )


@require_http_methods(["POST"])
@member_page("participant-add")
def participant_add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give the next person a screening number and open their page."""
    definition = loaded_study().definition
    number = request.POST.get("number", "").strip()
    try:
        add_participant(by=actor, definition=definition, number=number)
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=409)
    return redirect("participant", number=number)


@require_safe
@member_page("participant")
def participant(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One participant from screening to the last visit."""
    definition = loaded_study().definition
    study = definition.study.id
    person = Participant.objects.filter(study=study, number=number).first()
    if person is None:
        raise Http404(_("There is no participant of this number."))
    rows = FormInstance.objects.filter(study=study, participant=number).order_by(
        "visit", "form", "repeat"
    )
    queries = Query.objects.filter(study=study, participant=number).order_by("number")
    today = today_at(definition, datetime.now(UTC))
    progress = person_progress(definition, number, rows, queries, today)
    context = {
        "person": person,
        "progress": progress,
        "queries": [query for query in queries if query.status != "closed"],
        "signatures": Signature.objects.filter(study=study, participant=number).order_by("number"),
        "running_forms": [
            definition.forms_by_id[each.form] for each in definition.schedule.running
        ],
        "actions": permitted("participant", person.status, actor.roles),
        "may_sign": may_open(actor, "form-sign"),
        "may_read_journal": may_open(actor, "journal"),
        "definition": definition,
    }
    return render(request, "capture/participant.html", context)
