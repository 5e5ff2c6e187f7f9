"""What is wrong with one saved form: a finding for each value that its form does not permit.

Checks that need more than one form (dates against each other, the same entry twice) stand in
`data_findings`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from trialwright.capture.conditional_items import conditional, not_asked
from trialwright.capture.entry import MISSING_REASONS, EnteredValue, Entry
from trialwright.capture.finding import Finding, Kind
from trialwright.capture.participant import complete_date
from trialwright.capture.unit_ranges import likely_value, slipped_value, unit_range
from trialwright.definition.forms import CodeList, Form, Item
from trialwright.definition.load import Definition
from trialwright.instruments.assay import read_result
from trialwright.instruments.partial_date import possible_days

_INTEGER: Final = re.compile(r"-?\d{1,12}")
_DECIMAL: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,12})?")
_COMMA: Final = re.compile(r"-?\d+,\d+")
#: "creatinine_uln" is the upper limit of normal of "creatinine".
_LIMIT_ENDS: Final = ("lln", "uln")


def check_entry(definition: Definition, entry: Entry) -> tuple[Finding, ...]:
    """Check one entry against its form: items, types, codes, units, ranges and missing values.

    Findings come in the order of the form's items. An entry of an unknown form gives that alone.
    """
    form = definition.forms_by_id.get(entry.form)
    if form is None:
        what = f"There is no form {entry.form!r} in this version of the study."
        return (Finding(entry.id, "", "unknown form", what),)
    texts = {v.item: v.value for v in entry.values if v.value is not None and v.item in form.by_id}
    hidden = not_asked(form, texts) if conditional(form) else frozenset()
    found = [*_form_findings(form, entry, hidden)]
    found += [_not_applicable(form.by_id[name]) for name in texts if name in hidden]
    for item in form.items:
        for value in (v for v in entry.values if v.item == item.id):
            if item.id not in hidden or value.value is not None:
                found += _value_findings(item, value, definition.codelists_by_id)
    return tuple(Finding(entry.id, item, kind, what) for item, kind, what in found)


_Found = tuple[str, Kind, str]


def _form_findings(form: Form, entry: Entry, hidden: frozenset[str]) -> Iterator[_Found]:
    names = [value.item for value in entry.values]
    for name in dict.fromkeys(names):
        if name not in form.by_id:
            yield name, "unknown item", f"Form {form.label.en} has no item {name!r}."
        elif names.count(name) > 1:
            yield name, "entered twice", f"{form.by_id[name].label.en} is entered more than once."
    yield from _limits(form, entry)
    if form.repeating != (entry.repeat > 0):
        counts = "counts from 1" if form.repeating else "is 0"
        yield (
            "",
            "wrong repeat",
            f"The repeat of form {form.label.en} {counts}, not {entry.repeat}.",
        )
    for item in form.items:
        if item.required and item.id not in names and item.id not in hidden:
            yield item.id, "required missing", _missing(item)


def _not_applicable(item: Item) -> _Found:
    what = (
        f"{item.label.en} is asked only where {item.when}: clear it, or correct the answer it "
        "depends on."
    )
    return item.id, "not applicable", what


def _limits(form: Form, entry: Entry) -> Iterator[_Found]:
    """A limit of normal in another unit than its value: the two are never compared (IDX-07, IDX-08)."""
    for item in form.items:
        analyte, _, end = item.id.rpartition("_")
        if end not in _LIMIT_ENDS or analyte not in form.by_id:
            continue
        units = entry.unit(analyte), entry.unit(item.id)
        if None not in units and units[0] != units[1]:
            what = f"{item.label.en} is in {units[1]}, the value in {units[0]}: use one unit."
            yield item.id, "units differ", what


def _value_findings(
    item: Item, entered: EnteredValue, codelists: Mapping[str, CodeList]
) -> Iterator[_Found]:
    reason, text = entered.reason_missing, entered.value
    if reason is not None and reason not in MISSING_REASONS:
        known = ", ".join(MISSING_REASONS)
        yield (
            item.id,
            "unknown reason",
            f"{reason!r} is no reason for a missing value: use {known}.",
        )
    if text is None:
        if item.required and reason is None:
            yield item.id, "required missing", _missing(item)
        return
    if reason is not None:
        what = f"{item.label.en} has a value and a reason why it is missing: keep one."
        yield item.id, "value and reason", what
    yield from _text_findings(item, text, entered.unit, codelists)


def _text_findings(
    item: Item, text: str, unit: str | None, codelists: Mapping[str, CodeList]
) -> Iterator[_Found]:
    if item.type == "code":
        yield from _code(item, text, codelists)
    else:
        yield from _BY_TYPE[item.type](item, text, unit)
    yield from _unit(item, unit)


def _missing(item: Item) -> str:
    return f"{item.label.en} is missing: enter it, or say why it is missing."


def _code(item: Item, text: str, codelists: Mapping[str, CodeList]) -> Iterator[_Found]:
    permitted = codelists[item.codelist or ""].labels
    if text not in permitted:
        yield _no_code(item, text, list(permitted))


def _yes_no(item: Item, text: str, _: str | None) -> Iterator[_Found]:
    if text not in ("yes", "no"):
        yield _no_code(item, text, ["yes", "no"])


def _no_code(item: Item, text: str, permitted: list[str]) -> _Found:
    near = next((code for code in permitted if code.casefold() == text.strip().casefold()), None)
    cure = f"did you mean {near}?" if near else f"use one of {', '.join(permitted)}."
    return item.id, "not a code", f"{item.label.en} {text!r} is not in its list: {cure}"


def _date(item: Item, text: str, _: str | None) -> Iterator[_Found]:
    if complete_date(text) or (item.partial and possible_days(text)):
        return
    cure = "write 2027-03-09, or 2027-03 or 2027 if that is all that is known"
    cure = cure if item.partial else "write the whole date, such as 2027-03-09"
    yield item.id, "not a date", f"{item.label.en} {text!r} is no date of the calendar: {cure}."


def _integer(item: Item, text: str, unit: str | None) -> Iterator[_Found]:
    if _INTEGER.fullmatch(text):
        yield from _range(item, Decimal(text), unit)
    else:
        yield item.id, "not a number", f"{item.label.en} {text!r} is no whole number."


def _decimal(item: Item, text: str, unit: str | None) -> Iterator[_Found]:
    if _DECIMAL.fullmatch(text):
        yield from _range(item, Decimal(text), unit)
        return
    comma = f": did you mean {text.replace(',', '.')}?" if _COMMA.fullmatch(text) else "."
    yield item.id, "not a number", f"{item.label.en} {text!r} is no number{comma}"


def _range(item: Item, value: Decimal, unit: str | None) -> Iterator[_Found]:
    limits = unit_range(item, unit)
    if limits.holds(value):
        return
    below = limits.low is not None and value < limits.low
    side = f"below {_plain(limits.low)}" if below else f"above {_plain(limits.high)}"
    cure = _meant(item, value, unit) or "check the number and its unit."
    amount = f"{value} {unit}" if unit else str(value)
    yield item.id, "out of range", f"{item.label.en} {amount} is {side}: {cure}"


def _meant(item: Item, value: Decimal, unit: str | None) -> str:
    """The cure for an impossible value where one is likely: another unit first, then the point."""
    if converted := likely_value(item, value, unit):
        return f"did you mean {_plain(converted[0])} {converted[1]}?"
    slipped = slipped_value(item, value, unit)
    return "" if slipped is None else f"did you mean {slipped:f}?"


def _plain(number: Decimal | None) -> str:
    """A number without exponent or idle zeros, to three decimals: it is only shown."""
    shown = f"{number or Decimal(0):.3f}"
    return shown.rstrip("0").rstrip(".")


def _result(item: Item, text: str, _: str | None) -> Iterator[_Found]:
    finding = read_result(text).finding
    if finding:
        yield item.id, "not a result", f"{item.label.en}: {finding}."


def _any_text(item: Item, text: str, _: str | None) -> Iterator[_Found]:
    yield from ()


def _unit(item: Item, unit: str | None) -> Iterator[_Found]:
    if item.units and unit not in item.units:
        given = f"unit {unit!r}" if unit else "no unit"
        what = f"{item.label.en} has {given}: use {' or '.join(item.units)}."
        yield item.id, "unit not declared", what
    elif not item.units and unit is not None:
        yield item.id, "unit not declared", f"{item.label.en} has no unit; {unit!r} was given."


_BY_TYPE: Final[Mapping[str, Callable[[Item, str, str | None], Iterator[_Found]]]] = {
    "date": _date,
    "integer": _integer,
    "decimal": _decimal,
    "yes_no": _yes_no,
    "text": _any_text,
    "result": _result,
}
