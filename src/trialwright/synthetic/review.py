"""The blinded review of a synthetic participant's scans: two reads, and an adjudicator (REC-14).

Readers see what the local reader saw, but for lesions they miss or place in a neighbouring category.
Which scans they read, and when an adjudicator decides, is the study's own charter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from numpy.random import Generator

from trialwright.capture.entry import current_entries
from trialwright.capture.review.reads import ADJUDICATOR, READERS, Read, ReadLesion, Slot
from trialwright.capture.review.selection import LocalScan, select_scans
from trialwright.capture.review.states import differences
from trialwright.definition.load import Definition
from trialwright.definition.review_charter import Charter
from trialwright.definition.schedule import RUNNING
from trialwright.synthetic.draws import chance, whole
from trialwright.synthetic.follow_up import lesion_answers
from trialwright.synthetic.forms import Answer, Missing, Sheet
from trialwright.synthetic.lesion_features import fit_features
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.scans import LesionRead, Scan
from trialwright.synthetic.story import Story

#: Who reads again: nobody of these reads for the study.
_READERS: Final = {
    READERS[0]: ("first_reader", "radiologist-3"),
    READERS[1]: ("second_reader", "radiologist-4"),
    ADJUDICATOR: ("adjudicator", "radiologist-5"),
}
_NEIGHBOUR: Final = {"LR-5": "LR-4", "LR-4": "LR-3", "LR-3": "LR-4"}
_ANSWERS: Final = {
    "lesion_site": "reviewed_site",
    "distance_mm": "reviewed_distance_mm",
    "size_mm": "reviewed_size_mm",
    "lirads_category": "reviewed_category",
    "lesion_number": "reviewed_number",
    "aphe": "reviewed_aphe",
    "washout": "reviewed_washout",
    "capsule": "reviewed_capsule",
    "lesion_new": "reviewed_new",
}


@dataclass(frozen=True)
class _Seen:
    """What one reader saw on a scan, and how many days after it that was written down."""

    slot: Slot
    scan: Scan
    later: int


def type_review(
    sheet: Sheet, rng: Generator, definition: Definition, story: Story, parameters: Parameters
) -> None:
    """Save the reads of every scan that the charter selects, by date; nothing without a charter."""
    charters = [e.review for e in definition.endpoints.endpoints if e.review]
    if not charters:
        return
    reads = [
        seen
        for scan in _selected(sheet, story, charters[0])
        for seen in _reads_of(rng, scan, charters[0], parameters)
    ]
    n_lesions = 0
    for number, seen in enumerate(reads, start=1):
        _type_read(sheet, story, charters[0], seen, number)
        for lesion in seen.scan.lesions:
            n_lesions += 1
            answers: dict[str, Answer] = {"reviewed_read": str(number)}
            answers |= {_ANSWERS[name]: said for name, said in lesion_answers(lesion).items()}
            sheet.fill(
                RUNNING,
                "review_lesion",
                answers,
                seen.scan.day,
                repeat=n_lesions,
                later=seen.later,
                by=_READERS[seen.slot][1],
            )


def _selected(sheet: Sheet, story: Story, charter: Charter) -> Iterator[Scan]:
    """The scans that go to review: only the local reads that have been saved are known."""
    scans = {story.timeline.date(scan.day): scan for scan in story.imaging.scans}
    local = []
    for entry in current_entries(sheet.entries):
        day = entry.value("scan_date") if entry.form == "mri_read" else None
        if day is None:
            continue
        flagged = entry.value("usable") != "yes" or entry.value("lesions_seen") == "yes"
        read_on = entry.entered_at.date()
        local.append(LocalScan(entry.id, read_on.fromisoformat(day), entry.by, read_on, flagged))
    for chosen in select_scans(local, charter, after=story.timeline.radical):
        yield scans[chosen.scan_date]


def _reads_of(
    rng: Generator, scan: Scan, charter: Charter, parameters: Parameters
) -> Iterator[_Seen]:
    reads = []
    for slot in READERS:
        seen = replace(scan, lesions=tuple(_as_seen(rng, scan, parameters)))
        reads.append(_Seen(slot, seen, whole(rng, parameters.table("review_days"))))
    yield from reads
    if differences(_read(reads[0]), _read(reads[1]), charter):
        yield _Seen(ADJUDICATOR, scan, whole(rng, parameters.table("adjudication_days")))


def _as_seen(rng: Generator, scan: Scan, parameters: Parameters) -> Iterator[LesionRead]:
    for lesion in scan.lesions:
        missed = chance(rng, parameters.number("review_misses"))
        otherwise = chance(rng, parameters.number("review_differs"))
        if not lesion.new:
            yield lesion
        elif not missed:
            category = _NEIGHBOUR.get(lesion.category or "") if otherwise else None
            washes_out = lesion.washout == "nonperipheral"
            changed = replace(lesion, category=category or lesion.category)
            yield fit_features(changed, washes_out=washes_out) if category else lesion


def _read(seen: _Seen) -> Read:
    """The read as the charter compares it."""
    lesions = tuple(
        ReadLesion(site=each.site, new=each.new, category=each.category)
        for each in seen.scan.lesions
    )
    at = datetime.min.replace(tzinfo=UTC)
    return Read("", seen.slot, _READERS[seen.slot][1], 1, seen.scan.usable, lesions, at)


def _type_read(sheet: Sheet, story: Story, charter: Charter, seen: _Seen, number: int) -> None:
    code, reader = _READERS[seen.slot]
    scan = seen.scan
    lesions: Answer = "yes" if scan.lesions else "no"
    answers: dict[str, Answer] = {
        "review_scan_date": story.timeline.date(scan.day).isoformat(),
        "review_slot": code,
        "review_charter": charter.version,
        "review_usable": "yes" if scan.usable else "no",
        "review_lesions": lesions if scan.usable else Missing("technical_failure"),
    }
    sheet.fill(
        RUNNING, "scan_review", answers, scan.day, repeat=number, later=seen.later, by=reader
    )
