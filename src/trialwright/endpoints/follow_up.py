"""What counts of a participant's course after radical treatment (rules REC-01, REC-04, REC-09, REC-11).

The first event day of any date, the first competing event up to the horizon, and the usable
examinations between T_R and the data cut-off. Pass the examinations after treatment only: imaging
before it shows the tumour that was treated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from trialwright.endpoints.lesions import CategoryRule, Examination, Lesion, evidence_of, lr5
from trialwright.instruments.calendar import add_months
from trialwright.instruments.inputs import refuse

HORIZON_MONTHS: Final = 36


class RecurrenceStatus(StrEnum):
    RECURRENCE = "RECURRENCE"
    CENSORED = "CENSORED"
    DEATH_WITHOUT_RECURRENCE = "DEATH_WITHOUT_RECURRENCE"
    TRANSPLANT_WITHOUT_RECURRENCE = "TRANSPLANT_WITHOUT_RECURRENCE"


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

    @property
    def ends_before_treatment(self) -> tuple[str, ...]:
        """The sources of a death or transplantation that is dated before T_R: an impossible course."""
        ends = (
            (self.death_date, self.death_source),
            (self.transplant_date, self.transplant_source),
        )
        return tuple(source for day, source in ends if day and day < self.radical_date)


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


def _sources(pairs: Iterable[tuple[Examination, Lesion]]) -> tuple[str, ...]:
    named = (lesion.source or exam.source for exam, lesion in pairs)
    return tuple(dict.fromkeys(source for source in named if source))
