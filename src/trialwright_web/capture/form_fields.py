"""A form as a person fills it in: each item with what stands in it and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from trialwright.capture.conditional_items import not_asked
from trialwright.capture.entry import MISSING_REASONS, EnteredValue
from trialwright.capture.form_content import Content
from trialwright.definition import Definition
from trialwright.definition.forms import Code, Form, Item
from trialwright.definition.scalars import Bilingual

YES_NO = (
    Code(code="yes", label=Bilingual(en="Yes", zh="是")),
    Code(code="no", label=Bilingual(en="No", zh="否")),
)
DATE_PARTS = ("year", "month", "day")
FEW = 7
"""Up to so many answers are offered as a column of radio buttons, more as a list."""


@dataclass(frozen=True)
class Conflict:
    """One item of a stale save: what was typed, what somebody else has saved meanwhile, and the choice."""

    mine: str
    theirs: str
    chosen: str = ""


@dataclass(frozen=True)
class Field:
    """One item on the page. `value` is the text as entered, `date` its three parts."""

    item: Item
    value: str
    unit: str
    reason: str
    date: tuple[str, str, str]
    codes: tuple[Code, ...]
    problems: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    conflict: Conflict | None = None
    asked: bool = True

    @property
    def kind(self) -> str:
        """How the item is asked: date, radio, list, text, lines or number."""
        if self.item.type == "date":
            return "date"
        if self.codes:
            return "radio" if len(self.codes) <= FEW else "list"
        return "text" if self.item.type in ("text", "result") else "number"

    @property
    def hidden(self) -> bool:
        """Not asked, and nothing stands in it: what holds a value is always seen."""
        return not (self.asked or self.value or self.problems or self.conflict)

    @property
    def error_id(self) -> str:
        """Where the error summary leads to."""
        return f"item-{self.item.id}"


@dataclass(frozen=True)
class Messages:
    """What is said beside each item: problems that stop the form, and open questions."""

    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)


def form_fields(
    definition: Definition, form: Form, content: Content, said: Messages | None = None
) -> tuple[Field, ...]:
    """The fields of a form with the values of `content`."""
    said = said or Messages()
    hidden = items_not_asked(form, content)
    return tuple(
        _field(definition, item, content.get(item.id, {}), said, item.id not in hidden)
        for item in form.items
    )


def items_not_asked(form: Form, content: Content) -> frozenset[str]:
    """The items whose condition says no, given what stands in the others, and retired ones."""
    texts = {item: parts["value"] for item, parts in content.items() if "value" in parts}
    retired = {item.id for item in form.items if item.retired}
    return retired | not_asked(
        form, {item: text for item, text in texts.items() if item in form.by_id}
    )


def _field(
    definition: Definition, item: Item, held: Mapping[str, str], said: Messages, asked: bool
) -> Field:
    value = held.get("value", "")
    default = item.units[0] if item.units else ""
    return Field(
        item=item,
        value=value,
        unit=held.get("unit", default),
        reason=held.get("reason", ""),
        date=_date_parts(value),
        codes=_codes(definition, item),
        problems=said.problems.get(item.id, ()),
        questions=said.questions.get(item.id, ()),
        conflict=said.conflicts.get(item.id),
        asked=asked,
    )


def _codes(definition: Definition, item: Item) -> tuple[Code, ...]:
    if item.type == "yes_no":
        return YES_NO
    return definition.codelists_by_id[item.codelist].codes if item.codelist else ()


def _date_parts(value: str) -> tuple[str, str, str]:
    """Year, month and day as typed; text that is no date stays together in the first box."""
    parts = value.split("-")
    if len(parts) > 3:
        return value, "", ""
    year, month, day = (*parts, "", "", "")[:3]
    return year, month, day


def posted_values(form: Form, posted: QueryDict) -> tuple[EnteredValue, ...]:
    """What a browser sent for each item of the form."""
    return tuple(_posted(item, posted) for item in form.items)


def _posted(item: Item, posted: QueryDict) -> EnteredValue:
    name = f"item.{item.id}"
    if item.type == "date" and name not in posted:
        value = _joined(posted.get(f"{name}.{part}", "").strip() for part in DATE_PARTS)
    else:
        value = posted.get(name, "")
        value = value if item.type == "text" else value.strip()
    reason = posted.get(f"{name}.reason", "")
    unit = posted.get(f"{name}.unit", "") or (item.units[0] if item.units else "")
    return EnteredValue(item.id, value or None, (unit or None) if value else None, reason or None)


def _joined(parts: Iterable[str]) -> str:
    """2027-03-09 from its parts, whatever is typed; a missing part at the end is left out."""
    year, month, day = parts
    padded = [
        year,
        *(part.zfill(2) if part.isascii() and part.isdigit() else part for part in (month, day)),
    ]
    while padded and not padded[-1]:
        padded.pop()
    return "-".join(padded)


def reasons() -> tuple[str, ...]:
    """Why a value can be missing."""
    return MISSING_REASONS
