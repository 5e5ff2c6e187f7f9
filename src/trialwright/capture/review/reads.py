"""What a review holds: scans, and the reads of them, none of which is ever overwritten (REC-14).

A scan is read by two readers, each blinded to the group and to the other, and by an adjudicator
where they differ. A correction is a further version with its reason; the versions before it stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

Slot = Literal["first reader", "second reader", "adjudicator"]
READERS: Final[tuple[Slot, ...]] = ("first reader", "second reader")
ADJUDICATOR: Final[Slot] = "adjudicator"


@dataclass(frozen=True)
class ReadLesion:
    """One lesion as a reader describes it, in the answers of the lesion form, as typed.

    Features stand beside the category, never the category alone (LIR-13).
    """

    site: str | None = None
    new: bool | None = None
    category: str | None = None
    distance_mm: str | None = None
    size_mm: str | None = None
    number: str | None = None
    aphe: str | None = None
    washout: str | None = None
    capsule: str | None = None


@dataclass(frozen=True)
class Read:
    """One version of one reader's read of one scan; `version` 1 is the original.

    `reason` says why a later version was made. `usable` False: the images cannot be assessed.
    """

    id: str
    slot: Slot
    reader: str
    version: int
    usable: bool
    lesions: tuple[ReadLesion, ...]
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class ReviewedScan:
    """One selected scan and every read of it, in the order they were made.

    `scan` is the entry of the local read, `local_reader` who made it; neither is shown to a reader.
    """

    scan: str
    scan_date: date
    local_reader: str
    selected_on: date
    reads: tuple[Read, ...] = ()

    def versions(self, slot: Slot) -> tuple[Read, ...]:
        """Every version of one read, the original first."""
        return tuple(read for read in self.reads if read.slot == slot)

    def current(self, slot: Slot) -> Read | None:
        """The version that counts: the last one."""
        return next(reversed(self.versions(slot)), None)

    def with_read(self, read: Read) -> ReviewedScan:
        """The scan with one more read; those before it are untouched."""
        return replace(self, reads=(*self.reads, read))


@dataclass(frozen=True)
class ParticipantReview:
    """The selected scans of one participant, by date.

    `code` is what readers see in place of the participant; it is not derived from any data.
    """

    participant: str
    code: str
    scans: tuple[ReviewedScan, ...]

    def scan(self, identifier: str) -> ReviewedScan:
        """The selected scan called `identifier`."""
        return next(scan for scan in self.scans if scan.scan == identifier)

    def before(self, scan: ReviewedScan) -> tuple[ReviewedScan, ...]:
        """The selected scans that were made earlier."""
        return tuple(each for each in self.scans if each.scan_date < scan.scan_date)

    def with_scan(self, changed: ReviewedScan) -> ParticipantReview:
        """The review with one scan put in place of its former state."""
        scans = tuple(changed if each.scan == changed.scan else each for each in self.scans)
        return replace(self, scans=scans)
