"""Summarise participants: what is missing, due or to verify; made again after each line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from trialwright.capture.consent import asked_again, consent_state
from trialwright.capture.day_boundaries import holds_until
from trialwright.capture.participant import Participant as Person
from trialwright.capture.participant_summary import ParticipantSummary, summarise_participant
from trialwright.capture.visit_status import VisitState, visit_days, visit_states
from trialwright.definition import Definition
from trialwright_web.capture.actions.participant_state import complete_entries, study_is_rehearsed
from trialwright_web.capture.actions.verification_rows import sample_of
from trialwright_web.capture.models import FormInstance
from trialwright_web.capture.progress import person_of
from trialwright_web.rows import insert
from trialwright_web.summaries.made_from import made_by, people_with_forms, stale_people
from trialwright_web.summaries.models import (
    EventSummary,
    Made,
    PersonSummary,
    VerificationSummary,
    VisitSummary,
)
from trialwright_web.summaries.verification import verification_rows

AT_ONCE = 200
"""So many participants are written in one transaction: nobody who saves waits long for it."""

Rows = tuple[PersonSummary, list[VisitSummary], list[EventSummary]]


def refresh_summaries(definition: Definition, today: date) -> None:
    """Bring the summaries in line with the journal, for whom it has gone on since, as of `today`."""
    stale = stale_people(PersonSummary, definition, today)
    if stale:
        _summarise_all(definition, stale, today, sample_of(definition))


def refresh_verification(definition: Definition, today: date) -> None:
    """The same, and for whom the sample of the plan of verification has gone on as well.

    Whoever is added may join the sample or push somebody out of it, to whom nothing was done.
    """
    refresh_summaries(definition, today)
    sample, study = sample_of(definition), definition.study.id
    held = PersonSummary.objects.filter(study=study, in_sample=True)
    moved = sample.symmetric_difference(held.values_list("participant", flat=True))
    _summarise_all(definition, sorted(moved), today, sample)


def _summarise_all(
    definition: Definition, numbers: Sequence[str], today: date, sample: frozenset[str]
) -> None:
    for start in range(0, len(numbers), AT_ONCE):
        _summarise(definition, numbers[start : start + AT_ONCE], today, sample)


def _summarise(
    definition: Definition, numbers: Sequence[str], today: date, sample: frozenset[str]
) -> None:
    study, source = definition.study.id, made_by(definition)
    consent_day = date.max if study_is_rehearsed(study) else today
    # Heads are read first of all (see people_with_forms), the comparisons last.
    people = list(people_with_forms(study, numbers))
    due_forms = verification_rows(definition, sample, [f for _, _, held in people for f in held])
    made = [
        _rows_of(
            definition,
            forms,
            today,
            consent_day,
            PersonSummary(
                study=study,
                participant=person.number,
                head=head,
                made_by=source,
                made_on=today,
                in_sample=person.number in sample,
            ),
        )
        for person, head, forms in people
    ]
    with transaction.atomic():
        put([person for person, _, _ in made])
        for model in (VisitSummary, EventSummary, VerificationSummary):
            model.objects.filter(study=study, participant__in=numbers).delete()
        insert([visit for _, visits, _ in made for visit in visits])
        insert([event for _, _, events in made for event in events])
        insert(due_forms)


def put(rows: Sequence[Made]) -> None:
    """Insert these rows, or give those that are there their values; they stay locked until the end
    of the transaction. In the order of their keys, so that two who do so never wait for each other.
    """
    if not rows:
        return
    model = type(rows[0])
    names = [f.name for f in model._meta.concrete_fields if f.column]
    key = ["study", "participant"]
    model._base_manager.bulk_create(
        sorted(rows, key=lambda row: row.participant),
        update_conflicts=True,
        unique_fields=key,
        update_fields=[name for name in names if name not in key],
    )


def _rows_of(
    definition: Definition,
    forms: Sequence[FormInstance],
    today: date,
    consent_day: date,
    row: PersonSummary,
) -> Rows:
    person = person_of(row.participant, forms)
    complete = {(form.visit, form.form, form.repeat): form.status != "draft" for form in forms}
    # As of the last of all days every visit has come: which of it counts today, its dates say.
    ever = summarise_participant(definition, person, complete, date.max)
    seen = [day for day in visit_days(definition, person).values() if day <= today]
    agreed = Person(person.id, complete_entries(list(forms)))
    consent = consent_state(definition, agreed, consent_day)
    row.enrolled_on, row.ended_on = ever.enrolled_on, ever.ended_on
    row.last_seen = max(seen, default=None)
    row.asked_again = bool(asked_again(definition, [agreed], consent_day))
    row.withdrew_use = any(use.state == "withdrawn" for use in consent.uses)
    row.holds_until = holds_until(definition, person, today)
    states = visit_states(definition, person, date.max)
    places = {visit.id: place for place, visit in enumerate(definition.schedule.visits)}
    visits = [_visit(row, state, places.get(state.visit), ever) for state in states]
    return row, visits, list(_events(row, ever))


def _visit(
    row: PersonSummary, state: VisitState, place: int | None, ever: ParticipantSummary
) -> VisitSummary:
    filling = next((each for each in ever.fillings if each.visit == state.visit), None)
    missing = [form for _, form, _ in filling.missing] if filling else []
    unseen = [form for (visit, form, _), _ in ever.scans_overdue if visit == state.visit]
    window = state.window
    return VisitSummary(
        study=row.study,
        participant=row.participant,
        visit=state.visit,
        place=place,
        target=window.target if window else None,
        first_day=window.first if window else None,
        last_day=window.last if window else None,
        took_place=state.took_place,
        enrolled=row.enrolled_on is not None,
        ended_on=row.ended_on,
        due=filling.due if filling else 0,
        missing=len(missing),
        missing_forms=" ".join(missing),
        unseen=len(unseen),
        unseen_scans=" ".join(unseen),
    )


def _events(row: PersonSummary, ever: ParticipantSummary) -> Iterable[EventSummary]:
    listed: dict[str, tuple[Any, ...]] = {
        "adverse-events": ever.events,
        "serious-events": ever.serious,
        "unclear-events": ever.unclear,
        "deaths": (ever.died,) if ever.died else (),
        "withdrawals": (ever.withdrew,) if ever.withdrew else (),
    }
    for name, places in listed.items():
        for visit, form, repeat in places:
            yield EventSummary(
                study=row.study,
                participant=row.participant,
                listed=name,
                visit=visit,
                form=form,
                repeat=repeat,
            )
