"""From imported values to saves of forms: a plan to look at before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from trialwright.capture.access import NEW
from trialwright.capture.entry import EnteredValue, Entry
from trialwright.capture.finding import Finding
from trialwright.capture.form_check import check_entry
from trialwright.capture.form_content import Content, form_content
from trialwright.capture.journal.proof import canonical, hash_of
from trialwright.capture.save import HARD, FormState, Intent
from trialwright.definition.load import Definition
from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence

FormKey = tuple[str, str, str, int]
"""Participant, visit, form, repeat."""


class ImportRefused(TrialwrightError):
    """The file cannot be imported as it is. Nothing was written."""


@dataclass(frozen=True)
class ImportedValue:
    """One value with its place in the study, and the line of the file it stands on."""

    key: FormKey
    item: str
    value: str
    unit: str | None
    line: int


@dataclass(frozen=True)
class Difference:
    """One item before and after. `before` is empty where nothing stood there."""

    item: str
    before: str
    after: str


@dataclass(frozen=True, eq=False)
class PlannedSave:
    """One form as the import would leave it. `kind`: new, a draft filled further, or a change.

    `findings` are what the checks would say of the imported items.
    """

    key: FormKey
    kind: Literal["new", "draft", "change"]
    revision: int
    values: tuple[EnteredValue, ...]
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def intent(self) -> Intent:
        """A file completes no form: a person does. What was complete stays so."""
        return "complete" if self.kind == "change" else "draft"


@dataclass(frozen=True, eq=False)
class ImportPlan:
    """Every form that would be saved, in the order of keys, and how many hold all of it already.

    `digest` names the plan: what was looked at is what is carried out, or nothing is.
    """

    saves: tuple[PlannedSave, ...]
    unchanged: int

    @property
    def digest(self) -> str:
        """SHA-256 over the forms, their versions and every value."""
        told = [
            [*map(str, save.key), save.revision, form_content(save.values)] for save in self.saves
        ]
        return hash_of(canonical(told))


def plan_import(
    definition: Definition,
    values: Iterable[ImportedValue],
    held: Mapping[FormKey, FormState],
    participants: frozenset[str],
    file: str,
) -> ImportPlan:
    """Merge imported values into the forms as they stand in `held`.

    Items that the file does not name keep what they hold. Raises ImportRefused with every row that
    names no participant, visit, form, repeat or item of the study, or says two things of one item,
    with every value that its item cannot hold, and with every locked form.
    """
    grouped: dict[FormKey, dict[str, ImportedValue]] = {}
    problems: list[Problem] = []
    for value in values:
        if fault := _misplaced(definition, value, participants):
            problems.append(Problem(file, value.line, value.item, *fault))
            continue
        first = grouped.setdefault(value.key, {}).setdefault(value.item, value)
        if (first.value, first.unit) != (value.value, value.unit):
            what = sentence(
                "line {line} says {value} of the same item",
                line=first.line,
                value=_shown(first.value, first.unit),
            )
            problems.append(
                Problem(file, value.line, value.item, what, sentence("keep one of the two"))
            )
    problems += [
        Problem(
            file,
            min(v.line for v in found.values()),
            "",
            sentence("{form} is locked", form="/".join(map(str, key))),
        )
        for key, found in grouped.items()
        if held.get(key, FormState()).status == "locked"
    ]
    if problems:
        raise ImportRefused(problems)
    saves: list[PlannedSave] = []
    for key, found in sorted(grouped.items()):
        save, faults = _checked(definition, _save(key, found, held.get(key, FormState())), found)
        saves.append(save)
        problems += [Problem(file, *fault) for fault in faults]
    if problems:
        raise ImportRefused(problems)
    changed = tuple(save for save in saves if save.differences)
    return ImportPlan(changed, len(saves) - len(changed))


def _misplaced(
    definition: Definition, value: ImportedValue, participants: frozenset[str]
) -> tuple[str, str] | None:
    participant, visit, form, repeat = value.key
    known = definition.forms_by_id.get(form)
    if participant not in participants:
        return (
            sentence("there is no participant {participant!r}", participant=participant),
            sentence("check the number, or add the participant"),
        )
    if known is None:
        return sentence("the study has no form {form!r}", form=form), sentence(
            "use one of {forms}", forms=definition.forms_by_id
        )
    if not definition.has_form_at(visit, form):
        return sentence("visit {visit!r} has no form {form!r}", visit=visit, form=form), sentence(
            "see the schedule of the study"
        )
    if known.repeating != (repeat > 0):
        return sentence("form {form} has no repeat {repeat}", form=form, repeat=repeat), sentence(
            "only repeating forms count, from 1"
        )
    if value.item not in known.by_id:
        return sentence("form {form} has no item {item!r}", form=form, item=value.item), sentence(
            "use one of {items}", items=known.by_id
        )
    return None


def _save(key: FormKey, found: Mapping[str, ImportedValue], state: FormState) -> PlannedSave:
    imported = form_content(EnteredValue(v.item, v.value, v.unit) for v in found.values())
    merged = {**state.content, **imported}
    differences = tuple(
        Difference(item, _told(state.content, item), _told(merged, item))
        for item in found
        if state.content.get(item) != merged.get(item)
    )
    kind = "new" if state.status == NEW else "draft" if state.status == "draft" else "change"
    values = tuple(
        EnteredValue(item, parts.get("value"), parts.get("unit"), parts.get("reason"))
        for item, parts in sorted(merged.items())
    )
    return PlannedSave(key, kind, state.revision, values, differences)  # type: ignore[arg-type]


def _checked(
    definition: Definition, save: PlannedSave, found: Mapping[str, ImportedValue]
) -> tuple[PlannedSave, list[tuple[int, str, str]]]:
    """The save with what the checks ask of its imported items, and what cannot be stored."""
    findings = check_entry(definition, _entry(definition, save))
    theirs = [finding for finding in findings if finding.item in found]
    hard = [(found[f.item].line, f.item, f.message) for f in theirs if f.kind in HARD]
    return replace(save, findings=tuple(theirs)), hard


def _entry(definition: Definition, save: PlannedSave) -> Entry:
    """The form as it would stand, for the checks; nothing of it is kept."""
    participant, visit, form, repeat = save.key
    at = datetime.min.replace(tzinfo=UTC)
    return Entry("", participant, visit, form, repeat, save.values, at, "", definition.hash)


def _told(content: Content, item: str) -> str:
    parts = content.get(item, {})
    return " ".join(parts[name] for name in ("value", "unit", "reason") if name in parts)


def _shown(value: str, unit: str | None) -> str:
    return f"{value} {unit}" if unit else value
