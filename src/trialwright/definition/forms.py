"""forms/*.yaml and codelists/*.csv: what is asked, in which unit and range, and what is shared."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from trialwright.definition.provenance import Source
from trialwright.definition.scalars import (
    Bilingual,
    Identifier,
    LowerName,
    Model,
    Number,
    Text,
    Truth,
)

ItemType = Literal[
    "date",  # 2026-03-02; partial (2026-03, 2026) where `partial` is true
    "integer",
    "decimal",  # exact decimal, as typed
    "code",  # one code of `codelist`
    "yes_no",
    "text",
    "result",  # a laboratory result as reported: 820, <0.05, >250, target not detected
]
NUMERIC: frozenset[str] = frozenset({"integer", "decimal", "result"})

SharingAction = Literal["keep", "drop", "study_day", "age_band"]


class Sharing(Model):
    """What happens to an item in a shared package.

    keep: as it is. drop: not shared. study_day: a date becomes the day counted from T_R (day 1,
    no day 0). age_band: a birth date becomes the age band at consent.
    """

    action: SharingAction
    because: Text | None = None


class Item(Model):
    """One question of a form.

    `when` is a rule over items of the same form: the item is asked unless the rule says no.
    `curve` draws the item over time on the participant's page. A `retired` item is asked of nobody
    any more and keeps what was entered before: an amendment never removes one.
    """

    id: LowerName
    label: Bilingual
    type: ItemType
    unit: Text | None = None
    other_units: tuple[Text, ...] = ()
    range: tuple[Number, Number] | None = None
    step: Number | None = None
    codelist: Identifier | None = None
    partial: Truth = False
    required: Truth = True
    when: Text | None = None
    retired: Truth = False
    curve: Truth = False
    hint: Bilingual | None = None
    sharing: Sharing
    source: Source | None = None

    @model_validator(mode="after")
    def _complete(self) -> Item:
        if self.type in NUMERIC and self.unit is None:
            raise ValueError(
                f"a {self.type} item needs a unit; write `unit: none` for a pure number"
            )
        if self.type == "code" and self.codelist is None:
            raise ValueError("a code item needs a codelist")
        if self.type != "code" and self.codelist is not None:
            raise ValueError(f"a {self.type} item has no codelist; is its type `code`?")
        if self.retired and self.required:
            raise ValueError("a retired item is asked of nobody; write `required: false`")
        if self.range and self.range[0] > self.range[1]:
            raise ValueError("the range starts above its end")
        if self.curve and self.type not in NUMERIC:
            raise ValueError(f"a {self.type} item has no curve")
        if self.type in ("integer", "decimal") and self.range is None:
            raise ValueError(f"a {self.type} item needs a range such as [0, 100]")
        return self

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit the item may be entered in; empty for a pure number or no number."""
        if self.unit is None or self.unit == "none":
            return ()
        return (self.unit, *self.other_units)

    @property
    def smallest_step(self) -> Decimal:
        """The step a value is recorded in: 1 for whole numbers unless declared otherwise."""
        return self.step if self.step is not None else Decimal(1)


class Form(Model):
    """One form. A repeating form may be filled in several times at one visit.

    With `double_entry` it is complete only once two people have entered it, each without seeing what
    the other typed.
    """

    id: LowerName
    label: Bilingual
    purpose: Bilingual
    repeating: Truth = False
    double_entry: Truth = False
    items: tuple[Item, ...] = Field(min_length=1)
    source: Source

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """The form's items by their identifier."""
        return {item.id: item for item in self.items}

    @cached_property
    def dates(self) -> frozenset[str]:
        """The items that ask for a date."""
        return frozenset(item.id for item in self.items if item.type == "date")


class Code(Model):
    """One answer of a code list."""

    code: Text
    label: Bilingual


class CodeList(Model):
    """The permitted answers of a coded item, in the order they are offered."""

    id: Identifier
    codes: tuple[Code, ...]

    @cached_property
    def labels(self) -> dict[str, Bilingual]:
        """Label of each code."""
        return {entry.code: entry.label for entry in self.codes}
