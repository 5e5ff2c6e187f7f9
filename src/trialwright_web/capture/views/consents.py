"""What everybody permits, and who must be asked again."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from trialwright.capture.consent import asked_again, consent_state
from trialwright.capture.participant import Participant as Person
from trialwright.definition import Definition
from trialwright_web.capture.actions.participant_state import (
    complete_entries,
    study_is_rehearsed,
)
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import FormInstance, Participant
from trialwright_web.capture.progress import today_at
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study


@require_safe
@member_page("consents")
def consents(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What everybody permits today, and who must be asked again."""
    definition = loaded_study().definition
    study = definition.study.id
    entries: dict[str, list[FormInstance]] = {}
    for row in FormInstance.objects.filter(study=study, form__in=_forms(definition)):
        entries.setdefault(row.participant, []).append(row)
    numbers = Participant.objects.filter(study=study).order_by("number")
    people = [
        Person(number, complete_entries(entries.get(number, ())))
        for number in numbers.values_list("number", flat=True)
    ]
    day = date.max if study_is_rehearsed(study) else today_at(definition, datetime.now(UTC))
    states = [consent_state(definition, person, day) for person in people]
    plan = definition.site.consent
    context = {
        "plan": plan,
        "states": states,
        "definition": definition,
        "again": asked_again(definition, people, day),
    }
    uses = [use.id for use in plan.uses] if plan else []
    return answer(
        request,
        "capture/consents.html",
        context,
        as_csv=lambda: Table(
            ("participant", "version", "given_on", "withdrawn_on", *uses, "ask_again"),
            tuple(
                (
                    state.participant,
                    state.version or "",
                    state.given_on or "",
                    state.withdrawn_on or "",
                    *(use.state for use in state.uses),
                    state.ask_again.version if state.ask_again else "",
                )
                for state in states
            ),
        ),
    )


def _forms(definition: Definition) -> set[str]:
    """The forms that consent is read from; a large study has many more rows of others."""
    milestones, plan = definition.study.milestones, definition.site.consent
    items = [milestones.death, milestones.withdrawal]
    if plan:
        items += [plan.given_on, *([plan.withdrawn_by.item] if plan.withdrawn_by else [])]
    return {item.partition(".")[0] for item in items}
