"""A form as a person reads it: each item with its answer, unit, range and sharing decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from trialwright.definition import Definition
from trialwright.definition.forms import Code, Form, Item
from trialwright.definition.schedule import Visit
from trialwright_web.studies.answers import Table

KEPT, COARSENED, DROPPED = "kept", "coarsened", "dropped"
# What happens to an item, in the three words a data requester needs.
SHARED_AS = {"keep": KEPT, "drop": DROPPED}


@dataclass(frozen=True)
class ItemRow:
    """One item, ready to be shown."""

    item: Item
    answer: str
    codes: tuple[Code, ...]
    shared_as: str


@dataclass(frozen=True)
class FormSummary:
    """A form in a list: when it is due and what is shared of it."""

    form: Form
    visits: tuple[Visit, ...]
    running: bool
    kept: int
    coarsened: int
    dropped: int


def list_forms(definition: Definition) -> tuple[FormSummary, ...]:
    """Every form in the order in which the study first asks for it, running forms last."""
    due: dict[str, list[Visit]] = {}
    for visit in definition.schedule.visits:
        for form in visit.forms:
            due.setdefault(form, []).append(visit)
    running = [entry.form for entry in definition.schedule.running]
    order = dict.fromkeys((*due, *running, *definition.forms_by_id))
    return tuple(
        _summary(definition.forms_by_id[form], due.get(form, []), form in running) for form in order
    )


def list_items(definition: Definition, form: Form) -> tuple[ItemRow, ...]:
    """The items of a form, in its order."""
    return tuple(
        ItemRow(item, answer_words(item), _codes(definition, item), shared_as(item))
        for item in form.items
    )


def shared_as(item: Item) -> str:
    """Whether an item is kept, coarsened or dropped in a shared package."""
    return SHARED_AS.get(item.sharing.action, COARSENED)


def count_shared(items: Iterable[Item]) -> Counter[str]:
    """How many items are kept, coarsened and dropped."""
    return Counter(map(shared_as, items))


def answer_words(item: Item) -> str:
    """The kind of answer an item takes, in the language of the page."""
    words = {
        "date": _("Date, may be partial") if item.partial else pgettext("kind of answer", "Date"),
        "integer": _("Whole number"),
        "decimal": _("Number"),
        "code": _("One of"),
        "yes_no": _("Yes or no"),
        "text": _("Text"),
        "result": _("Result as reported"),
    }
    return words[item.type]


def items_as_table(definition: Definition, forms: Iterable[Form], language: str) -> Table:
    """One row for each item; codes as `code=label`, separated by semicolons."""
    columns = (
        "form",
        "item",
        "label",
        "type",
        "unit",
        "low",
        "high",
        "required",
        "codes",
        "sharing",
    )
    return Table(
        columns,
        tuple(_cells(definition, form, item, language) for form in forms for item in form.items),
    )


def _cells(definition: Definition, form: Form, item: Item, language: str) -> tuple[object, ...]:
    low, high = item.range or ("", "")
    codes = "; ".join(
        f"{code.code}={code.label.in_language(language)}" for code in _codes(definition, item)
    )
    return (
        *(form.id, item.id, item.label.in_language(language), item.type),
        *(" / ".join(item.units), low, high),
        *("yes" if item.required else "no", codes, item.sharing.action),
    )


def _codes(definition: Definition, item: Item) -> tuple[Code, ...]:
    return definition.codelists_by_id[item.codelist].codes if item.codelist else ()


def _summary(form: Form, visits: Iterable[Visit], running: bool) -> FormSummary:
    shared = count_shared(form.items)
    return FormSummary(
        form, tuple(visits), running, shared[KEPT], shared[COARSENED], shared[DROPPED]
    )
