"""The definition as a person reads it: the schedule of activities and the forms."""

from __future__ import annotations

from dataclasses import dataclass

from trialwright.definition.endpoints import RecordedOutcome
from trialwright.definition.forms import Form, Item
from trialwright.definition.load import Definition
from trialwright.definition.schedule import Visit
from trialwright.definition.verification import Sample, VerificationPlan, VerificationRow


@dataclass(frozen=True)
class ScheduleOfActivities:
    """Visits as columns, forms as rows; `due[form]` is the set of visits that ask for it.

    `running` are forms filled in whenever the thing happens.
    """

    visits: tuple[Visit, ...]
    forms: tuple[Form, ...]
    due: dict[str, frozenset[str]]
    running: tuple[Form, ...]


def schedule_of_activities(definition: Definition) -> ScheduleOfActivities:
    """The schedule of activities, forms in the order in which the study first asks for them."""
    visits = definition.schedule.visits
    due: dict[str, set[str]] = {}
    for visit in visits:
        for form in visit.forms:
            due.setdefault(form, set()).add(visit.id)
    forms = definition.forms_by_id
    return ScheduleOfActivities(
        visits,
        tuple(forms[form] for form in due),
        {form: frozenset(ids) for form, ids in due.items()},
        tuple(forms[running.form] for running in definition.schedule.running),
    )


def window_text(visit: Visit) -> str:
    """The window in days as a schedule prints it: "±7", "-28 to +2", "" for a single day."""
    low, high = visit.window
    if low == high == 0:
        return ""
    return f"±{high}" if -low == high else f"{low:+d} to {high:+d}".replace("+0", "0")


def answer_text(definition: Definition, item: Item, language: str = "en") -> str:
    """What may be entered for an item: type, unit, range or codes, in one line."""
    if item.codelist:
        labels = definition.codelists_by_id[item.codelist].labels.values()
        return " / ".join(label.in_language(language) for label in labels)
    parts = [_TYPES[item.type][1 if language.startswith("zh") else 0]]
    if item.range:
        parts.append(f"{item.range[0]}-{item.range[1]}")
    if item.units:
        parts.append(" / ".join(item.units))
    return ", ".join(parts)


def verification_rows(plan: VerificationPlan) -> tuple[tuple[str, str, str], ...]:
    """What is verified against the source, on which forms and items, and of whom."""
    return tuple(
        (
            row.label.en,
            _places(row),
            row.extent if row.extent == "everybody" else sample_text(plan.sample),
        )
        for row in plan.rows
    )


def _places(row: VerificationRow) -> str:
    named = ", ".join((*row.forms, *row.items))
    return f"{named} at {', '.join(row.visits)}" if row.visits else named


def sample_text(sample: Sample | None) -> str:
    """Whose entries are verified where the plan says `sample`, in a few words."""
    if sample is None:
        return "nobody"
    parts = [f"the first {sample.first} participants"] if sample.first else []
    if sample.every is not None:
        parts.append(f"every {sample.every}th after them")
    if sample.percent is not None:
        parts.append(f"{sample.percent} % of the others, by a hash of study and number")
    return ", ".join(parts)


def where_recorded(definition: Definition, outcome: RecordedOutcome) -> str:
    """Where the answers of an outcome that is not derived are collected, in a few words."""
    kind = f"{outcome.kind.replace('_', ' ')}, " if outcome.kind else ""
    if outcome.form is None:
        return f"{kind}collected outside the forms of this study"
    return f"{kind}recorded on the form {definition.forms_by_id[outcome.form].label.en}"


_TYPES = {
    "date": ("date", "日期"),
    "integer": ("whole number", "整数"),
    "decimal": ("number", "数值"),
    "code": ("one of", "单选"),
    "yes_no": ("yes or no", "是或否"),
    "text": ("text", "文本"),
    "result": ("result as reported", "报告原文"),
}
