"""Recurrence of liver cancer after radical treatment: event, censoring or competing event.

Rules REC-01..REC-11. The clock starts at T_R, the last curative procedure, as day 0; the horizon of
36 months is inclusive. Pass the examinations after treatment only: imaging before it shows the
tumour that was treated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from trialwright.endpoints.lesions import (
    CategoryRule,
    Examination,
    Lesion,
    evidence_of,
    is_pending,
    lr5,
    ordered_types,
)
from trialwright.instruments.calendar import add_months, days_between
from trialwright.instruments.inputs import refuse

HORIZON_MONTHS: Final = 36
EARLY_MONTHS: Final = 24

Day = date  # inside a class with a field `date` the type needs another name


class RecurrenceStatus(StrEnum):
    RECURRENCE = "RECURRENCE"
    CENSORED = "CENSORED"
    DEATH_WITHOUT_RECURRENCE = "DEATH_WITHOUT_RECURRENCE"
    TRANSPLANT_WITHOUT_RECURRENCE = "TRANSPLANT_WITHOUT_RECURRENCE"


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


@dataclass(frozen=True)
class EventDay:
    """The first date on which lesions qualify, with those lesions and their evidence."""

    date: date
    lesions: tuple[Lesion, ...]
    evidence: frozenset[str]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Competing:
    """Death or transplantation: what keeps a recurrence from being seen (REC-09)."""

    status: RecurrenceStatus
    date: date
    source: str


@dataclass(frozen=True)
class Course:
    """What happened to one participant after T_R, as captured."""

    radical_date: date
    examinations: tuple[Examination, ...] = ()
    death_date: date | None = None
    transplant_date: date | None = None
    data_cutoff: date | None = None
    horizon_months: int = HORIZON_MONTHS
    death_source: str = ""
    transplant_source: str = ""

    @property
    def horizon(self) -> date:
        return add_months(self.radical_date, self.horizon_months)


@dataclass(frozen=True)
class FollowUp:
    """What counts of a course (REC-01): usable examinations after T_R up to the cut-off, by date.

    `event` is the first event day of any date, also after the horizon.
    """

    radical_date: date
    horizon: date
    examinations: tuple[Examination, ...]
    event: EventDay | None
    competing: Competing | None
    residual_sources: tuple[str, ...]

    def imaging(self) -> list[Examination]:
        """Give the usable scans; a biopsy is none (REC-10)."""
        return [exam for exam in self.examinations if exam.is_imaging]


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


def follow_up(course: Course, rule: CategoryRule = lr5) -> FollowUp:
    """Select what counts (REC-01, REC-11); `rule` replaces LR-5 in sensitivity definitions."""
    cutoff = course.data_cutoff
    known = [e for e in course.examinations if e.usable and (cutoff is None or e.date <= cutoff)]
    known.sort(key=lambda exam: (exam.date, not exam.is_imaging, exam.source))
    after = tuple(exam for exam in known if exam.date > course.radical_date)
    return FollowUp(
        radical_date=course.radical_date,
        horizon=course.horizon,
        examinations=after,
        event=_first_event(after, rule),
        competing=_first_competing(course),
        residual_sources=_residual_sources(known, course.radical_date, rule),
    )


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


def _first_competing(course: Course) -> Competing | None:
    """Find death or transplantation up to horizon and cut-off; on one day the latter came first."""
    last_day = min(course.horizon, course.data_cutoff or course.horizon)
    candidates = (
        ("TRANSPLANT_WITHOUT_RECURRENCE", course.transplant_date, course.transplant_source),
        ("DEATH_WITHOUT_RECURRENCE", course.death_date, course.death_source),
    )
    found = []
    for status, day, source in candidates:
        if day is not None and day < course.radical_date:
            refuse(status, f"{day} is before the radical treatment {course.radical_date}")
        if day is not None and day <= last_day:
            found.append(Competing(RecurrenceStatus(status), day, source))
    return min(found, key=lambda competing: competing.date, default=None)


def _first_event(examinations: Sequence[Examination], rule: CategoryRule) -> EventDay | None:
    hits = [
        (exam, lesion, evidence)
        for exam in examinations
        for lesion in exam.lesions
        if lesion.new and (evidence := evidence_of(lesion, exam, rule))
    ]
    if not hits:
        return None
    first = hits[0][0].date
    same_day = [hit for hit in hits if hit[0].date == first]
    return EventDay(
        date=first,
        lesions=tuple(lesion for _, lesion, _ in same_day),
        evidence=frozenset(evidence for _, _, evidence in same_day),
        sources=_sources((exam, lesion) for exam, lesion, _ in same_day),
    )


def _residual_sources(
    examinations: Iterable[Examination], radical_date: date, rule: CategoryRule
) -> tuple[str, ...]:
    """Name cancer that was there from the start: not new, or found on or before T_R (REC-04)."""
    return _sources(
        (exam, lesion)
        for exam in examinations
        for lesion in exam.lesions
        if (lesion.new is False or exam.date <= radical_date) and evidence_of(lesion, exam, rule)
    )


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


def _sources(pairs: Iterable[tuple[Examination, Lesion]]) -> tuple[str, ...]:
    named = (lesion.source or exam.source for exam, lesion in pairs)
    return tuple(dict.fromkeys(source for source in named if source))


def _exam_sources(examinations: Iterable[Examination]) -> tuple[str, ...]:
    return tuple(exam.source for exam in examinations if exam.source)
