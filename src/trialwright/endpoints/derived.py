"""What the endpoints room gives: participants with their baseline, and one row for each outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Disposition = Literal["not eligible", "not enrolled", "followed", "withdrawn", "died"]
BaselineValue = str | int | Decimal | None


@dataclass(frozen=True)
class ParticipantRow:
    """One participant: origin dates, group, baseline, and how follow-up ended.

    `origins` holds the dates that are known (consent, T_R, T_E, T_T). `group` is None before
    enrolment. `not_passed` lists the criteria that are FAIL or CD. `enrolled_on` and `treated_from` are the milestones of
    enrolment and first dose, `ends` the dates of death and
    withdrawal, `enrolment_source` is the entry that recorded the group. `baseline` maps each characteristic of endpoints.yaml to its value, None where it
    cannot be determined. `first_doses`: the first date of each study drug;
    `scan_dates`: the days of usable scans, earliest first.
    """

    participant: str
    group: str | None
    origins: Mapping[str, date] = field(hash=False)
    eligibility: str
    not_passed: Mapping[str, str] = field(hash=False)
    disposition: Disposition
    ends: tuple[date, ...]
    baseline: Mapping[str, BaselineValue] = field(hash=False)
    enrolled_on: date | None
    treated_from: date | None = None
    enrolment_source: str = ""
    first_doses: Mapping[str, date] = field(default_factory=dict, hash=False)
    scan_dates: tuple[date, ...] = ()

    @property
    def enrolled(self) -> bool:
        """Whether the participant was enrolled with a group."""
        return self.group is not None and self.enrolled_on is not None


@dataclass(frozen=True)
class EndpointRow:
    """One outcome of one participant under one reading of one endpoint.

    For time-to-event endpoints `event` says whether it happened on `date` (else censored then) and
    `day` counts from the endpoint's origin; `entry_day` is the day of enrolment on the same clock.
    For responses `event` is the answer, None when it cannot be determined. `value` and `visit`
    belong to repeated measurements. `sources` are the ids of the entries that decided the row and
    `rules` the rules they were decided by.
    """

    endpoint: str
    reading: str
    participant: str
    group: str
    status: str
    event: bool | None
    date: date | None
    day: int | None
    entry_day: int | None
    sources: tuple[str, ...]
    rules: tuple[str, ...]
    value: Decimal | None = None
    visit: str = ""
    detail: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def id(self) -> str:
        """The row's name: what results refer to as their source."""
        parts = [self.endpoint, self.reading, self.participant, self.visit]
        return "/".join(part for part in parts if part)


#: The reading of an endpoint as its rules state it; sensitivities have their own names.
PRIMARY_READING = ""


@dataclass(frozen=True)
class Derived:
    """Everything the endpoints room derives from one snapshot."""

    participants: tuple[ParticipantRow, ...]
    rows: tuple[EndpointRow, ...]

    def of(self, endpoint: str, reading: str = PRIMARY_READING) -> tuple[EndpointRow, ...]:
        """The rows of one endpoint under one reading, in the order of participants and visits."""
        return tuple(r for r in self.rows if (r.endpoint, r.reading) == (endpoint, reading))
