"""eligibility.yaml: the criteria as rules, and where each input of a rule is entered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from trialwright.definition.provenance import Source
from trialwright.definition.scalars import (
    Bilingual,
    Identifier,
    ItemRef,
    Model,
    RuleId,
    Text,
    Truth,
    Whole,
)

Instrument = Literal["child_pugh", "bclc", "hbsag_sign"]


class RowsOf(Model):
    """A list input: one mapping per repeat of a repeating form.

    `asked` is the yes/no item that tells "none" (an empty list) from "not asked" (absent).
    """

    form: Identifier
    asked: ItemRef
    fields: dict[Identifier, Identifier] = Field(min_length=1)


class Input(Model):
    """One input of the rules and the item it is read from."""

    item: ItemRef | None = None
    unit_of: ItemRef | None = None
    rows_of: RowsOf | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Input:
        if sum(part is not None for part in (self.item, self.unit_of, self.rows_of)) != 1:
            raise ValueError("give exactly one of item, unit_of or rows_of")
        return self


class Derived(Model):
    """Values a published measure computes from the inputs, given to the rules by name."""

    instrument: Instrument
    inputs: tuple[Identifier, ...] = Field(min_length=1)
    gives: tuple[Identifier, ...] = Field(min_length=1)


class Criterion(Model):
    """One criterion. The rule says when an inclusion holds, or when an exclusion is present.

    `reasons` are those that the rule itself gives for leaving it open, in both languages.
    """

    id: Identifier
    kind: Literal["inclusion", "exclusion"]
    label: Bilingual
    judgement: Truth = False
    rule: Text
    reasons: tuple[Bilingual, ...] = ()
    rules: tuple[RuleId, ...] = Field(min_length=1)
    note: Text | None = None
    source: Source


class ScreeningWindow(Model):
    """How old a form's values may be on the day of the decision, or on `until` (rule ELI-01).

    `days` is left to the site where the source names the site parameter that gives it.
    """

    date_item: ItemRef
    days: Whole | None = Field(default=None, ge=0)
    until: Identifier | None = None
    source: Source

    @model_validator(mode="after")
    def _from_one_place(self) -> ScreeningWindow:
        if (self.days is None) != (self.source.site_parameter is not None):
            raise ValueError(
                "give `days`, or a source that names the site parameter they come from"
            )
        return self


class Eligibility(Model):
    """All criteria of the study (eligibility.yaml)."""

    version: Text
    screening_windows: tuple[ScreeningWindow, ...] = ()
    inputs: dict[Identifier, Input]
    derived: tuple[Derived, ...] = ()
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    source: Source
