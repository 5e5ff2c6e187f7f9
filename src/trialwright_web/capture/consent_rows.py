"""What every participant has agreed to, who is asked again and what was withdrawn, as pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from trialwright.capture.consent import ConsentState, consent_due, consent_state
from trialwright.capture.participant import Participant as Person
from trialwright.definition import Definition
from trialwright.definition.consent import ConsentText, ConsentUse
from trialwright_web.capture.actions.participant_state import complete_entries, study_is_rehearsed
from trialwright_web.capture.models import FormInstance, Participant
from trialwright_web.summaries.models import PersonSummary

_AT_ONCE = 500


@dataclass(frozen=True)
class ConsentRow:
    """One participant's consent on a day. `repeat` is the number that their next act would have."""

    state: ConsentState
    due: ConsentText | None
    repeat: int


@dataclass(frozen=True)
class Withdrawal:
    """The uses that one participant withdrew on one day."""

    participant: str
    on: date
    uses: tuple[ConsentUse, ...]

    @property
    def of_specimens(self) -> bool:
        """Whether stored specimens of the participant are to be destroyed."""
        return any(use.governs == "specimens" for use in self.uses)


def consent_day(definition: Definition, today: date) -> date:
    """The day on which consent is read. Simulated people consent on days still to come."""
    return date.max if study_is_rehearsed(definition.study.id) else today


def everybody(study: str) -> QuerySet[Participant, str]:
    """The number of every participant, in their order."""
    return (
        Participant.objects.filter(study=study).order_by("number").values_list("number", flat=True)
    )


def people_with_consent(definition: Definition, numbers: Sequence[str]) -> list[Person]:
    """These participants with the complete forms that consent and leaving are read from."""
    entries: dict[str, list[FormInstance]] = {}
    forms = _forms(definition)
    for some in (numbers[n : n + _AT_ONCE] for n in range(0, len(numbers), _AT_ONCE)):
        held = FormInstance.objects.filter(study=definition.study.id, participant__in=some)
        for row in held.filter(form__in=forms):
            entries.setdefault(row.participant, []).append(row)
    return [Person(number, complete_entries(entries.get(number, ()))) for number in numbers]


def consent_rows(
    definition: Definition, people: Iterable[Person], day: date
) -> tuple[ConsentRow, ...]:
    """Everybody's consent, in their order."""
    return tuple(consent_row(definition, person, day) for person in people)


def consent_row(definition: Definition, person: Person, day: date) -> ConsentRow:
    """One participant's consent. Nothing is due from whoever died or left."""
    state = consent_state(definition, person, day)
    milestones, plan = definition.study.milestones, definition.site.consent
    gone = any(person.dates(item) for item in (milestones.death, milestones.withdrawal))
    acts = person.of_form(plan.form) if plan else ()
    repeat = 1 + max((entry.repeat for entry in acts), default=0)
    return ConsentRow(state, None if gone else consent_due(definition, state, day), repeat)


def asked_again(study: str) -> QuerySet[PersonSummary, str]:
    """The numbers of those who must be asked again, by the summaries: refresh them first."""
    return _numbers(PersonSummary.objects.filter(study=study, asked_again=True))


def with_withdrawals(study: str) -> QuerySet[PersonSummary, str]:
    """The numbers of those who have withdrawn a use, by the summaries: refresh them first."""
    return _numbers(PersonSummary.objects.filter(study=study, withdrew_use=True))


def _numbers(rows: QuerySet[PersonSummary]) -> QuerySet[PersonSummary, str]:
    return rows.order_by("participant").values_list("participant", flat=True)


def rows_asked_again(definition: Definition, day: date) -> tuple[ConsentRow, ...]:
    """Everybody whom a version that is not in force would ask again: read from all entries.

    Reads nothing where no text asks for it.
    """
    plan = definition.site.consent
    if plan is None or not any(text.reconsent and text.approved_on <= day for text in plan.texts):
        return ()
    rows = rows_of(definition, everybody(definition.study.id), day)
    return tuple(row for row in rows if row.state.ask_again and row.due)


def rows_of(definition: Definition, numbers: Iterable[str], day: date) -> tuple[ConsentRow, ...]:
    """The consent of these participants, in their order."""
    return consent_rows(definition, people_with_consent(definition, list(numbers)), day)


def withdrawals(definition: Definition, rows: Iterable[ConsentRow]) -> tuple[Withdrawal, ...]:
    """What anybody has withdrawn, by participant and day."""
    plan = definition.site.consent
    found: dict[tuple[str, date], list[ConsentUse]] = {}
    uses = {use.id: use for use in plan.uses} if plan else {}
    for row in rows:
        for use in row.state.uses:
            if use.state == "withdrawn" and use.since:
                found.setdefault((row.state.participant, use.since), []).append(uses[use.use])
    return tuple(Withdrawal(*key, tuple(found[key])) for key in sorted(found))


def _forms(definition: Definition) -> set[str]:
    """The forms that consent is read from; a large study has many more rows of others."""
    milestones, plan = definition.study.milestones, definition.site.consent
    items = [milestones.death, milestones.withdrawal]
    if plan:
        items += [plan.given_on, *([plan.withdrawn_by.item] if plan.withdrawn_by else [])]
        items += [plan.withdrawal.use] if plan.withdrawal else []
    return {item.partition(".")[0] for item in items}
