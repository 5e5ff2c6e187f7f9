"""The schedule of activities as a table: which form is due at which visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from trialwright.definition import Definition
from trialwright.definition.describe import schedule_of_activities
from trialwright.definition.forms import Form
from trialwright.definition.scalars import Bilingual
from trialwright.definition.schedule import Visit
from trialwright_web.studies.answers import Table

# A form asked for this often is followed over time, and stands on the study page.
OFTEN = 3
# So many visits stand side by side on a desk; there the visits stay in sight as the page scrolls.
DESK = 18


@dataclass(frozen=True)
class Cell:
    """Whether a form is due at a visit."""

    visit: Visit
    due: bool


@dataclass(frozen=True)
class FormRow:
    """A form and one cell for each visit."""

    form: Form
    cells: tuple[Cell, ...]

    @property
    def due_visits(self) -> tuple[Visit, ...]:
        """The visits that ask for the form."""
        return tuple(cell.visit for cell in self.cells if cell.due)


@dataclass(frozen=True)
class Span:
    """A heading over neighbouring visits."""

    label: str
    width: int


@dataclass(frozen=True)
class VisitPlan:
    """A visit and the forms due at it: the table read column by column, for a narrow screen."""

    visit: Visit
    phase: str
    origin: Bilingual
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class ScheduleTable:
    """Visits as columns, forms as rows; `running` are forms without a visit."""

    visits: tuple[Visit, ...]
    phases: tuple[Span, ...]
    origins: tuple[Span, ...]
    rows: tuple[FormRow, ...]
    plans: tuple[VisitPlan, ...]
    running: tuple[Form, ...]

    @property
    def fits(self) -> bool:
        """Whether a desk shows every visit without scrolling sideways."""
        return len(self.visits) <= DESK


@dataclass(frozen=True)
class FollowedForms:
    """The part of the table that is followed over time, without the visits it leaves empty."""

    visits: tuple[Visit, ...]
    rows: tuple[FormRow, ...]


def build_schedule_table(definition: Definition) -> ScheduleTable:
    """The schedule of a study, headings in the language of the page."""
    schedule = schedule_of_activities(definition)
    visits = schedule.visits
    first_origin = visits[0].origin
    phases = [visit_phase(visit, first_origin) for visit in visits]
    labels = {origin.id: origin.label for origin in definition.study.origins}
    plans = tuple(
        VisitPlan(visit, phase, labels[visit.origin], _forms_at(definition, visit))
        for visit, phase in zip(visits, phases, strict=True)
    )
    return ScheduleTable(
        visits,
        tuple(_spans(phases)),
        tuple(_spans(visit.origin for visit in visits)),
        tuple(_row(form, visits, schedule.due[form.id]) for form in schedule.forms),
        plans,
        schedule.running,
    )


def followed_forms(table: ScheduleTable) -> FollowedForms:
    """Forms asked for again and again; a form for each lesion belongs to its reading."""
    rows = [row for row in table.rows if len(row.due_visits) >= OFTEN and not row.form.repeating]
    asked = {visit.id for row in rows for visit in row.due_visits}
    return FollowedForms(
        tuple(visit for visit in table.visits if visit.id in asked),
        tuple(
            FormRow(row.form, tuple(cell for cell in row.cells if cell.visit.id in asked))
            for row in rows
        ),
    )


def visit_phase(visit: Visit, first_origin: str) -> str:
    """The part of the study a visit belongs to, in words."""
    if visit.day > 0:
        return _("Follow-up")
    return _("Screening") if visit.origin == first_origin else _("Treatment and enrolment")


def schedule_as_table(table: ScheduleTable, language: str) -> Table:
    """One row for each form due at a visit, in study order; days are whole numbers."""
    columns = ("visit", "visit_label", "counted_from", "day", "first_day", "last_day")
    rows = [
        (
            *(plan.visit.id, plan.visit.label.in_language(language), plan.visit.origin),
            *(plan.visit.day, plan.visit.first_day, plan.visit.last_day),
            *(form.id, form.label.in_language(language)),
        )
        for plan in table.plans
        for form in plan.forms
    ]
    running = [
        ("RUNNING", "", "", "", "", "", f.id, f.label.in_language(language)) for f in table.running
    ]
    return Table((*columns, "form", "form_label"), (*rows, *running))


def _row(form: Form, visits: Iterable[Visit], due: frozenset[str]) -> FormRow:
    return FormRow(form, tuple(Cell(visit, visit.id in due) for visit in visits))


def _spans(labels: Iterable[str]) -> Iterable[Span]:
    return (Span(label, len(list(same))) for label, same in groupby(labels))


def _forms_at(definition: Definition, visit: Visit) -> tuple[Form, ...]:
    return tuple(definition.forms_by_id[form] for form in visit.forms)
