"""Which scans go to the blinded review, and when they are due (rule REC-14).

Where only suspicious scans are read again, being sent to review would tell the reader what the
local reader saw. So one in so many of the others goes too. The choice rests on a hash of the scan's
id: it depends on no group and no result, and a later scan never changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from trialwright.capture.review.reads import ReviewedScan
from trialwright.definition.review_charter import Charter

_VERSION: Final = re.compile(r"\.v[0-9]+$")


@dataclass(frozen=True)
class LocalScan:
    """A scan as the local reader left it.

    `flagged`: a lesion was seen, or the images could not be assessed. `read_on` is the day on which
    the local read was saved.
    """

    entry: str
    scan_date: date
    reader: str
    read_on: date
    flagged: bool


def select_scans(
    scans: Iterable[LocalScan], charter: Charter, *, after: date
) -> tuple[ReviewedScan, ...]:
    """The scans that are read again, by date; only those made after `after` (T_R, REC-01)."""
    chosen = [scan for scan in scans if scan.scan_date > after and _is_selected(scan, charter)]
    chosen.sort(key=lambda scan: (scan.scan_date, scan.entry))
    return tuple(
        ReviewedScan(scan.entry, scan.scan_date, scan.reader, scan.read_on) for scan in chosen
    )


def due_on(scan: ReviewedScan, charter: Charter) -> date:
    """The day by which both readers are asked to have read the scan."""
    return scan.selected_on + timedelta(days=charter.due_days)


def is_drawn(entry: str, charter: Charter) -> bool:
    """Whether a scan goes to review whatever was seen on it: all, or one in so many."""
    if charter.clean_one_in is None:
        return True
    # A corrected local read is another version of the same scan, drawn or not as the first one was.
    drawn = sha256(f"{charter.version}:{_VERSION.sub('', entry)}".encode()).digest()
    return int.from_bytes(drawn, "big") % charter.clean_one_in == 0


def _is_selected(scan: LocalScan, charter: Charter) -> bool:
    return scan.flagged or is_drawn(scan.entry, charter)
