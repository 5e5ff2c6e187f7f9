"""One participant in a few numbers, for whoever watches over the study. Nothing is by group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from trialwright.capture.entry import Entry
from trialwright.capture.participant import Participant, origin_dates
from trialwright.capture.visit_status import VisitState, visit_days, visit_states
from trialwright.definition.load import Definition

_TOOK_PLACE: Final = frozenset({"done", "late", "early"})
_EXPECTED: Final = _TOOK_PLACE | {"missed"}
#: The roles of a seriousness criterion in an endpoint of adverse events (rule SAF-01).
_SERIOUS: Final = (
    "death",
    "life_threatening",
    "hospitalisation",
    "disability",
    "congenital",
    "other_important",
)

FormPlace = tuple[str, str, int]
"""Visit, form, repeat."""


@dataclass(frozen=True)
class VisitFilling:
    """The forms that one visit asks for: `due` of them by now, and those not yet complete."""

    visit: str
    due: int
    missing: tuple[FormPlace, ...]


@dataclass(frozen=True)
class ParticipantSummary:
    """What the dashboard says of one participant.

    `fillings` holds each planned visit that took place or, once enrolled, was missed.
    `scans_overdue` are missed visits whose scan was not entered, with the last day of the window. `last_seen` is the latest
    visit day up to today. An event is `unclear` where no criterion is met and one is not answered.
    """

    id: str
    enrolled_on: date | None
    ended_on: date | None
    died: FormPlace | None
    withdrew: FormPlace | None
    last_seen: date | None
    fillings: tuple[VisitFilling, ...]
    scans_overdue: tuple[tuple[FormPlace, date], ...]
    events: tuple[FormPlace, ...]
    serious: tuple[FormPlace, ...]
    unclear: tuple[FormPlace, ...]


def summarise_participant(
    definition: Definition,
    participant: Participant,
    complete: Mapping[FormPlace, bool],
    today: date,
) -> ParticipantSummary:
    """Summarise one participant as of `today`. `complete` says of each saved form whether it is.

    A visit asks for its forms that do not repeat: how many entries of a repeating form there should
    be, nobody knows. After death or withdrawal nothing is asked for.
    """
    enrolled = origin_dates(definition, participant).get(definition.study.milestones.enrolment)
    expected = _EXPECTED if enrolled else _TOOK_PLACE
    states = [s for s in visit_states(definition, participant, today) if s.status in expected]
    milestones = definition.study.milestones
    died, withdrew = (
        _first(participant, each) for each in (milestones.death, milestones.withdrawal)
    )
    seen = [day for day in visit_days(definition, participant).values() if day <= today]
    events = [
        (_place(entry), _serious(definition, entry)) for entry in _events(definition, participant)
    ]
    return ParticipantSummary(
        id=participant.id,
        enrolled_on=enrolled,
        ended_on=min((day for day, _ in (died, withdrew) if day), default=None),
        died=died[1],
        withdrew=withdrew[1],
        last_seen=max(seen, default=None),
        fillings=tuple(_filling(definition, state, complete) for state in states),
        scans_overdue=tuple(_overdue(definition, states, complete)),
        events=tuple(place for place, _ in events),
        serious=tuple(place for place, serious in events if serious),
        unclear=tuple(place for place, serious in events if serious is None),
    )


def _place(entry: Entry) -> FormPlace:
    return entry.visit, entry.form, entry.repeat


def _first(participant: Participant, reference: str) -> tuple[date | None, FormPlace | None]:
    """The first complete date of an item, and the form it stands on."""
    dates = participant.dates(reference)
    return (dates[0][0], _place(dates[0][1])) if dates else (None, None)


def _filling(
    definition: Definition, state: VisitState, complete: Mapping[FormPlace, bool]
) -> VisitFilling:
    planned = next((v.forms for v in definition.schedule.visits if v.id == state.visit), ())
    due = [form for form in planned if not definition.forms_by_id[form].repeating]
    places = [(state.visit, form, 0) for form in due]
    return VisitFilling(
        state.visit, len(due), tuple(place for place in places if not complete.get(place, False))
    )


def _overdue(
    definition: Definition, states: Iterable[VisitState], complete: Mapping[FormPlace, bool]
) -> list[tuple[FormPlace, date]]:
    scans = scan_forms(definition)
    planned = {visit.id: visit.forms for visit in definition.schedule.visits}
    return [
        ((state.visit, form, 0), state.window.last)
        for state in states
        if state.status == "missed" and state.window is not None
        for form in planned.get(state.visit, ())
        if form in scans and (state.visit, form, 0) not in complete
    ]


def scan_forms(definition: Definition) -> frozenset[str]:
    """The forms on which the scans of an endpoint are entered."""
    references = (e.roles.get("scan_date") for e in definition.endpoints.endpoints)
    return frozenset(each.partition(".")[0] for each in references if each)


def _event_items(definition: Definition) -> tuple[str, tuple[str, ...]]:
    """The form of adverse events, and its items that make an event serious."""
    for endpoint in definition.endpoints.endpoints:
        items = [endpoint.roles[role] for role in _SERIOUS if role in endpoint.roles]
        if items and "onset" in endpoint.roles:
            form = endpoint.roles["onset"].partition(".")[0]
            return form, tuple(item.partition(".")[2] for item in items)
    return "", ()


def _events(definition: Definition, participant: Participant) -> tuple[Entry, ...]:
    return participant.of_form(_event_items(definition)[0])


def _serious(definition: Definition, entry: Entry) -> bool | None:
    answers = [entry.value(item) for item in _event_items(definition)[1]]
    if "yes" in answers:
        return True
    return None if any(answer != "no" for answer in answers) else False
