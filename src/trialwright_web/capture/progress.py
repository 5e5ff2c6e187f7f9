"""Where participants stand: the grid of visits and forms, one participant's calendar, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from trialwright.capture.access import NEW
from trialwright.capture.participant import Participant as Person
from trialwright.capture.visit_status import VisitState, visit_states
from trialwright.definition import Definition
from trialwright.definition.schedule import FIRST_UNSCHEDULED, RUNNING, UNSCHEDULED
from trialwright_web.capture.models import FormInstance, Query
from trialwright_web.capture.stored import entry_of


@dataclass(frozen=True)
class FormCell:
    """One form at one visit: its state and how many questions are open about it.

    `further`: a place that nothing asks for, open to one more entry of the form.
    """

    visit: str
    form: str
    repeat: int
    status: str
    questions: int = 0
    further: bool = False


@dataclass(frozen=True)
class VisitRow:
    """A visit of one participant with its forms."""

    state: VisitState
    cells: tuple[FormCell, ...]


@dataclass(frozen=True)
class PersonProgress:
    """One participant's whole calendar."""

    number: str
    visits: tuple[VisitRow, ...]
    running: tuple[FormCell, ...]

    @property
    def questions(self) -> int:
        """How many questions are open."""
        rows = [cell for visit in self.visits for cell in visit.cells] + list(self.running)
        return sum(cell.questions for cell in rows)


def today_at(definition: Definition, now: datetime) -> date:
    """The day at the hospital. A rehearsed study stands on the last day of its data, whatever the
    day is on which somebody looks at it.
    """
    rehearsed: date | None = settings.REHEARSAL_DAY
    return rehearsed or now.astimezone(ZoneInfo(definition.site.time_zone)).date()


def person_of(number: str, rows: Iterable[FormInstance]) -> Person:
    """A participant with their current entries."""
    return Person(number, tuple(entry_of(row) for row in rows))


def person_progress(
    definition: Definition,
    number: str,
    rows: Iterable[FormInstance],
    questions: Iterable[Query],
    today: date,
    *,
    not_eligible: bool = False,
) -> PersonProgress:
    """The calendar of one participant on one day."""
    held = list(rows)
    asked: dict[tuple[str, str, int], int] = {}
    for query in questions:
        if query.status != "closed":
            key = (query.visit, query.form, query.repeat)
            asked[key] = asked.get(key, 0) + 1
    cells = _cells(held, asked)
    states = visit_states(definition, person_of(number, held), today, not_eligible=not_eligible)
    visits = tuple(VisitRow(state, _forms_at(definition, state.visit, cells)) for state in states)
    running = tuple(cell for (visit, _), each in cells.items() if visit == RUNNING for cell in each)
    return PersonProgress(number, visits, running)


_Cells = Mapping[tuple[str, str], list[FormCell]]


def _cells(rows: Iterable[FormInstance], asked: Mapping[tuple[str, str, int], int]) -> _Cells:
    cells: dict[tuple[str, str], list[FormCell]] = {}
    for row in rows:
        count = asked.get((row.visit, row.form, row.repeat), 0)
        cell = FormCell(row.visit, row.form, row.repeat, row.status, count)
        cells.setdefault((row.visit, row.form), []).append(cell)
    return cells


def _forms_at(definition: Definition, visit: str, cells: _Cells) -> tuple[FormCell, ...]:
    """The forms that are there, and those due that are not."""
    due = next((v.forms for v in definition.schedule.visits if v.id == visit), ())
    names = list(dict.fromkeys([*due, *(form for at, form in cells if at == visit)]))
    found: list[FormCell] = []
    for form in names:
        held, repeats = cells.get((visit, form), []), definition.forms_by_id[form].repeating
        found += held or [FormCell(visit, form, 1 if repeats else 0, NEW)]
        if held and repeats:
            found.append(_further(visit, form, 1 + max(cell.repeat for cell in held)))
    return tuple(found)


def unscheduled_places(
    definition: Definition, progress: PersonProgress
) -> tuple[tuple[str, tuple[FormCell, ...]], ...]:
    """What can still be entered at each unscheduled visit, and at the next one that may happen."""
    held = {
        row.state.visit: row for row in progress.visits if UNSCHEDULED.fullmatch(row.state.visit)
    }
    numbers = [int(visit.rpartition("_")[2]) if "_" in visit else 1 for visit in held]
    following = f"{FIRST_UNSCHEDULED}_{1 + max(numbers)}" if numbers else FIRST_UNSCHEDULED
    forms = list(
        dict.fromkeys(form for visit in definition.schedule.visits for form in visit.forms)
    )
    places = []
    for visit in (*held, following):
        there = {cell.form for cell in held[visit].cells} if visit in held else set()
        places.append(
            (
                visit,
                tuple(
                    _further(visit, form, 1 if definition.forms_by_id[form].repeating else 0)
                    for form in forms
                    if form not in there and definition.has_form_at(visit, form)
                ),
            )
        )
    return tuple(places)


def _further(visit: str, form: str, repeat: int) -> FormCell:
    return FormCell(visit, form, repeat, NEW, further=True)
