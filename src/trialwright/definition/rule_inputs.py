"""What rules may expect of each of their inputs: those of the criteria, and those within a form."""

from __future__ import annotations

from collections.abc import Callable

from trialwright.definition.eligibility import Eligibility, Input
from trialwright.definition.forms import CodeList, Form, Item
from trialwright.definition.measures import MEASURES
from trialwright.definition.rules import InputType, RuleInput

FindItem = Callable[[str], Item | None]
FindCodeList = Callable[[str], CodeList | None]

_TYPES: dict[str, InputType] = {
    "date": "date",
    "integer": "whole",
    "decimal": "decimal",
    "code": "code",
    "yes_no": "truth",
    "text": "text",
    "result": "text",
}


def rule_inputs(
    eligibility: Eligibility, find_item: FindItem, find_codelist: FindCodeList
) -> dict[str, RuleInput] | None:
    """The type of each input by name; None while an item or code list is missing."""
    found: dict[str, RuleInput] = {}
    for name, source in eligibility.inputs.items():
        kind = _input_type(source, find_item, find_codelist)
        if kind is None:
            return None
        found[name] = kind
    for derived in eligibility.derived:
        gives = MEASURES[derived.instrument].gives
        found |= {name: gives[name] for name in derived.gives if name in gives}
    return found


def form_inputs(form: Form, find_codelist: FindCodeList) -> dict[str, RuleInput] | None:
    """The type of each item of a form, for rules between them; None while a code list is missing."""
    found = {item.id: _item_type(item, find_codelist) for item in form.items}
    known = {name: kind for name, kind in found.items() if kind}
    return known if len(known) == len(found) else None


def _input_type(
    source: Input, find_item: FindItem, find_codelist: FindCodeList
) -> RuleInput | None:
    if source.rows_of:
        return RuleInput("rows")
    item = find_item(source.item or source.unit_of or "")
    if item is None:
        return None
    return RuleInput("text") if source.unit_of else _item_type(item, find_codelist)


def _item_type(item: Item, find_codelist: FindCodeList) -> RuleInput | None:
    if item.codelist is None:
        return RuleInput(_TYPES[item.type])
    codelist = find_codelist(item.codelist)
    return RuleInput(_TYPES[item.type], tuple(codelist.labels)) if codelist else None
