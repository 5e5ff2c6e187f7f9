"""The participants: all of them, and one with their calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trialwright.capture.access import NEW, can, permitted
from trialwright.capture.exposure import exposures, switches
from trialwright.capture.exposure_check import find_gaps, find_overlaps
from trialwright.capture.participant import Participant as Person
from trialwright.definition import Definition
from trialwright.errors import TrialwrightError
from trialwright_web.accounts.models import User
from trialwright_web.capture.actions.group_rows import recorded_groups
from trialwright_web.capture.actions.participant_state import complete_entries
from trialwright_web.capture.actions.participants import add_participant, free_number
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.consent_rows import ConsentRow, consent_day, consent_row
from trialwright_web.capture.gate import may_open, member_page
from trialwright_web.capture.group_shown import group_shown, reason_labels
from trialwright_web.capture.models import FormInstance, Participant, Query, Signature
from trialwright_web.capture.progress import (
    PersonProgress,
    person_of,
    person_progress,
    today_at,
    unscheduled_places,
)
from trialwright_web.capture.questions import query_in_words
from trialwright_web.capture.templatetags.capture_text import status_word, visit_label
from trialwright_web.capture.timeline import Timeline, Told, Words, timeline
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.summaries.people import refresh_summaries
from trialwright_web.summaries.visits import calendars

ON_A_PAGE = 100


@require_safe
@member_page("participants")
def participants(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A grid: everybody's visits, in what state they are, and how many questions are open."""
    definition = loaded_study().definition
    study = definition.study.id
    today = today_at(definition, datetime.now(UTC))
    everybody = Participant.objects.filter(study=study).order_by("number")
    page = Paginator(everybody, ON_A_PAGE).get_page(request.GET.get("page"))
    told = list(everybody if request.GET.get("format") else page.object_list)
    refresh_summaries(definition, today)
    visits = calendars(definition, told, today)
    questions = _open_questions(study, [person.number for person in told])
    people = [(person, visits[person.number], questions[person.number]) for person in told]
    return answer(
        request,
        "capture/participants.html",
        {
            "people": people,
            "page": page,
            "visits": definition.schedule.visits,
            "may_add": may_open(actor, "participant-add"),
            "proposed": free_number(definition),
        },
        as_csv=lambda: Table(
            ("participant", "status", "visit", "state", "day", "days_off"),
            tuple(
                (
                    person.number,
                    person.status,
                    state.visit,
                    state.status,
                    state.took_place or "",
                    state.days_off,
                )
                for person, states, _questions in people
                for state in states
            ),
        ),
    )


def _open_questions(study: str, numbers: Sequence[str]) -> Counter[str]:
    """How many queries of each of these participants are not closed."""
    asked = Query.objects.filter(study=study, participant__in=numbers)
    waiting = asked.exclude(status="closed")
    return Counter(waiting.values_list("participant", flat=True))


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
    screened_out = person.status == "not_eligible"
    progress = person_progress(definition, number, rows, queries, today, not_eligible=screened_out)
    everything = person_of(number, rows)
    taken = exposures(definition, everything)
    day = consent_day(definition, today)
    agreed = consent_row(definition, Person(number, complete_entries(list(rows))), day)
    context = {
        "person": person,
        "progress": progress,
        **_pictures(definition, everything, progress, queries, agreed, today),
        "taken": taken,
        "switches": switches(definition, taken),
        "gaps": find_gaps(definition, taken),
        "overlaps": find_overlaps(definition, taken),
        "reasons": reason_labels(definition),
        "group": group_shown(definition, everything),
        "groups_before": recorded_groups(definition, number)[:-1],
        "consent": agreed,
        "queries": [query for query in queries if query.status != "closed"],
        "signatures": _signatures(study, number),
        "unscheduled": unscheduled_places(definition, progress)
        if can("form", "save_draft", NEW, actor.roles)
        else (),
        "running_forms": [
            definition.forms_by_id[each.form] for each in definition.schedule.running
        ],
        "actions": permitted("participant", person.status, actor.roles),
        "may_sign": may_open(actor, "form-sign"),
        "may_read_journal": may_open(actor, "journal"),
        "definition": definition,
    }
    return render(request, "capture/participant.html", context)


def _signatures(study: str, number: str) -> list[tuple[Signature, str]]:
    """The signatures of a participant, each with the name of who signed."""
    given = list(Signature.objects.filter(study=study, participant=number).order_by("number"))
    signers = User.objects.filter(username__in={each.signer for each in given})
    names = dict(signers.values_list("username", "full_name"))
    return [(each, names.get(each.signer, "")) for each in given]


def _pictures(
    definition: Definition,
    person: Person,
    progress: PersonProgress,
    queries: Iterable[Query],
    consent: ConsentRow,
    today: date,
) -> dict[str, Timeline | None]:
    """The timeline for a desk and for a phone."""
    states = [row.state for row in progress.visits]
    told = [
        Told(query.visit, query.form, query.repeat, query_in_words(definition, query))
        for query in queries
        if query.status != "closed"
    ]
    words = Words(
        language=get_language() or "en",
        visits=_("Visits"),
        queries=_("Open queries"),
        goes_on=_("goes on"),
        visit_names={state.visit: visit_label(state.visit, definition) for state in states},
        states={state.status: status_word(state.status) for state in states},
    )
    due = consent.due if consent.state.ask_again else None
    said = _("Must be asked again: version {version}")
    again = (due.approved_on, said.format(version=due.version)) if due else None
    return {
        name: timeline(
            definition,
            person,
            states,
            told,
            today,
            words,
            consent_due=again,
            narrow=name == "narrow",
        )
        for name in ("wide", "narrow")
    }
