"""What is wrong with one saved form: a finding for each value that its form does not permit.

Checks that need more than one form (dates against each other, the same entry twice) stand in
`data_findings`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from trialwright.capture import checks as say
from trialwright.capture.conditional_items import conditional, not_asked
from trialwright.capture.entry import MISSING_REASONS, EnteredValue, Entry
from trialwright.capture.finding import Finding, Kind
from trialwright.capture.participant import complete_date
from trialwright.capture.unit_ranges import likely_value, slipped_value, unit_range
from trialwright.definition.forms import CodeList, Form, Item
from trialwright.definition.load import Definition
from trialwright.instruments.assay import read_result
from trialwright.instruments.partial_date import possible_days
from trialwright.sentence import AnyOf, Sentence, Word, sentence

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
        what = sentence(say.UNKNOWN_FORM, name=entry.form)
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


_Found = tuple[str, Kind, Sentence]


def _form_findings(form: Form, entry: Entry, hidden: frozenset[str]) -> Iterator[_Found]:
    names = [value.item for value in entry.values]
    for name in dict.fromkeys(names):
        if name not in form.by_id:
            yield name, "unknown item", sentence(say.UNKNOWN_ITEM, form=form.label, name=name)
        elif names.count(name) > 1:
            what = sentence(say.ENTERED_TWICE, item=form.by_id[name].label)
            yield name, "entered twice", what
    yield from _limits(form, entry)
    if form.repeating != (entry.repeat > 0):
        right = say.REPEAT_COUNTS if form.repeating else say.REPEAT_IS_ZERO
        yield "", "wrong repeat", sentence(right, form=form.label, repeat=entry.repeat)
    for item in form.items:
        if item.required and item.id not in names and item.id not in hidden:
            yield item.id, "required missing", _missing(item)


def _not_applicable(item: Item) -> _Found:
    what = sentence(say.NOT_APPLICABLE, item=item.label, rule=item.when)
    return item.id, "not applicable", what


def _limits(form: Form, entry: Entry) -> Iterator[_Found]:
    """A limit of normal in another unit than its value: the two are never compared (IDX-07, IDX-08)."""
    for item in form.items:
        analyte, _, end = item.id.rpartition("_")
        if end not in _LIMIT_ENDS or analyte not in form.by_id:
            continue
        units = entry.unit(analyte), entry.unit(item.id)
        if None not in units and units[0] != units[1]:
            what = sentence(say.UNITS_DIFFER, item=item.label, unit=units[1], other=units[0])
            yield item.id, "units differ", what


def _value_findings(
    item: Item, entered: EnteredValue, codelists: Mapping[str, CodeList]
) -> Iterator[_Found]:
    reason, text = entered.reason_missing, entered.value
    if reason is not None and reason not in MISSING_REASONS:
        known = [Word("status", each, each) for each in MISSING_REASONS]
        what = sentence(say.NO_REASON, reason=reason, reasons=known)
        yield item.id, "unknown reason", what
    if text is None:
        if item.required and reason is None:
            yield item.id, "required missing", _missing(item)
        return
    if reason is not None:
        yield item.id, "value and reason", sentence(say.VALUE_AND_REASON, item=item.label)
    yield from _text_findings(item, text, entered.unit, codelists)


def _text_findings(
    item: Item, text: str, unit: str | None, codelists: Mapping[str, CodeList]
) -> Iterator[_Found]:
    if item.type == "code":
        yield from _code(item, text, codelists)
    else:
        yield from _BY_TYPE[item.type](item, text, unit)
    yield from _unit(item, unit)


def _missing(item: Item) -> Sentence:
    return sentence(say.MISSING, item=item.label)


def _code(item: Item, text: str, codelists: Mapping[str, CodeList]) -> Iterator[_Found]:
    permitted = codelists[item.codelist or ""].labels
    if text not in permitted:
        yield _no_code(item, text, list(permitted))


def _yes_no(item: Item, text: str, _: str | None) -> Iterator[_Found]:
    if text not in ("yes", "no"):
        yield _no_code(item, text, ["yes", "no"])


def _no_code(item: Item, text: str, permitted: list[str]) -> _Found:
    near = next((code for code in permitted if code.casefold() == text.strip().casefold()), None)
    if near:
        what = sentence(say.NEAR_A_CODE, item=item.label, value=text, meant=near)
    else:
        what = sentence(say.NOT_A_CODE, item=item.label, value=text, codes=permitted)
    return item.id, "not a code", what


def _date(item: Item, text: str, _: str | None) -> Iterator[_Found]:
    if complete_date(text) or (item.partial and possible_days(text)):
        return
    wanted = say.NOT_A_PARTIAL_DATE if item.partial else say.NOT_A_DATE
    yield item.id, "not a date", sentence(wanted, item=item.label, value=text)


def _integer(item: Item, text: str, unit: str | None) -> Iterator[_Found]:
    if _INTEGER.fullmatch(text):
        yield from _range(item, Decimal(text), unit)
    else:
        yield item.id, "not a number", sentence(say.NOT_WHOLE, item=item.label, value=text)


def _decimal(item: Item, text: str, unit: str | None) -> Iterator[_Found]:
    if _DECIMAL.fullmatch(text):
        yield from _range(item, Decimal(text), unit)
        return
    what = sentence(say.NOT_A_NUMBER, item=item.label, value=text)
    if _COMMA.fullmatch(text):
        what = sentence(say.COMMA, item=item.label, value=text, meant=text.replace(",", "."))
    yield item.id, "not a number", what


def _range(item: Item, value: Decimal, unit: str | None) -> Iterator[_Found]:
    limits = unit_range(item, unit)
    if limits.holds(value):
        return
    below = limits.low is not None and value < limits.low
    limit = _plain(limits.low if below else limits.high)
    amount = f"{value} {unit}" if unit else str(value)
    if meant := _meant(item, value, unit):
        side = say.BELOW_BUT if below else say.ABOVE_BUT
        what = sentence(side, item=item.label, amount=amount, limit=limit, meant=meant)
    else:
        side = say.BELOW if below else say.ABOVE
        what = sentence(side, item=item.label, amount=amount, limit=limit)
    yield item.id, "out of range", what


def _meant(item: Item, value: Decimal, unit: str | None) -> str:
    """What an impossible value is likely to stand for: in another unit first, then by its point."""
    if converted := likely_value(item, value, unit):
        return f"{_plain(converted[0])} {converted[1]}"
    slipped = slipped_value(item, value, unit)
    return "" if slipped is None else f"{slipped:f}"


def _plain(number: Decimal | None) -> str:
    """A number without exponent or idle zeros, to three decimals: it is only shown."""
    shown = f"{number or Decimal(0):.3f}"
    return shown.rstrip("0").rstrip(".")


def _result(item: Item, text: str, _: str | None) -> Iterator[_Found]:
    finding = read_result(text).finding
    if finding:
        yield item.id, "not a result", sentence(say.NOT_A_RESULT, item=item.label, cause=finding)


def _any_text(item: Item, text: str, _: str | None) -> Iterator[_Found]:
    yield from ()


def _unit(item: Item, unit: str | None) -> Iterator[_Found]:
    if item.units and unit not in item.units:
        wrong = say.OTHER_UNIT if unit else say.WITHOUT_UNIT
        what = sentence(wrong, item=item.label, unit=unit, units=AnyOf(item.units))
        yield item.id, "unit not declared", what
    elif not item.units and unit is not None:
        what = sentence(say.NEEDS_NO_UNIT, item=item.label, unit=unit)
        yield item.id, "unit not declared", what


_BY_TYPE: Final[Mapping[str, Callable[[Item, str, str | None], Iterator[_Found]]]] = {
    "date": _date,
    "integer": _integer,
    "decimal": _decimal,
    "yes_no": _yes_no,
    "text": _any_text,
    "result": _result,
}
