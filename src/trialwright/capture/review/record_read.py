"""A read is added to a review, or refused with what stands against it (rule REC-14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from trialwright.capture.review.reads import (
    ADJUDICATOR,
    READERS,
    ParticipantReview,
    Read,
    ReadLesion,
    ReviewedScan,
    Slot,
)
from trialwright.capture.review.states import AWAITED, CORRECTABLE, review_state
from trialwright.definition.review_charter import Charter
from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence

_LIVER: Final = "liver"


class ReviewRefused(TrialwrightError):
    """A read that would break the charter, or that is not complete."""


@dataclass(frozen=True)
class Findings:
    """What somebody found on a scan, before it is a read of a review.

    `id` names the entry it is saved as.
    """

    id: str
    reader: str
    usable: bool
    lesions: tuple[ReadLesion, ...]
    at: datetime


def record_read(
    review: ParticipantReview, charter: Charter, scan_id: str, slot: Slot, found: Findings
) -> ParticipantReview:
    """Add the first read of a slot.

    Refused: a slot that the scan does not wait for; a reader who read the scan for the study, who
    holds another slot with this participant, or (where the charter is sequential) who has an
    earlier scan still to read; an incomplete read (LIR-07: it goes back to its reader).
    """
    scan = review.scan(scan_id)
    state = review_state(scan, charter)
    problems = [*_faults(found)]
    if slot not in AWAITED[state] or scan.current(slot):
        problems.append(
            _problem(
                "slot",
                sentence("the scan is {state}: no {slot} is asked for", state=state, slot=slot),
            )
        )
    problems += _dependent(review, scan, slot, found.reader)
    if charter.sequential and slot in READERS:
        problems += _out_of_order(review, scan, slot)
    _refuse(problems)
    return _with(review, scan, Read(found.id, slot, found.reader, 1, *_content(found)))


def correct_read(
    review: ParticipantReview,
    charter: Charter,
    scan_id: str,
    slot: Slot,
    found: Findings,
    *,
    reason: str,
) -> ParticipantReview:
    """Add a corrected version of a read beside the one it corrects.

    Refused: without a reason, by anybody but its reader, dated before the version it corrects, or
    once an adjudicator has decided between the two reads.
    """
    scan = review.scan(scan_id)
    state = review_state(scan, charter)
    last = scan.current(slot)
    problems = [*_faults(found)]
    if slot not in CORRECTABLE[state] or last is None:
        problems.append(
            _problem(
                "slot",
                sentence(
                    "the scan is {state}: no read of the {slot} can change", state=state, slot=slot
                ),
            )
        )
    if last and last.reader != found.reader:
        problems.append(
            _problem("reader", sentence("the read is not {reader}'s own", reader=found.reader))
        )
    if last and last.at.tzinfo and found.at.tzinfo and found.at < last.at:
        problems.append(
            _problem("at", sentence("{at} is before the version it corrects", at=found.at))
        )
    if not reason.strip():
        problems.append(_problem("reason", sentence("a corrected read needs a reason")))
    _refuse(problems)
    assert last is not None
    version = last.version + 1
    read = Read(found.id, slot, found.reader, version, *_content(found), reason.strip())
    return _with(review, scan, read)


def _content(found: Findings) -> tuple[bool, tuple[ReadLesion, ...], datetime]:
    return found.usable, found.lesions, found.at


def _with(review: ParticipantReview, scan: ReviewedScan, read: Read) -> ParticipantReview:
    return review.with_scan(scan.with_read(read))


def _dependent(
    review: ParticipantReview, scan: ReviewedScan, slot: Slot, reader: str
) -> Iterator[Problem]:
    """A second look is worth something only from somebody who has not had the first."""
    if reader == scan.local_reader:
        yield _problem("reader", sentence("{reader} read this scan for the study", reader=reader))
    held = {read.slot for each in review.scans for read in each.reads if read.reader == reader}
    if slot == ADJUDICATOR and held & {*READERS}:
        yield _problem(
            "reader",
            sentence(
                "{reader} is a reader of this participant, not the adjudicator", reader=reader
            ),
        )
    elif slot in READERS and held - {slot}:
        yield _problem(
            "reader",
            sentence("{reader} is already the {slot} here", reader=reader, slot=min(held - {slot})),
        )


def _out_of_order(review: ParticipantReview, scan: ReviewedScan, slot: Slot) -> Iterator[Problem]:
    unread = [each for each in review.before(scan) if each.current(slot) is None]
    if unread:
        what = sentence(
            "{count} earlier scan(s) of this participant wait for the {slot}",
            count=len(unread),
            slot=slot,
        )
        yield _problem("scan", what, sentence("read scans in the order they were made"))


def _faults(found: Findings) -> Iterator[Problem]:
    """What is missing from a read: it goes back to its reader, nothing is assumed."""
    if not found.reader.strip():
        yield _problem("reader", sentence("nobody is named"))
    if found.at.tzinfo is None:
        yield _problem(
            "at",
            sentence("{at} has no time zone", at=found.at),
            sentence("give the time with its zone"),
        )
    if not found.usable and found.lesions:
        yield _problem("usable", sentence("images that cannot be assessed show no lesion"))
    for number, lesion in enumerate(found.lesions, 1):
        missing = [name for name in ("site", "new") if getattr(lesion, name) in (None, "")]
        if lesion.site == _LIVER and not lesion.category:
            missing.append("category")
        if missing:
            what = sentence("lesion {number} lacks {items}", number=number, items=missing)
            yield _problem("lesions", what, sentence("the reader completes the read"))


def _problem(key: str, what: str, cure: str = "") -> Problem:
    return Problem(file="", line=0, key=key, what=what, cure=cure)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ReviewRefused(problems)
