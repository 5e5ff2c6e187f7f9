"""endpoints.yaml: each endpoint as a declaration; the rules behind it live in the endpoints room."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from trialwright.definition.provenance import Source
from trialwright.definition.scalars import (
    Bilingual,
    Identifier,
    ItemRef,
    Model,
    Months,
    RuleId,
    Text,
    Whole,
)

Derivation = Literal[
    "recurrence",
    "hbsag_seroclearance",
    "hbvdna_undetectable",
    "adverse_event_incidence",
    "serious_adverse_event_incidence",
    "child_pugh_increase",
    "qlqc30_change",
]


class Horizon(Model):
    """How far after its origin an endpoint looks, in calendar months (both days included)."""

    months: Months


class Sensitivity(Model):
    """A second reading of the same endpoint, computed beside the first and named."""

    id: Identifier
    label: Bilingual
    reading: Literal["negative_scan_in_last_window", "event_scan_in_last_window"]
    source: Source


class Endpoint(Model):
    """One endpoint: its clock, its horizon, its rules, and the items it is made from."""

    id: Identifier
    label: Bilingual
    rank: Literal["primary", "secondary", "exploratory"]
    outcome: Text
    derivation: Derivation
    origin: Identifier
    horizon: Horizon
    roles: dict[Identifier, ItemRef] = Field(min_length=1)
    settings: dict[Identifier, Text] = Field(default={})
    sensitivities: tuple[Sensitivity, ...] = ()
    rules: tuple[RuleId, ...] = Field(min_length=1)
    source: Source


class Baseline(Model):
    """A characteristic of participants at enrolment, for the baseline table and the models."""

    id: Identifier
    label: Bilingual
    item: ItemRef | None = None
    derive: Literal["age_at_consent", "bclc_stage", "child_pugh_total", "log10_hbsag"] | None = None
    kind: Literal["number", "category"]
    unit: Text | None = None
    decimals: Whole = 0
    source: Source


class Endpoints(Model):
    """Every endpoint and baseline characteristic (endpoints.yaml)."""

    baseline: tuple[Baseline, ...] = Field(min_length=1)
    endpoints: tuple[Endpoint, ...] = Field(min_length=1)

    def endpoint(self, identifier: str) -> Endpoint:
        """The endpoint called `identifier`."""
        return next(e for e in self.endpoints if e.id == identifier)
