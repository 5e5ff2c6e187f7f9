"""The definition as sections of plain values, which a terminal renders (`study describe`, `facts`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trialwright.definition.describe import (
    answer_text,
    schedule_of_activities,
    verification_rows,
    where_recorded,
    window_text,
)
from trialwright.definition.facts import FactRow
from trialwright.definition.forms import Form
from trialwright.definition.load import Definition
from trialwright.record.sections import Rows, Section, Table


def describe_sections(definition: Definition) -> tuple[Section, ...]:
    """The study in the order a coordinator asks: what, whom, when, on which forms."""
    return (
        _study(definition),
        _groups(definition),
        _criteria(definition),
        _outcomes(definition),
        _schedule(definition),
        *(_form(definition, form) for form in definition.forms),
        *_verification(definition),
    )


def facts_sections(facts: Iterable[FactRow]) -> Iterator[Section]:
    """Statements with their provenance, a section for each file."""
    by_file: dict[str, list[FactRow]] = {}
    for fact in facts:
        by_file.setdefault(fact.file, []).append(fact)
    for file, rows in by_file.items():
        cells = tuple((row.about.en, row.value, row.origin, _source(row)) for row in rows)
        table = Table(("Statement", "Value", "Comes from", "Source"), cells)
        yield Section(file, file, (table,))


def _source(row: FactRow) -> str:
    return f"{row.source} [{', '.join(row.rules)}]" if row.rules else row.source


def _study(definition: Definition) -> Section:
    study = definition.study
    rows = [
        ("Study", f"{study.short_title.en} ({study.registry_id})"),
        ("Title", study.title.en),
        ("Question", study.question.en),
        *((fact.label.en, fact.value) for fact in study.facts),
        ("Definition", f"sha256 {definition.hash}"),
    ]
    return Section("study", "Study", (Rows(tuple(rows)),))


def _groups(definition: Definition) -> Section:
    drugs = {drug.id: drug.label.en for drug in definition.study.drugs}
    rows = []
    for group in definition.study.groups:
        choice = " or ".join(drugs[d] for d in group.one_of)
        taken = [part for part in (choice, *(f"with {drugs[d]}" for d in group.with_)) if part]
        rows.append((group.id, group.label.en, ", ".join(taken)))
    return Section("groups", "Groups", (Table(("Id", "Group", "Drugs"), tuple(rows)),))


def _criteria(definition: Definition) -> Section:
    rows = tuple(
        (criterion.id, criterion.kind, criterion.label.en)
        for criterion in definition.eligibility.criteria
    )
    return Section("criteria", "Criteria", (Table(("Id", "Kind", "Criterion"), rows),))


def _outcomes(definition: Definition) -> Section:
    endpoints = definition.endpoints
    rows = [(e.id, e.rank, e.label.en, "derived by rules") for e in endpoints.endpoints]
    rows += [(o.id, o.rank, o.label.en, where_recorded(definition, o)) for o in endpoints.recorded]
    table = Table(("Id", "Rank", "Outcome", "How it is had"), tuple(rows))
    return Section("outcomes", "Outcomes", (table,))


def _schedule(definition: Definition) -> Section:
    columns = ("Visit", "Day", "Window", "Forms")
    return Section(
        "schedule", "Schedule of activities", (Table(columns, schedule_rows(definition)),)
    )


def schedule_rows(definition: Definition) -> tuple[tuple[str, str, str, str], ...]:
    """Visit, day, window and forms of each visit; the last row has the forms of any time.

    Visits as rows: a terminal is narrow, and a study has more visits than forms.
    """
    activities = schedule_of_activities(definition)
    visits = tuple(
        (
            visit.label.en,
            f"{visit.origin} {visit.day:+d}" if visit.day else visit.origin,
            window_text(visit),
            ", ".join(form.label.en for form in activities.forms if form.id in visit.forms),
        )
        for visit in activities.visits
    )
    running = ", ".join(form.label.en for form in activities.running)
    return (*visits, ("Any time", "", "", running))


def _verification(definition: Definition) -> Iterator[Section]:
    if plan := definition.verification:
        table = Table(("What", "Forms and items", "Of whom"), verification_rows(plan))
        yield Section("verification", "Source data verification", (table,))


def _form(definition: Definition, form: Form) -> Section:
    rows = tuple(
        (
            item.label.en,
            answer_text(definition, item),
            "required" if item.required else "",
            item.sharing.action.replace("_", " "),
        )
        for item in form.items
    )
    table = Table(("Item", "Answer", "", "Shared"), rows)
    repeated = " (repeating)" if form.repeating else ""
    return Section(form.id, f"Form: {form.label.en}{repeated}", (table,))
