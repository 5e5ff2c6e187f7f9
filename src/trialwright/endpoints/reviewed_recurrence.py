"""Recurrence by the blinded review beside recurrence by the local reads (rule REC-14).

A scan that went to review counts as its review settled it; every other scan counts as it was read
locally. Tissue is no image: biopsies, deaths and transplantations are the same in both readings. A
review that is still open is neither clean nor positive: where it could change the outcome, the
reviewed reading has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from trialwright.capture.review.reads import Read, ReadLesion, ReviewedScan
from trialwright.capture.review.states import settled_read
from trialwright.definition.review_charter import Charter
from trialwright.endpoints.follow_up import Course, follow_up
from trialwright.endpoints.lesion_answers import read_lesion, read_record_wording
from trialwright.endpoints.lesions import Examination, Lesion
from trialwright.endpoints.recurrence import RecurrenceOutcome, RecurrenceStatus, decide


@dataclass(frozen=True)
class ReviewedRecurrence:
    """Both readings of one participant.

    `reviewed` is None while reviews that could change it are open; `waits_for` names their scans.
    `differs` says in what the readings differ: status, date, type.
    """

    local: RecurrenceOutcome
    reviewed: RecurrenceOutcome | None
    waits_for: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()


def derive_reviewed_recurrence(
    course: Course, scans: Iterable[ReviewedScan], charter: Charter
) -> ReviewedRecurrence:
    """Recurrence from the local reads and from the review.

    `course` holds the local reads; a reviewed scan is the examination whose source is its entry.
    """
    local = decide(follow_up(course))
    reviewed, open_scans = reviewed_course(course, scans, charter)
    outcome = decide(follow_up(reviewed))
    waits_for = tuple(exam.source for exam in open_scans if _could_change(exam, outcome, course))
    if waits_for:
        return ReviewedRecurrence(local, None, waits_for)
    return ReviewedRecurrence(local, outcome, (), _differences(local, outcome))


def reviewed_course(
    course: Course, scans: Iterable[ReviewedScan], charter: Charter
) -> tuple[Course, tuple[Examination, ...]]:
    """The course as reviewed, and the examinations whose review is open, by date.

    An open one stands in the course as not usable: it says nothing (REC-11).
    """
    by_entry = {scan.scan: scan for scan in scans}
    examinations, open_scans = [], []
    for exam in course.examinations:
        scan = by_entry.get(exam.source) if exam.is_imaging else None
        read = settled_read(scan, charter) if scan else None
        if scan and read is None:
            open_scans.append(exam)
            examinations.append(replace(exam, usable=False))
        else:
            examinations.append(_as_read(exam, read) if read else exam)
    open_scans.sort(key=lambda exam: (exam.date, exam.source))
    return replace(course, examinations=tuple(examinations)), tuple(open_scans)


def _as_read(exam: Examination, read: Read) -> Examination:
    lesions = tuple(_lesion(lesion, read.id) for lesion in read.lesions)
    return Examination(exam.date, exam.kind, read.usable, lesions, read.id)


def _lesion(lesion: ReadLesion, source: str) -> Lesion:
    found = read_lesion(
        site=lesion.site,
        distance=lesion.distance_mm,
        category=lesion.category,
        histology=None,
        new=lesion.new,
    )
    return replace(
        found,
        source=source,
        lesion_id=lesion.number or "",
        lr5_record_literal=read_record_wording(lesion.aphe, lesion.washout, lesion.size_mm),
    )


def _could_change(exam: Examination, outcome: RecurrenceOutcome, course: Course) -> bool:
    """An open scan after T_R matters up to the day that decided, and always to a censoring.

    On the day itself it could add a type of recurrence, or come before a death (REC-07, REC-09).
    """
    cutoff = course.data_cutoff
    if exam.date <= course.radical_date or (cutoff is not None and exam.date > cutoff):
        return False
    return outcome.status is RecurrenceStatus.CENSORED or exam.date <= outcome.date


def _differences(local: RecurrenceOutcome, reviewed: RecurrenceOutcome) -> tuple[str, ...]:
    return tuple(
        name
        for name in ("status", "date", "type")
        if getattr(local, name) != getattr(reviewed, name)
    )
