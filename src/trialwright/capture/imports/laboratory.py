"""Laboratory results from a table of another system: columns, codes and units by a mapping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from pydantic import ValidationError

from trialwright.capture.imports.plan import ImportedValue, ImportRefused
from trialwright.capture.participant import Participant, origin_dates
from trialwright.capture.windows import visit_on
from trialwright.definition.load import Definition
from trialwright.definition.model_problems import model_problems
from trialwright.definition.scalars import LowerName, Model, Text
from trialwright.definition.strict_yaml import Document, parse_yaml
from trialwright.errors import DefinitionError, Problem
from trialwright.exchange.csv_table import CsvRow, CsvTable
from trialwright.sentence import sentence

DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
_LOINC: Final = re.compile(r"([0-9]{1,7})-([0-9])")


class Columns(Model):
    """The columns of the table. Without `visit` the date decides to which visit a sample belongs."""

    participant: Text
    date: Text
    code: Text
    value: Text
    unit: Text
    visit: Text | None = None


class Test(Model):
    """One test: the codes the laboratory gives it (its own, or LOINC), and the item it fills."""

    codes: tuple[Text, ...]
    item: LowerName


class LaboratoryMapping(Model):
    """How the export of one laboratory is read into one form.

    `units` maps a unit as the laboratory writes it to the unit of the form; a unit of the form
    itself needs no line. `ignored` are codes that the study does not collect.
    """

    form: LowerName
    date_item: LowerName
    columns: Columns
    tests: tuple[Test, ...]
    date_format: Text = "%Y-%m-%d"
    encoding: Text = "utf-8"
    delimiter: Literal["comma", "semicolon", "tab"] = "comma"
    units: dict[Text, Text] = {}  # noqa: RUF012  # pydantic copies it
    ignored: tuple[Text, ...] = ()


@dataclass(frozen=True)
class _Reader:
    definition: Definition
    mapping: LaboratoryMapping
    people: Mapping[str, Participant]
    items: Mapping[str, str]


def read_mapping(text: str, name: str, definition: Definition) -> LaboratoryMapping:
    """Read a mapping and check it against the study. Raises DefinitionError with every fault."""
    document = parse_yaml(text, name)
    try:
        mapping = LaboratoryMapping.model_validate(document.tree)
    except ValidationError as error:
        raise DefinitionError(model_problems(document, LaboratoryMapping, error)) from None
    if problems := list(_mapping_problems(document, mapping, definition)):
        raise DefinitionError(problems)
    return mapping


def _mapping_problems(
    document: Document, mapping: LaboratoryMapping, definition: Definition
) -> Iterable[Problem]:
    form = definition.forms_by_id.get(mapping.form)
    if form is None or form.repeating:
        yield document.problem(
            ("form",), sentence("the study has no single form {form!r}", form=mapping.form)
        )
        return
    if mapping.date_item not in form.by_id or form.by_id[mapping.date_item].type != "date":
        yield document.problem(
            ("date_item",),
            sentence("{date_item!r} is no date of the form", date_item=mapping.date_item),
        )
    seen: set[str] = set()
    for number, test in enumerate(mapping.tests):
        place = ("tests", number)
        if test.item not in form.by_id:
            yield document.problem(
                (*place, "item"), sentence("the form has no item {item!r}", item=test.item)
            )
        for code in test.codes:
            if code in seen:
                yield document.problem(
                    (*place, "codes"), sentence("{code} stands for two tests", code=code)
                )
            if not loinc_holds(code):
                what = sentence("{code} is no LOINC code: its last digit does not fit", code=code)
                yield document.problem(
                    (*place, "codes"), what, sentence("compare it with the table")
                )
            seen.add(code)
    known = {unit for item in form.items for unit in item.units}
    for written, unit in mapping.units.items():
        if unit not in known:
            what = sentence("no item of the form has the unit {unit!r}", unit=unit)
            yield document.problem(
                ("units", written), what, sentence("use one of {units}", units=sorted(known))
            )


def loinc_holds(code: str) -> bool:
    """Whether the check digit of a LOINC code fits (modulus 10, Luhn); true for any other code."""
    match = _LOINC.fullmatch(code)
    if match is None:
        return True
    digits = [int(digit) for digit in reversed(match[1])]
    doubled = [sum(divmod(2 * d, 10)) if place % 2 == 0 else d for place, d in enumerate(digits)]
    return (sum(doubled) + int(match[2])) % 10 == 0


def laboratory_values(
    definition: Definition,
    mapping: LaboratoryMapping,
    table: CsvTable,
    people: Iterable[Participant],
    file: str,
) -> tuple[ImportedValue, ...]:
    """The values of a table, each with its form. `people` hold the dates that visits count from.

    Raises ImportRefused with every row that cannot be placed: a column that is missing, a date that
    is none, a day in no visit's window, a code or unit that the mapping does not know.
    """
    wanted = {name: column for name, column in mapping.columns.model_dump().items() if column}
    missing = [column for column in wanted.values() if column not in table.columns]
    if missing:
        cure = sentence("the file has {columns}", columns=table.columns)
        raise ImportRefused(
            Problem(file, 1, c, sentence("the column is missing"), cure) for c in missing
        )
    items = {code: test.item for test in mapping.tests for code in test.codes}
    reader = _Reader(definition, mapping, {each.id: each for each in people}, items)
    values: list[ImportedValue] = []
    problems: list[Problem] = []
    for row in table.rows:
        told = {name: row.values[column].strip() for name, column in wanted.items()}
        if told["code"] in mapping.ignored:
            continue
        found, faults = _row(reader, row, told, file)
        values += found
        problems += faults
    if problems:
        raise ImportRefused(problems)
    return tuple(values)


def _row(
    reader: _Reader, row: CsvRow, told: Mapping[str, str], file: str
) -> tuple[list[ImportedValue], list[Problem]]:
    def fault(key: str, what: str, cure: str) -> Problem:
        return Problem(file, row.line, key, what, cure)

    mapping, problems = reader.mapping, []
    person = reader.people.get(told["participant"])
    if person is None:
        what = sentence("there is no participant {number!r}", number=told["participant"])
        problems.append(fault("participant", what, sentence("check the number")))
    day = _day(told["date"], mapping.date_format)
    if day is None:
        what = sentence(
            "{day!r} is no date in the form {form}", day=told["date"], form=mapping.date_format
        )
        problems.append(fault("date", what, sentence("name the form of its dates in the mapping")))
    item = reader.items.get(told["code"])
    if item is None:
        what = sentence("the mapping has no test {code!r}", code=told["code"])
        problems.append(fault("code", what, sentence("add it to `tests`, or to `ignored`")))
    if not told["value"]:
        problems.append(
            fault(
                "value",
                sentence("the result is empty"),
                sentence("remove the row, or enter a result"),
            )
        )
    unit = _unit(reader, item, told["unit"]) if item else None
    if item and unit is None and told["unit"]:
        what = sentence("{item} has no unit {unit!r}", item=item, unit=told["unit"])
        problems.append(
            fault("unit", what, sentence("say in `units` of the mapping which unit is meant"))
        )
    if person is None or day is None or item is None or problems:
        return [], problems
    visit = told.get("visit") or _visit(reader, person, day)
    if not visit:
        what = sentence(
            "{day} lies in no window of a visit with {form}", day=day, form=mapping.form
        )
        return [], [fault("date", what, sentence("add a column with the visit"))]
    key = (person.id, visit, mapping.form, 0)
    return [
        ImportedValue(key, mapping.date_item, day.isoformat(), None, row.line),
        ImportedValue(key, item, told["value"], unit, row.line),
    ], []


def _day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None


def _unit(reader: _Reader, item: str, written: str) -> str | None:
    known = reader.definition.forms_by_id[reader.mapping.form].by_id[item].units
    unit = reader.mapping.units.get(written, written)
    return unit if unit in known else None


def _visit(reader: _Reader, person: Participant, day: date) -> str:
    origins = origin_dates(reader.definition, person)
    found = visit_on(day, reader.mapping.form, reader.definition.schedule, origins)
    return found.id if found else ""
