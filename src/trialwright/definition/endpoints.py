"""endpoints.yaml: each endpoint as a declaration; the rules behind it live in the endpoints room."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from trialwright.definition.provenance import Source
from trialwright.definition.review_charter import Charter
from trialwright.definition.scalars import (
    Bilingual,
    Identifier,
    ItemRef,
    Model,
    Months,
    Number,
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


#: The named other readings of recurrence (rules REC-10, REC-12, REC-14, OUT-06).
Reading = Literal[
    "negative_scan_in_last_window",
    "event_scan_in_last_window",
    "record_wording",
    "viable_and_tumour_in_vein",
    "first_detection",
    "recurrence_free_survival",
    "blinded_review",
]
#: What the blinded review is read from: the reads, and the lesions of each (rule REC-14).
REVIEW_ROLES = (
    *("review_scan_date", "review_slot", "review_usable", "review_lesions"),
    *("reviewed_read", "reviewed_site", "reviewed_category", "reviewed_new"),
)


class Horizon(Model):
    """How far after its origin an endpoint looks, in calendar months (both days included)."""

    months: Months


class Sensitivity(Model):
    """A second reading of the same endpoint, computed beside the first and named."""

    id: Identifier
    label: Bilingual
    reading: Reading
    source: Source


class Endpoint(Model):
    """One endpoint: its clock, its horizon, its rules, and the items it is made from.

    `review` is the charter of a blinded review of its scans, where there is one.
    """

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
    review: Charter | None = None
    rules: tuple[RuleId, ...] = Field(min_length=1)
    source: Source

    @model_validator(mode="after")
    def _has_scans(self) -> Endpoint:
        if self.review and self.derivation != "recurrence":
            raise ValueError("only an endpoint derived as recurrence has scans to review")
        return self

    @model_validator(mode="after")
    def _has_reads(self) -> Endpoint:
        if not any(each.reading == "blinded_review" for each in self.sensitivities):
            return self
        missing = [role for role in REVIEW_ROLES if role not in self.roles]
        if self.review is None or missing:
            what = ", ".join(missing) or "a `review`"
            raise ValueError(f"the reading `blinded_review` needs {what}")
        return self


class Length(Model):
    """A length of time in the unit it was registered in; units are never converted (OUT-09)."""

    number: Number = Field(gt=0)
    unit: Literal["minute", "hour", "day", "week", "month", "year"]


#: What a recorded outcome measures, as far as it is of a common kind.
RecordedKind = Literal[
    "adverse_event_count",
    "pharmacokinetic_parameter",
    "time_to_event",
    "responder_proportion",
    "scale_score",
    "change_from_baseline",
]


class RecordedOutcome(Model):
    """A registered outcome whose answers are collected and not derived.

    `horizon` is None where the outcome is watched until the study ends, `form` where it is
    collected outside this study's forms.
    """

    id: Identifier
    label: Bilingual
    rank: Literal["primary", "secondary", "exploratory"]
    outcome: Text
    kind: RecordedKind | None = None
    time_frame: Text | None = None
    horizon: Length | None = None
    origin: Identifier
    form: Identifier | None = None
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
    endpoints: tuple[Endpoint, ...]
    recorded: tuple[RecordedOutcome, ...] = ()

    @model_validator(mode="after")
    def _not_empty(self) -> Endpoints:
        if not self.endpoints and not self.recorded:
            raise ValueError("a study has at least one endpoint")
        return self

    @model_validator(mode="after")
    def _news_is_recurrence(self) -> Endpoints:
        """What an unknown name would be is told where names are checked."""
        derivations = {endpoint.id: endpoint.derivation for endpoint in self.endpoints}
        for endpoint in self.endpoints:
            named = derivations.get(endpoint.settings.get("news_of", ""), "recurrence")
            if named != "recurrence":
                raise ValueError(f"`news_of` of {endpoint.id} names no endpoint of recurrence")
        return self

    @property
    def outcomes(self) -> tuple[Endpoint | RecordedOutcome, ...]:
        """What is derived, then what is only collected: all that a reader is told of."""
        return (*self.endpoints, *self.recorded)

    def endpoint(self, identifier: str) -> Endpoint:
        """The endpoint called `identifier`."""
        return next(e for e in self.endpoints if e.id == identifier)
