"""What a reader and an adjudicator are shown: nothing else exists in what they are given (REC-14).

Neither is told participant, group, site, treatment, laboratory values, dates, the local read or who
else reads. Scans are named by the participant's code and a number; days count from T_R.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trialwright.capture.review.reads import (
    READERS,
    ParticipantReview,
    ReadLesion,
    ReviewedScan,
    Slot,
)
from trialwright.capture.review.states import AWAITED, review_state
from trialwright.definition.review_charter import Charter
from trialwright.instruments.calendar import study_day


@dataclass(frozen=True)
class BlindedRead:
    """What was found, without who found it."""

    usable: bool
    lesions: tuple[ReadLesion, ...]


@dataclass(frozen=True)
class ReadingTask:
    """A scan to read: the participant's code, the number of the scan, its study day.

    `own_reads` are the reader's earlier reads of the same participant, by scan number, so that
    growth can be judged. `others` are the two reads between which an adjudicator decides; a reader
    has none.
    """

    code: str
    number: int
    study_day: int
    own_reads: tuple[tuple[int, BlindedRead], ...]
    others: tuple[BlindedRead, ...] = ()


def reading_tasks(
    review: ParticipantReview, charter: Charter, slot: Slot, *, radical_date: date
) -> tuple[ReadingTask, ...]:
    """The scans of one participant that a slot can read now, earliest first.

    In a sequential review a reader has one task at a time.
    """
    waiting = [scan for scan in review.scans if _awaits(scan, charter, slot)]
    shown = waiting[:1] if charter.sequential and slot in READERS else waiting
    return tuple(_task(review, scan, slot, radical_date) for scan in shown)


def _awaits(scan: ReviewedScan, charter: Charter, slot: Slot) -> bool:
    return slot in AWAITED[review_state(scan, charter)] and scan.current(slot) is None


def _task(
    review: ParticipantReview, scan: ReviewedScan, slot: Slot, radical_date: date
) -> ReadingTask:
    numbers = {each.scan: number for number, each in enumerate(review.scans, 1)}
    own = [(numbers[each.scan], each.current(slot)) for each in review.before(scan)]
    others = () if slot in READERS else tuple(scan.current(reader) for reader in READERS)
    return ReadingTask(
        code=review.code,
        number=numbers[scan.scan],
        study_day=study_day(scan.scan_date, radical_date),
        own_reads=tuple((n, BlindedRead(r.usable, r.lesions)) for n, r in own if r),
        others=tuple(BlindedRead(read.usable, read.lesions) for read in others if read),
    )
