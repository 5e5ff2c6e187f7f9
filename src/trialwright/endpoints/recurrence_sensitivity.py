"""The named other readings of recurrence, each shown beside the primary one (REC-08..REC-12).

All are project conventions for points the record leaves open. Each takes one participant's course.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from trialwright.endpoints.follow_up import (
    Course,
    EventDay,
    FollowUp,
    RecurrenceStatus,
    follow_up,
)
from trialwright.endpoints.lesions import (
    CategoryRule,
    Examination,
    Lesion,
    evidence_of,
    is_pending,
    lr5,
)
from trialwright.endpoints.recurrence import RecurrenceOutcome, decide, recurred
from trialwright.instruments.calendar import days_between

# Visit of week 156: day 1092 and seven days on either side, counted from T_R as day 0.
LAST_WINDOW_DAYS: Final = (1085, 1099)


@dataclass(frozen=True)
class Interval:
    """The event lies in (left, right]; `right` None = not seen by then."""

    left: date
    right: date | None


def derive_interval(course: Course) -> Interval:
    """Bound the recurrence by scans whatever the horizon, for interval-censored analysis (REC-08)."""
    seen = follow_up(course)
    right = seen.event.date if seen.event else None
    if right and seen.competing and seen.competing.date < right:
        right = None
    scans = [exam.date for exam in seen.imaging() if right is None or exam.date < right]
    return Interval(max(scans, default=course.radical_date), right)


def negative_last_scan_to_horizon(course: Course) -> RecurrenceOutcome:
    """Count a usable negative scan in the last visit window as event-free to the horizon (REC-10).

    Most scans of that visit fall a few days before the horizon. A scan with a lesion that waits for
    adjudication is not negative.
    """
    outcome = decide(seen := follow_up(course))
    if outcome.status is not RecurrenceStatus.CENSORED or not _negative_in_last_window(seen):
        return outcome
    days = days_between(course.radical_date, course.horizon)
    return replace(outcome, date=course.horizon, days=days)


def last_window_event_at_horizon(course: Course) -> RecurrenceOutcome:
    """Count an event on a scan of the last visit window, its time capped at the horizon (OUT-06)."""
    outcome = decide(follow_up(course))
    if outcome.status is not RecurrenceStatus.CENSORED:
        return outcome
    last_day = course.radical_date + timedelta(days=LAST_WINDOW_DAYS[1])
    scans = tuple(e for e in course.examinations if e.is_imaging or e.date <= course.horizon)
    seen = follow_up(replace(course, examinations=scans))
    if seen.event is None or seen.event.date > last_day:
        return outcome
    return recurred(seen, seen.event, course.horizon)


def by_record_wording(course: Course) -> RecurrenceOutcome:
    """Take the record's own reading of the images in place of LR-5 (REC-12 a, LIR-13)."""
    return decide(follow_up(course, _record_literal))


def with_viable_and_tumour_in_vein(course: Course) -> RecurrenceOutcome:
    """Add LR-TR Viable, and LR-TIV beside an LR-5 lesion (REC-12 b)."""
    return decide(follow_up(course, _viable_or_tumour_in_vein))


def dated_at_first_detection(course: Course) -> RecurrenceOutcome:
    """Date a lesion that was LR-4 and later proven by its first detection (REC-12 c).

    Needs `lesion_id`: without it nothing says that two reads show one lesion.
    """
    seen = follow_up(course)
    detection = _first_detection(seen)
    if detection is None or seen.event is None or detection.date >= seen.event.date:
        return decide(seen)
    return decide(replace(seen, event=detection))


def recurrence_free_survival(course: Course) -> RecurrenceOutcome:
    """Follow to recurrence or death, both events (`is_event_of_survival`, REC-12 d).

    A transplantation neither ends nor censors follow-up here: death after it is still an event (P).
    """
    return decide(follow_up(replace(course, transplant_date=None)))


def is_event_of_survival(outcome: RecurrenceOutcome) -> bool:
    """Say whether an outcome of `recurrence_free_survival` is an event (REC-12 d)."""
    return outcome.status in (
        RecurrenceStatus.RECURRENCE,
        RecurrenceStatus.DEATH_WITHOUT_RECURRENCE,
    )


#: Every other reading by the name that endpoints.yaml gives it.
SENSITIVITIES: Final[Mapping[str, Callable[[Course], RecurrenceOutcome]]] = {
    "negative_scan_in_last_window": negative_last_scan_to_horizon,
    "event_scan_in_last_window": last_window_event_at_horizon,
    "record_wording": by_record_wording,
    "viable_and_tumour_in_vein": with_viable_and_tumour_in_vein,
    "first_detection": dated_at_first_detection,
    "recurrence_free_survival": recurrence_free_survival,
}


def _negative_in_last_window(seen: FollowUp) -> bool:
    first = seen.radical_date + timedelta(days=LAST_WINDOW_DAYS[0])
    scans = [exam for exam in seen.imaging() if first <= exam.date <= seen.horizon]
    last_day = [exam for exam in scans if exam.date == scans[-1].date]
    return bool(scans) and not any(is_pending(le) for exam in last_day for le in exam.lesions)


def _record_literal(lesion: Lesion, _: Examination) -> str | None:
    return "LR-5 by the record's wording" if lesion.lr5_record_literal else None


def _viable_or_tumour_in_vein(lesion: Lesion, examination: Examination) -> str | None:
    beside = any(other.category_key == "lr5" for other in examination.lesions)
    if lesion.category_key == "lrtrviable":
        return "LR-TR Viable"
    if lesion.category_key == "lrtiv" and beside:
        return "LR-TIV"
    return lr5(lesion, examination)


def _first_detection(seen: FollowUp, rule: CategoryRule = lr5) -> EventDay | None:
    reads = [(exam, lesion) for exam in seen.examinations for lesion in exam.lesions if lesion.new]
    proven = {le.lesion_id for exam, le in reads if le.lesion_id and evidence_of(le, exam, rule)}
    found = [(e, le) for e, le in reads if le.category_key == "lr4" and le.lesion_id in proven]
    if not found:
        return None
    first = found[0][0].date
    lesions = tuple(lesion for exam, lesion in found if exam.date == first)
    sources = tuple(le.source or exam.source for exam, le in found if exam.date == first)
    return EventDay(first, lesions, frozenset({"LR-4 later proven"}), sources)
