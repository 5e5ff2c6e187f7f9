"""Where a participant stands in the calendar: each visit due, done, late, early, missed or unscheduled.

Nothing here is typed by anybody: a deviation from the calendar is computed from the dates on the
forms and from the windows of the schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trialwright.capture.eligibility import Overall
from trialwright.capture.entry import Entry
from trialwright.capture.participant import Participant, complete_date, origin_dates
from trialwright.capture.windows import VisitWindow, visit_window
from trialwright.definition.forms import Form
from trialwright.definition.load import Definition
from trialwright.definition.schedule import RUNNING

VisitStatus = Literal[
    "waiting",  # a date that the visit counts from is not known yet
    "planned",  # its window has not opened
    "due",
    "done",
    "late",
    "early",
    "missed",
    "ended",  # death or withdrawal came first
    "unscheduled",
]
ParticipantStatus = Literal["screening", "not_eligible", "enrolled", "ended"]


@dataclass(frozen=True)
class VisitState:
    """One visit of one participant. `window` is None where it cannot be computed, `took_place` is
    the day on its forms; `days_off` how far outside the window that day lies (0 inside).
    """

    visit: str
    status: VisitStatus
    window: VisitWindow | None
    took_place: date | None
    days_off: int = 0


def form_day(form: Form, entry: Entry, not_a_visit: frozenset[str] = frozenset()) -> date | None:
    """The day a form speaks of: its first complete date, but for items such as the date of birth."""
    for item in form.items:
        if item.type == "date" and f"{form.id}.{item.id}" not in not_a_visit:
            return complete_date(entry.value(item.id))
    return None


def visit_states(
    definition: Definition, participant: Participant, today: date, *, not_eligible: bool = False
) -> tuple[VisitState, ...]:
    """Every planned visit in study order, then the unscheduled ones by name.

    Whoever is `not_eligible` has no follow-up: what did not take place has ended, not been missed.
    """
    origins = origin_dates(definition, participant)
    days = visit_days(definition, participant)
    end = date.min if not_eligible else _end(definition, participant)
    planned = [
        state_of_visit(visit.id, visit_window(visit, origins), days.get(visit.id), today, end)
        for visit in definition.schedule.visits
    ]
    known = {visit.id for visit in definition.schedule.visits} | {RUNNING}
    extra = sorted({entry.visit for entry in participant.entries} - known)
    unscheduled = [VisitState(visit, "unscheduled", None, days.get(visit)) for visit in extra]
    return (*planned, *unscheduled)


def visit_days(definition: Definition, participant: Participant) -> Mapping[str, date]:
    """The day on which each visit took place.

    A visit that counts from its origin date on day 0 is that date: screening is the day of consent,
    whatever older images are read at it. Others took place on the earliest day on their forms.
    """
    origins = origin_dates(definition, participant)
    seen = {entry.visit for entry in participant.entries}
    of_origin = {
        visit.id: origins[visit.origin]
        for visit in definition.schedule.visits
        if visit.day == 0 and visit.id in seen and visit.origin in origins
    }
    return {**_form_days(definition, participant), **of_origin}


def _form_days(definition: Definition, participant: Participant) -> dict[str, date]:
    """The earliest day on the forms of each visit."""
    birth = definition.eligibility.inputs.get("birth_date")
    skipped = frozenset({birth.item} if birth and birth.item else ())
    found: dict[str, date] = {}
    for entry in participant.entries:
        form = definition.forms_by_id.get(entry.form)
        day = form_day(form, entry, skipped) if form else None
        if day and (entry.visit not in found or day < found[entry.visit]):
            found[entry.visit] = day
    return found


def state_of_visit(
    visit: str, window: VisitWindow | None, day: date | None, today: date, end: date | None
) -> VisitState:
    """The state on `today` of a planned visit that took place on `day`, None where it has not.

    `end` is the day of death or withdrawal: what was not over by then is not asked for.
    """
    if window is None:
        status: VisitStatus = "done" if day else "ended" if end else "waiting"
        return VisitState(visit, status, None, day)
    if day is not None:
        off = (day - window.last).days if day > window.last else 0
        off = (day - window.first).days if day < window.first else off
        status = "late" if off > 0 else "early" if off < 0 else "done"
        return VisitState(visit, status, window, day, off)
    if end is not None and end <= window.last:
        return VisitState(visit, "ended", window, None)
    if today < window.first:
        return VisitState(visit, "planned", window, None)
    return VisitState(visit, "due" if today <= window.last else "missed", window, None)


def _end(definition: Definition, participant: Participant) -> date | None:
    milestones = definition.study.milestones
    ends = (participant.dates(item) for item in (milestones.death, milestones.withdrawal))
    return min((day for dates in ends for day, _ in dates), default=None)


def participant_status(
    definition: Definition, participant: Participant, overall: Overall | None = None
) -> ParticipantStatus:
    """How far a participant has come, from what the forms say.

    `overall` is the eligibility decision where one was made: whoever is not enrolled and fails a
    criterion is not eligible, and is in screening again once the answer is corrected.
    """
    if _end(definition, participant):
        return "ended"
    enrolment = definition.study.milestones.enrolment
    if enrolment in origin_dates(definition, participant):
        return "enrolled"
    return "not_eligible" if overall == "INELIGIBLE" else "screening"
