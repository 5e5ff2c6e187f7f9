"""Run every check over every form of participants and keep what stands in the way of a lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from trialwright.capture.day_boundaries import holds_until
from trialwright.capture.lock_obstacles import FormStanding, Obstacle, Question, lock_obstacles
from trialwright.definition import Definition
from trialwright_web.capture.actions.participant_state import study_is_rehearsed
from trialwright_web.capture.models import Participant, Query
from trialwright_web.capture.progress import person_of
from trialwright_web.capture.stored import entry_of
from trialwright_web.rows import insert
from trialwright_web.summaries.made_from import made_by, people_with_forms, stale_people
from trialwright_web.summaries.models import CheckedPerson, KeptFinding
from trialwright_web.summaries.people import put

AT_ONCE = 100
"""So many participants are read, checked and written at a time."""

Progress = Callable[[int, int], None]
"""Told after each step: how many participants are checked, and how many there are."""


@dataclass(frozen=True)
class Checked:
    """What the checks found in one participant's forms, read at the line `head` of their chain."""

    participant: str
    head: str
    findings: tuple[Obstacle, ...]
    holds_until: date | None


def unchecked_people(definition: Definition, today: date) -> list[str]:
    """Who has to be checked again: something was done since, or the day has come to matter."""
    return stale_people(CheckedPerson, definition, today)


def refresh_checks(definition: Definition, today: date, numbers: Sequence[str]) -> None:
    """Check these participants and keep what was found."""
    for start in range(0, len(numbers), AT_ONCE):
        keep(definition, today, check_people(definition, today, numbers[start : start + AT_ONCE]))


def check_everybody(definition: Definition, today: date, progress: Progress) -> list[Checked]:
    """Run every check over every entry, whatever was kept before, and keep what is found now."""
    people = Participant.objects.filter(study=definition.study.id).order_by("number")
    numbers = list(people.values_list("number", flat=True))
    found: list[Checked] = []
    for start in range(0, len(numbers), AT_ONCE):
        some = list(check_people(definition, today, numbers[start : start + AT_ONCE]))
        keep(definition, today, some)
        found += some
        progress(len(found), len(numbers))
    return found


def check_people(definition: Definition, today: date, numbers: Sequence[str]) -> Iterator[Checked]:
    """Run every check over every form of these participants, as they stand now."""
    study = definition.study.id
    rehearsal = study_is_rehearsed(study)
    # Heads are read first of all (see people_with_forms), the queries last.
    people = list(people_with_forms(study, numbers))
    asked: dict[str, list[Question]] = {number: [] for number in numbers}
    for query in Query.objects.filter(study=study, participant__in=numbers):
        asked[query.participant].append(question(query))
    for person, head, forms in people:
        standing = [FormStanding(form.status, entry_of(form)) for form in forms]
        obstacles = lock_obstacles(
            definition, standing, asked[person.number], today, rehearsal=rehearsal
        )
        findings = tuple(each for each in obstacles if each.kind == "finding")
        until = holds_until(definition, person_of(person.number, forms), today)
        yield Checked(person.number, head, findings, until)


def keep(definition: Definition, today: date, checked: Iterator[Checked] | list[Checked]) -> None:
    """Keep what was found, in one transaction."""
    study, source, told = definition.study.id, made_by(definition), list(checked)
    rows = [
        CheckedPerson(
            study=study,
            participant=each.participant,
            head=each.head,
            made_by=source,
            made_on=today,
            holds_until=each.holds_until,
        )
        for each in told
    ]
    with transaction.atomic():
        put(rows)
        numbers = [each.participant for each in told]
        KeptFinding.objects.filter(study=study, participant__in=numbers).delete()
        insert([_finding(study, obstacle) for each in told for obstacle in each.findings])


def question(query: Query) -> Question:
    """A query as far as the lock asks."""
    form = (query.participant, query.visit, query.form, query.repeat)
    return Question(form, query.item, query.origin, query.status, query.question)


def _finding(study: str, obstacle: Obstacle) -> KeptFinding:
    participant, visit, form, repeat = obstacle.form
    return KeptFinding(
        study=study,
        participant=participant,
        obstacle=obstacle.id,
        visit=visit,
        form=form,
        repeat=repeat,
        item=obstacle.item,
        what=obstacle.what,
    )
