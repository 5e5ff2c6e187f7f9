"""Clinical data of an ODM file as values of the study: its OIDs are the identifiers of the forms."""

from __future__ import annotations

from collections.abc import Iterable

from trialwright.capture.imports.plan import FormKey, ImportedValue, ImportRefused
from trialwright.definition.load import Definition
from trialwright.errors import Problem
from trialwright.exchange.odm_clinical import OdmItem
from trialwright.sentence import sentence


def odm_values(
    definition: Definition, items: Iterable[OdmItem], file: str
) -> tuple[ImportedValue, ...]:
    """The values of an ODM file. An item may be named "form.item" or "item"; nulls are left out.

    SubjectKey is the screening number, StudyEventOID the visit, FormOID the form. The unit of an
    item with one unit may be left out. Raises ImportRefused for data of another study, and for a
    repeat key that is no number.
    """
    values: list[ImportedValue] = []
    problems: list[Problem] = []
    names = {definition.study.id, definition.study.registry_id}
    for item in items:
        if item.study not in names:
            what = sentence(
                "the data are of the study {theirs!r}, this one is {ours}",
                theirs=item.study,
                ours=definition.study.id,
            )
            problems.append(Problem(file, item.line, "StudyOID", what))
        elif item.value is not None:
            key = _key(definition, item)
            if key is None:
                what = sentence("the repeat key {repeat!r} is no number", repeat=item.form_repeat)
                problems.append(
                    Problem(file, item.line, "FormRepeatKey", what, sentence("count from 1"))
                )
                continue
            name = item.item.removeprefix(f"{item.form}.")
            unit = item.unit or _only_unit(definition, item.form, name)
            values.append(ImportedValue(key, name, item.value, unit, item.line))
    if problems:
        raise ImportRefused(problems)
    return tuple(values)


def _key(definition: Definition, item: OdmItem) -> FormKey | None:
    form = definition.forms_by_id.get(item.form)
    if form is None or not form.repeating:
        return item.subject, item.event, item.form, 0
    repeat = item.form_repeat
    if not (repeat.isascii() and repeat.isdigit() and 0 < int(repeat) < 10_000):
        return None
    return item.subject, item.event, item.form, int(repeat)


def _only_unit(definition: Definition, form: str, name: str) -> str | None:
    known = definition.forms_by_id.get(form)
    item = known.by_id.get(name) if known else None
    return item.units[0] if item and len(item.units) == 1 else None
