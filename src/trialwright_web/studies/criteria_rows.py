"""Eligibility criteria as a person reads them: the rule, the quote, and where its inputs are typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trialwright.definition import Definition
from trialwright.definition.eligibility import Criterion, Input
from trialwright.definition.forms import Form, Item
from trialwright_web.studies.answers import Table

_NAME = re.compile(r"'[^']*'|[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class InputPlace:
    """The item, and its form, that a rule's input is read from."""

    form: Form
    item: Item


@dataclass(frozen=True)
class CriterionRow:
    """One criterion and the places its inputs come from, in the order of the rule."""

    criterion: Criterion
    places: tuple[InputPlace, ...]


def list_criteria(definition: Definition, kind: str) -> tuple[CriterionRow, ...]:
    """The criteria of one kind, "inclusion" or "exclusion", in the order of the record."""
    return tuple(
        CriterionRow(criterion, _places(definition, criterion.rule))
        for criterion in definition.eligibility.criteria
        if criterion.kind == kind
    )


def criteria_as_table(definition: Definition, language: str) -> Table:
    """One row for each criterion."""
    columns = ("id", "kind", "label", "rule", "judgement", "record", "quote")
    rows = tuple(
        (
            *(c.id, c.kind, c.label.in_language(language), c.rule),
            *("yes" if c.judgement else "no", c.source.record or "", c.source.quote or ""),
        )
        for c in definition.eligibility.criteria
    )
    return Table(columns, rows)


def _places(definition: Definition, rule: str) -> tuple[InputPlace, ...]:
    eligibility = definition.eligibility
    measured = {name: derived.inputs for derived in eligibility.derived for name in derived.gives}
    names = [name for name in _NAME.findall(rule) if not name.startswith("'")]
    wanted = [part for name in names for part in measured.get(name, (name,))]
    references = [
        reference
        for name in wanted
        if name in eligibility.inputs
        for reference in _references(eligibility.inputs[name])
    ]
    return tuple(_place(definition, reference) for reference in dict.fromkeys(references))


def _references(source: Input) -> list[str]:
    if source.rows_of:
        fields = source.rows_of.fields.values()
        return [source.rows_of.asked, *(f"{source.rows_of.form}.{field}" for field in fields)]
    reference = source.item or source.unit_of
    return [reference] if reference else []


def _place(definition: Definition, reference: str) -> InputPlace:
    form = definition.forms_by_id[reference.partition(".")[0]]
    return InputPlace(form, definition.item(reference))
