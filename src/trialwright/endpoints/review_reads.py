"""The blinded review from the forms: its reads, beside the scans they read again (rule REC-14).

A read is one entry of the review form; a corrected read is the next repeat and the one before stays.
An entry that does not say whose read it is, or whether the images can be assessed, is no read yet:
the review of its scan stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from trialwright.capture.entry import Entry
from trialwright.capture.review.reads import (
    ADJUDICATOR,
    READERS,
    Read,
    ReadLesion,
    ReviewedScan,
    Slot,
)
from trialwright.capture.review.selection import LocalScan, select_scans
from trialwright.definition.review_charter import Charter
from trialwright.endpoints.case import Case
from trialwright.endpoints.follow_up import Course
from trialwright.endpoints.lesions import LIVER

#: The codes of the review form.
SLOTS: Final[Mapping[str, Slot]] = {
    "first_reader": READERS[0],
    "second_reader": READERS[1],
    "adjudicator": ADJUDICATOR,
}
#: How a lesion names the repeat of its read.
READ_NUMBER: Final = "[0-9]{1,9}"


def reviewed_scans(case: Case, course: Course, charter: Charter) -> tuple[ReviewedScan, ...]:
    """Every scan after T_R that the charter selects or somebody has read again, by date.

    A read belongs to the scan of its date, since a reviewer knows no other name of it.
    """
    reads = _reads(case)
    local = [_local_scan(case, entry, course) for _, entry in case.dated("scan_date")]
    chosen = {scan.scan for scan in select_scans(local, charter, after=course.radical_date)}
    return tuple(
        ReviewedScan(
            scan.entry, scan.scan_date, scan.reader, scan.read_on, reads.get(scan.scan_date, ())
        )
        for scan in local
        if scan.entry in chosen
        or (scan.scan_date > course.radical_date and scan.scan_date in reads)
    )


def _local_scan(case: Case, entry: Entry, course: Course) -> LocalScan:
    exam = next(exam for exam in course.examinations if exam.source == entry.id)
    flagged = bool(exam.lesions) or not exam.usable
    return LocalScan(entry.id, exam.date, entry.by, entry.entered_at.date(), flagged)


def _reads(case: Case) -> dict[date, tuple[Read, ...]]:
    lesions: dict[int, list[ReadLesion]] = {}
    for entry in case.entries("reviewed_site"):
        number = case.text(entry, "reviewed_read") or ""
        if re.fullmatch(READ_NUMBER, number):
            lesions.setdefault(int(number), []).append(_lesion(case, entry))
    found: dict[date, tuple[Read, ...]] = {}
    dated = sorted(case.dated("review_scan_date"), key=lambda pair: pair[1].repeat)
    for day, entry in dated:
        before = found.get(day, ())
        found[day] = (*before, *_read(case, entry, before, lesions.get(entry.repeat, [])))
    return {day: reads for day, reads in found.items() if reads}


def _read(
    case: Case, entry: Entry, before: tuple[Read, ...], lesions: list[ReadLesion]
) -> Iterator[Read]:
    slot = SLOTS.get(case.text(entry, "review_slot") or "")
    usable = case.yes(entry, "review_usable")
    if slot is None or usable is None:
        return
    if not lesions and case.yes(entry, "review_lesions"):
        # The reader saw a lesion and nobody described it: pending, never negative (REC-02).
        lesions = [ReadLesion(site=LIVER, new=True)]
    version = 1 + sum(read.slot == slot for read in before)
    yield Read(entry.id, slot, entry.by, version, usable, tuple(lesions), entry.entered_at)


def _lesion(case: Case, entry: Entry) -> ReadLesion:
    def answer(part: str) -> str | None:
        role = f"reviewed_{part}"
        return case.text(entry, role) if role in case.endpoint.roles else None

    return ReadLesion(
        site=answer("site"),
        new=case.yes(entry, "reviewed_new"),
        category=answer("category"),
        distance_mm=answer("distance"),
        size_mm=answer("size"),
        number=answer("number"),
        aphe=answer("aphe"),
        washout=answer("washout"),
    )
