"""sharing.yaml: what a data requester receives, and how small a group of look-alikes may be."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from trialwright.definition.provenance import Source
from trialwright.definition.scalars import (
    Bilingual,
    Identifier,
    ItemRef,
    LowerName,
    Model,
    Text,
    Whole,
)


class QuasiIdentifier(Model):
    """A characteristic an outsider may know of a person.

    It is read from `item`, or derived: the age band from the birth date `item` holds, the stage from
    the baseline. `determined_by` lists the other items that would give it back: where it is
    suppressed, so are they.
    """

    id: LowerName
    label: Bilingual
    item: ItemRef | None = None
    derive: Literal["age_band", "bclc_stage"] | None = None
    determined_by: tuple[ItemRef, ...] = ()

    @model_validator(mode="after")
    def _readable(self) -> QuasiIdentifier:
        if self.item is None and self.derive != "bclc_stage":
            raise ValueError("name the `item` this characteristic is read from")
        return self

    @property
    def revealing_items(self) -> tuple[ItemRef, ...]:
        """Every item that shows the characteristic or gives it back."""
        return (*((self.item,) if self.item else ()), *self.determined_by)


class RiskThreshold(Model):
    """The smallest class of look-alikes that may be shown; smaller ones are suppressed."""

    smallest_class: Whole = Field(ge=2)
    source: Source


class SharingPlan(Model):
    """The plan behind a shared package (sharing.yaml).

    Study days count from the date `origin`; ages are taken on the date `age_at`.
    """

    origin: Identifier
    age_at: Identifier
    age_band_years: Whole = Field(ge=1)
    quasi_identifiers: tuple[QuasiIdentifier, ...] = Field(min_length=1)
    risk: RiskThreshold
    readme: Bilingual
    licence_note: Text
    source: Source
