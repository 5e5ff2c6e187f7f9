"""study.yaml and site.yaml: what is compared, in whom, from which dates, and what the site decides."""

from __future__ import annotations

import re
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from trialwright.definition.consent import Consent
from trialwright.definition.provenance import Source
from trialwright.definition.scalars import Bilingual, Identifier, ItemRef, Model, Text

# Five digits of days are more than two lifetimes.
_COUNT = re.compile(r"0|[1-9][0-9]{0,4}")
_NUMBERED = re.compile(r"[A-Za-z][A-Za-z-]{0,11}[0-9]{1,8}|[0-9]{1,8}")

#: The classes of PRTRAS 001, then the registry's types of intervention.
DrugClass = Literal[
    "nucleos(t)ide analogue",
    "interferon",
    "drug",
    "biological",
    "device",
    "procedure",
    "radiation",
    "behavioural",
    "genetic",
    "dietary supplement",
    "combination product",
    "diagnostic test",
    "other",
]


class Drug(Model):
    """A study drug, or what a study gives in place of one, by the name it is recorded under."""

    id: Identifier
    label: Bilingual
    drug_class: DrugClass
    source: Source


class Group(Model):
    """A comparison group. A participant takes one of `one_of` and all of `with_`."""

    id: Identifier
    label: Bilingual
    short: Bilingual
    description: Bilingual
    one_of: tuple[Identifier, ...]
    with_: tuple[Identifier, ...] = Field(default=(), alias="with")
    source: Source

    @property
    def drugs(self) -> tuple[Identifier, ...]:
        """Every drug that a member of the group may take."""
        return self.one_of + self.with_


class OriginDate(Model):
    """One of the study's dates that clocks start from, such as T_R.

    `items` are the entries it is read from, in order of preference; of repeated entries `pick`
    says which counts.
    """

    id: Identifier
    label: Bilingual
    items: tuple[ItemRef, ...] = Field(min_length=1)
    pick: Literal["first", "last"]
    not_before: Identifier | None = None
    source: Source


class Milestones(Model):
    """Which dates mark a participant's way through the study.

    `enrolment` and `treatment` name origin dates: entry to the risk set, and the first dose that
    adverse events count from. `death` and `withdrawal` are the items that end follow-up.
    `deviation_reason` is the item that says why somebody was enrolled against the criteria. `drug`,
    `drug_start` and `drug_stop_reason` are items of the form that tells what was taken from when.
    `group_decided_on` and `group_decided_by` say when the group was chosen and by whom;
    `group_not_before` names the origin date before which it cannot be chosen.
    """

    enrolment: Identifier = "T_E"
    treatment: Identifier = "T_T"
    death: ItemRef = "death.death_date"
    withdrawal: ItemRef = "withdrawal.withdrawal_date"
    deviation_reason: ItemRef | None = None
    drug: ItemRef | None = None
    drug_start: ItemRef | None = None
    drug_stop_reason: ItemRef | None = None
    group_decided_on: ItemRef | None = None
    group_decided_by: ItemRef | None = None
    group_not_before: Identifier | None = None


class Fact(Model):
    """A named statement about the study that no other file holds, with its provenance."""

    id: Identifier
    label: Bilingual
    value: Text
    source: Source


class Study(Model):
    """The study as a whole (study.yaml)."""

    id: Identifier
    title: Bilingual
    short_title: Bilingual
    question: Bilingual
    registry_id: Text
    record: Text
    groups: tuple[Group, ...] = Field(min_length=1)
    group_item: ItemRef
    drugs: tuple[Drug, ...]
    origins: tuple[OriginDate, ...] = Field(min_length=1)
    milestones: Milestones = Milestones()
    facts: tuple[Fact, ...] = ()

    def origin(self, identifier: str) -> OriginDate:
        """The origin date called `identifier`."""
        return next(origin for origin in self.origins if origin.id == identifier)

    def group(self, identifier: str) -> Group:
        """The group called `identifier`."""
        return next(group for group in self.groups if group.id == identifier)

    def fact(self, identifier: str) -> str:
        """The value of the fact called `identifier`."""
        return next(fact.value for fact in self.facts if fact.id == identifier)


class SiteParameter(Model):
    """A decision that only the hospital can take; without a value it is open.

    With a unit the value is a whole number that the program counts with; without, it is in words.
    """

    id: Identifier
    label: Bilingual
    needed_for: Bilingual
    unit: Literal["days"] | None = None
    value: Text | None = None

    @model_validator(mode="after")
    def _countable(self) -> SiteParameter:
        if self.value is not None and (cause := self.misfit(self.value)):
            raise ValueError(cause)
        return self

    def misfit(self, value: str) -> str | None:
        """Why a value cannot be taken; None for one that can."""
        if self.unit and not _COUNT.fullmatch(value):
            return f"expected a whole number of {self.unit} such as 28, not '{value}'"
        return None

    def in_words(self, value: str) -> str:
        """A value with its unit."""
        return f"{value} {self.unit}" if self.unit else value


class Site(Model):
    """The hospital's decisions (site.yaml). `id` tells hospitals apart where there are several.

    `first_screening_number`, such as S-0001, says how participants are numbered; without it any
    number may be given.
    """

    id: Identifier = "main"
    name: Bilingual
    time_zone: Text
    first_screening_number: Text | None = None
    consent: Consent | None = None
    parameters: tuple[SiteParameter, ...]

    @field_validator("first_screening_number")
    @classmethod
    def _counts(cls, number: str | None) -> str | None:
        if number is not None and not _NUMBERED.fullmatch(number):
            raise ValueError("expected letters and hyphens, then digits, such as S-0001")
        return number

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("expected a time zone such as Asia/Shanghai") from None
        return name

    def parameter(self, identifier: str) -> SiteParameter:
        """The parameter called `identifier`."""
        return next(parameter for parameter in self.parameters if parameter.id == identifier)

    @property
    def open_decisions(self) -> tuple[SiteParameter, ...]:
        """Parameters still without a value, in file order."""
        return tuple(parameter for parameter in self.parameters if parameter.value is None)
