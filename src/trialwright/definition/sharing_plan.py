"""sharing.yaml: what a data requester receives, and how small a group of look-alikes may be."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from trialwright.definition.provenance import Source
from trialwright.definition.scalars import Bilingual, Identifier, ItemRef, Model, Text, Truth, Whole


class QuasiIdentifier(Model):
    """A characteristic an outsider may know of a person."""

    id: Identifier
    label: Bilingual
    item: ItemRef | None = None
    derive: Literal["age_band", "bclc_stage"] | None = None


class RiskThreshold(Model):
    """The smallest class of look-alikes that may be shown; smaller ones are suppressed."""

    smallest_class: Whole = Field(ge=2)
    source: Source


class SharingPlan(Model):
    """The plan behind a shared package (sharing.yaml)."""

    origin: Identifier
    age_band_years: Whole = Field(ge=1)
    quasi_identifiers: tuple[QuasiIdentifier, ...] = Field(min_length=1)
    risk: RiskThreshold
    share_entry_times: Truth = False
    readme: Bilingual
    licence_note: Text
    source: Source
