"""Adverse events of one participant from a plain record (rules SAF-01, SAF-02, SAF-04, CTC-31)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from trialwright.endpoints.records.answer import Answer
from trialwright.endpoints.records.plain_record import (
    Limits,
    PlainRecord,
    PlainRow,
    distinct,
    open_limits,
    open_record,
)
from trialwright.errors import Problem
from trialwright.instruments.ctcae.grade import RECORD_THRESHOLD, entered_grade
from trialwright.instruments.emergence import RISK_DAYS_AFTER_LAST_DOSE, derive_emergence
from trialwright.instruments.partial_date import DateSpan, possible_days
from trialwright.instruments.serious import SeriousnessCriteria, derive_seriousness
from trialwright.instruments.three_valued import all_of, any_of

_RECORD: Final = (
    *("first_dose", "last_dose", "risk_days", "counted_from", "counted_until"),
    *("birth_date", "data_cutoff", "events"),
)
_CRITERIA: Final = (
    *("death", "life_threatening", "hospitalisation", "disability"),
    *("congenital_anomaly", "other_medically_important"),
)


@dataclass(frozen=True)
class AdverseEvent:
    """One event. None means that it cannot be determined.

    `inside`: it began on a day that counts. `serious_record` rests on the five criteria of the
    record, `serious_e2a` on all six (SAF-01). `flags` say what the answers rest on (SAF-04).
    """

    source: str
    emergent: bool | None
    inside: bool | None
    grade: int | None
    serious_record: bool | None
    serious_e2a: bool | None
    onset_used: date | None
    flags: tuple[str, ...]

    @property
    def reported(self) -> bool | None:
        """Whether it is treatment-emergent, of the reported grade or more, and inside."""
        grade = None if self.grade is None else self.grade >= RECORD_THRESHOLD
        return all_of((self.emergent, self.inside, grade))


@dataclass(frozen=True)
class AdverseEventOutcome:
    """Whether any event counts: `any_reported`, and any serious one by both lists."""

    events: tuple[AdverseEvent, ...]
    any_reported: bool | None
    any_serious_record: bool | None
    any_serious_e2a: bool | None


def derive_adverse_events_of(record: Mapping[str, Any]) -> Answer[AdverseEventOutcome]:
    """Decide which events are treatment-emergent, reported and serious.

    `record` may have first_dose, last_dose (absent while treatment goes on), counted_from,
    counted_until, birth_date and data_cutoff, all YYYY-MM-DD, and risk_days after the last dose (28
    by default); `events` with onset (a full or partial date), grade (1 to 5) and the six criteria of
    `SeriousnessCriteria` as true, false or null. Raises `RecordRefused` for impossible dates.
    """
    opened = open_record(record, _RECORD)
    limits = open_limits(opened)
    treatment = _Treatment(
        opened.optional("first_dose"), opened.not_before("last_dose", "first_dose"), _days(opened)
    )
    counted = _Counted(
        opened.optional("counted_from"), opened.not_before("counted_until", "counted_from")
    )
    opened.refuse_if_any()
    read = (_event(row, treatment, counted, limits) for row in distinct(opened.row.rows("events")))
    events = tuple(event for event in read if event)
    outcome = AdverseEventOutcome(
        events,
        any_of(event.reported for event in events),
        any_of(all_of((event.serious_record, event.inside)) for event in events),
        any_of(all_of((event.serious_e2a, event.inside)) for event in events),
    )
    return Answer(outcome, tuple(opened.row.findings))


@dataclass(frozen=True)
class _Treatment:
    first_dose: date | None
    last_dose: date | None
    risk_days: int


@dataclass(frozen=True)
class _Counted:
    first: date | None
    last: date | None

    def holds(self, span: DateSpan | None) -> bool | None:
        """Whether an event may have begun on a day that counts."""
        if span is None:
            return None
        begins = self.first is None or span.latest >= self.first
        return begins and (self.last is None or span.earliest <= self.last)


def _days(opened: PlainRecord) -> int:
    days = opened.row.values.get("risk_days", RISK_DAYS_AFTER_LAST_DOSE)
    if isinstance(days, int) and not isinstance(days, bool) and days >= 0:
        return days
    opened.problems.append(Problem("", 0, "risk_days", f"{days!r} is no number of days"))
    return RISK_DAYS_AFTER_LAST_DOSE


def _event(
    row: PlainRow, treatment: _Treatment, counted: _Counted, limits: Limits
) -> AdverseEvent | None:
    row.check_keys(("onset", "grade", *_CRITERIA))
    span = _onset(row)
    if span and not limits.allow(row, "onset", span.earliest, span.latest):
        return None
    emergence = derive_emergence(
        onset=row.text("onset") if span else None,
        first_dose=treatment.first_dose,
        last_dose=treatment.last_dose,
        risk_days=treatment.risk_days,
    )
    serious = derive_seriousness(SeriousnessCriteria(*(row.flag(name) for name in _CRITERIA)))
    return AdverseEvent(
        source=row.name,
        emergent=emergence.emergent,
        inside=counted.holds(span),
        grade=_grade(row),
        serious_record=serious.sae_record,
        serious_e2a=serious.sae_e2a,
        onset_used=emergence.onset_used,
        flags=emergence.flags,
    )


def _onset(row: PlainRow) -> DateSpan | None:
    text = row.text("onset")
    span = possible_days(text)
    if span is None and text:
        row.find("onset", f"{text!r} is no date: write YYYY-MM-DD, YYYY-MM or YYYY")
    return span


def _grade(row: PlainRow) -> int | None:
    text = row.text("grade")
    grade = entered_grade(text)
    if grade is None and text is not None:
        row.find("grade", f"{text!r} is no grade: use 1 to 5")
    return grade
