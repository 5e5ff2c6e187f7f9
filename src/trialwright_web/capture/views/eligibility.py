"""Whether a participant may take part: every criterion with its answer, its values and its reasons."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trialwright.capture.participant import Participant as Person
from trialwright.capture.screening import screen_participant
from trialwright.definition import Definition
from trialwright.definition.scalars import Bilingual
from trialwright_web.capture.actions.participant_state import (
    complete_entries,
    study_is_rehearsed,
)
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.eligibility_rows import eligibility_rows
from trialwright_web.capture.form_posts import in_words
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import FormInstance, Participant
from trialwright_web.capture.progress import today_at
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study


@require_safe
@member_page("eligibility")
def eligibility(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The decision on one participant from the entries as they stand now."""
    definition = loaded_study().definition
    study = definition.study.id
    held = Participant.objects.filter(study=study, number=number).first()
    if held is None:
        raise Http404(_("There is no participant of this number."))
    rows = list(FormInstance.objects.filter(study=study, participant=number))
    person = Person(number, complete_entries(rows))
    rehearsal = study_is_rehearsed(study)
    today = today_at(definition, datetime.now(UTC))
    # Simulated people may be enrolled on a day still to come.
    cutoff = date.max if rehearsal else today
    screening = screen_participant(definition, person, cutoff, rehearsal=rehearsal)
    listed = eligibility_rows(definition, screening, get_language() or "en")
    form = definition.study.group_item.partition(".")[0]
    context = {
        "person": held,
        "screening": screening,
        "rows": listed,
        "open_decisions": () if rehearsal else definition.site.open_decisions,
        "enrolment": next((row for row in rows if row.form == form), None),
        "group": _group(person),
        "enrolled_as": _enrolled_as(definition, person, form),
        "enrolment_form": definition.forms_by_id[form],
        "enrolment_visit": next(v.id for v in definition.schedule.visits if form in v.forms),
        "places": {row.form: (row.visit, row.repeat) for row in rows},
        "definition": definition,
    }
    return answer(
        request,
        "capture/eligibility.html",
        context,
        as_csv=lambda: Table(
            ("criterion", "kind", "verdict", "absent", "reasons", "rule_version"),
            tuple(
                (
                    row.criterion.id,
                    row.criterion.kind,
                    row.result.verdict,
                    "; ".join(row.result.absent),
                    "; ".join(row.result.reasons),
                    screening.decision.rule_version,
                )
                for row in listed
            ),
        ),
    )


def _group(person: Person) -> str:
    values = person.values(loaded_study().definition.study.group_item)
    return values[-1][1] if values else ""


def _enrolled_as(definition: Definition, person: Person, form: str) -> list[tuple[Bilingual, str]]:
    """Everything that the enrolment form says, the reason for a deviation included."""
    asked = definition.forms_by_id[form]
    return [
        (item.label, in_words(definition, asked, item.id, {item.id: {"value": value}}))
        for entry in person.of_form(form)
        for item in asked.items
        if (value := entry.value(item.id))
    ]
