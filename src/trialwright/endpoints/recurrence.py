"""Recurrence of liver cancer after radical treatment: event, censoring or competing event.

Rules REC-01..REC-11. The clock starts at T_R, the last curative procedure, as day 0; the horizon of
36 months is inclusive. What counts of a participant's course is selected in `follow_up`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from trialwright.endpoints.follow_up import (
    HORIZON_MONTHS,
    Competing,
    Course,
    EventDay,
    FollowUp,
    RecurrenceStatus,
    follow_up,
)
from trialwright.endpoints.lesions import Examination, is_pending, ordered_types
from trialwright.instruments.calendar import add_months, days_between

__all__ = [
    "Course",
    "RecurrenceOutcome",
    "RecurrenceStatus",
    "decide",
    "derive_recurrence",
    "follow_up",
    "recurred",
    "recurrence_phase",
]

EARLY_MONTHS: Final = 24

Day = date  # inside a class with a field `date` the type needs another name


@dataclass(frozen=True)
class RecurrenceOutcome:
    """The primary endpoint of one participant.

    `days` counts from T_R as day 0. `type` is the first of `all_types`; "CD" = distance unknown.
    The event lies in (`interval_lower`, `interval_upper`], both None without recurrence.
    `adjudication_pending` is None unless censored. `residual_sources` name lesions that are residual
    disease, not recurrence: eligibility should be looked at (REC-04). `sources` are the entries
    that decided, `rules` the rule numbers used.
    """

    status: RecurrenceStatus
    date: date
    days: int
    type: str | None = None
    all_types: tuple[str, ...] = ()
    evidence: str | None = None
    interval_lower: Day | None = None
    interval_upper: Day | None = None
    adjudication_pending: bool | None = None
    sources: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    residual_sources: tuple[str, ...] = ()


def derive_recurrence(
    *,
    radical_date: date,
    examinations: Iterable[Examination],
    death_date: date | None = None,
    transplant_date: date | None = None,
    data_cutoff: date | None = None,
    horizon_months: int = HORIZON_MONTHS,
    death_source: str = "",
    transplant_source: str = "",
) -> RecurrenceOutcome:
    """Decide whether, when and where the cancer came back within the horizon.

    `radical_date` is T_R. Nothing dated after `data_cutoff` is used. A recurrence counts on the day
    of a death or transplantation. Raises `InputRefused` if one of these lies before T_R.
    """
    course = Course(
        radical_date,
        tuple(examinations),
        death_date,
        transplant_date,
        data_cutoff,
        horizon_months,
        death_source,
        transplant_source,
    )
    return decide(follow_up(course))


def decide(seen: FollowUp) -> RecurrenceOutcome:
    """Take the first of recurrence and competing event up to the horizon, else censor."""
    event, competing = seen.event, seen.competing
    last_day = min(seen.horizon, competing.date) if competing else seen.horizon
    if event and event.date <= last_day:
        return recurred(seen, event, event.date)
    return _competed(seen, competing) if competing else _censored(seen)


def recurred(seen: FollowUp, event: EventDay, when: date) -> RecurrenceOutcome:
    """State a recurrence dated `when`; the interval keeps the true date of the event (REC-11)."""
    before = [exam.date for exam in seen.imaging() if exam.date < event.date]
    types = ordered_types(event.lesions)
    return RecurrenceOutcome(
        status=RecurrenceStatus.RECURRENCE,
        date=when,
        days=days_between(seen.radical_date, when),
        type=types[0],
        all_types=types,
        evidence="+".join(sorted(event.evidence)),
        interval_lower=max(before, default=seen.radical_date),
        interval_upper=event.date,
        sources=event.sources,
        rules=_event_rules(event, types),
        residual_sources=seen.residual_sources,
    )


def recurrence_phase(outcome: RecurrenceOutcome, radical_date: date) -> Literal["early", "late"]:
    """Call a recurrence early up to and including 24 months after T_R, else late (REC-13)."""
    if outcome.status is not RecurrenceStatus.RECURRENCE:
        raise ValueError("only a recurrence is early or late")
    return "early" if outcome.date <= add_months(radical_date, EARLY_MONTHS) else "late"


def _competed(seen: FollowUp, competing: Competing) -> RecurrenceOutcome:
    return RecurrenceOutcome(
        status=competing.status,
        date=competing.date,
        days=days_between(seen.radical_date, competing.date),
        sources=(competing.source,) if competing.source else (),
        rules=("REC-09",),
        residual_sources=seen.residual_sources,
    )


def _censored(seen: FollowUp) -> RecurrenceOutcome:
    when, sources, rules = _censoring(seen)
    return RecurrenceOutcome(
        status=RecurrenceStatus.CENSORED,
        date=when,
        days=days_between(seen.radical_date, when),
        adjudication_pending=_waits_for_adjudication(seen),
        sources=sources,
        rules=rules,
        residual_sources=seen.residual_sources,
    )


def _censoring(seen: FollowUp) -> tuple[date, tuple[str, ...], tuple[str, ...]]:
    """Give date, sources and rules: the horizon if anything was seen from there on (REC-10)."""
    if seen.event:
        return seen.horizon, seen.event.sources, ("REC-08", "REC-10")
    beyond = [exam for exam in seen.imaging() if exam.date >= seen.horizon][:1]
    if beyond:
        return seen.horizon, _exam_sources(beyond), ("REC-10",)
    last = seen.imaging()[-1:]
    when = last[0].date if last else seen.radical_date
    return when, _exam_sources(last), ("REC-10",)


def _waits_for_adjudication(seen: FollowUp) -> bool:
    """Look at the last day with a usable visit up to the horizon; a clean later visit clears."""
    until = [exam for exam in seen.examinations if exam.date <= seen.horizon]
    last_day = [exam for exam in until if exam.date == until[-1].date]
    # Scan and biopsy on one day: the tissue settles the lesion that the scan left open.
    settled = {
        (lesion.site, lesion.distance_mm)
        for exam in last_day
        if not exam.is_imaging
        for lesion in exam.lesions
        if lesion.is_settled
    }
    return any(
        is_pending(lesion)
        and not (exam.is_imaging and (lesion.site, lesion.distance_mm) in settled)
        for exam in last_day
        for lesion in exam.lesions
    )


def _event_rules(event: EventDay, types: tuple[str, ...]) -> tuple[str, ...]:
    rules = ["REC-02", "REC-05"]
    if "histology" in event.evidence:
        rules.append("REC-03")
    if "extrahepatic" in types:
        rules.append("REC-06")
    if len(types) > 1:
        rules.append("REC-07")
    return tuple(sorted(rules))


def _exam_sources(examinations: Iterable[Examination]) -> tuple[str, ...]:
    return tuple(exam.source for exam in examinations if exam.source)
