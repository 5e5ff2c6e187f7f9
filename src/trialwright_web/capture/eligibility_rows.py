"""The eligibility of one participant as a person reads it: each criterion, its answer and its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trialwright.capture.eligibility import CriterionResult
from trialwright.capture.screening import Screening
from trialwright.definition import Definition
from trialwright.definition.eligibility import Criterion, Input
from trialwright.definition.forms import Form, Item
from trialwright.definition.rules import Rule
from trialwright_web.capture.form_fields import YES_NO


@dataclass(frozen=True)
class InputValue:
    """One value that a criterion reads: the item, and what the decision took for it."""

    form: Form
    item: Item
    value: str
    known: bool


@dataclass(frozen=True)
class EligibilityRow:
    """One criterion with its answer."""

    criterion: Criterion
    result: CriterionResult
    values: tuple[InputValue, ...]


def eligibility_rows(
    definition: Definition, screening: Screening, language: str
) -> tuple[EligibilityRow, ...]:
    """Every criterion, in the order of the record."""
    criteria = {criterion.id: criterion for criterion in definition.eligibility.criteria}
    return tuple(
        EligibilityRow(
            criteria[result.criterion],
            result,
            tuple(_values(definition, criteria[result.criterion], screening, language)),
        )
        for result in screening.decision.results
    )


def _values(
    definition: Definition, criterion: Criterion, screening: Screening, language: str
) -> Iterator[InputValue]:
    eligibility = definition.eligibility
    measured = {name: derived.inputs for derived in eligibility.derived for name in derived.gives}
    names = Rule(criterion.rule).names
    wanted = dict.fromkeys(part for name in names for part in measured.get(name, (name,)))
    units = {s.unit_of: name for name, s in eligibility.inputs.items() if s.unit_of}
    for name in wanted:
        source = eligibility.inputs.get(name)
        if source is None or source.unit_of:
            continue  # a unit stands beside its value
        reference = source.item or (source.rows_of.asked if source.rows_of else "")
        value = screening.values.get(name)
        item = definition.item(reference)
        shown = _shown(definition, source, item, value, language)
        unit = screening.values.get(units.get(reference, ""))
        form = definition.forms_by_id[reference.partition(".")[0]]
        text = f"{shown} {unit}" if unit and value is not None else shown
        yield InputValue(form, item, text, value is not None)


def _shown(definition: Definition, source: Input, item: Item, value: Any, language: str) -> str:
    if value is None:
        return ""
    if source.rows_of:
        return str(len(value))
    codes = definition.codelists_by_id[item.codelist].codes if item.codelist else YES_NO
    labels = {code.code: code.label.in_language(language) for code in codes}
    return (
        labels.get(str(value), str(value)) if item.codelist or item.type == "yes_no" else str(value)
    )
