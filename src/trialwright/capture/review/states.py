"""Where the review of one scan stands, and who may read or correct in each state (rule REC-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from trialwright.capture.review.reads import (
    ADJUDICATOR,
    READERS,
    Read,
    ReadLesion,
    ReviewedScan,
    Slot,
)
from trialwright.definition.review_charter import Charter, Difference

State = Literal[
    "waiting for two readers",
    "waiting for one reader",
    "agreed",
    "waiting for adjudicator",
    "adjudicated",
]

#: The only steps there are. A correction may take a scan from agreement to the adjudicator or back.
TRANSITIONS: Final[Mapping[State, tuple[State, ...]]] = {
    "waiting for two readers": ("waiting for one reader",),
    "waiting for one reader": ("waiting for one reader", "agreed", "waiting for adjudicator"),
    "agreed": ("agreed", "waiting for adjudicator"),
    "waiting for adjudicator": ("agreed", "waiting for adjudicator", "adjudicated"),
    "adjudicated": ("adjudicated",),
}
#: Whose first read a state waits for.
AWAITED: Final[Mapping[State, tuple[Slot, ...]]] = {
    "waiting for two readers": READERS,
    "waiting for one reader": READERS,
    "agreed": (),
    "waiting for adjudicator": (ADJUDICATOR,),
    "adjudicated": (),
}
#: Whose read may still be corrected: once an adjudicator has decided between two reads, they stay.
CORRECTABLE: Final[Mapping[State, tuple[Slot, ...]]] = {
    "waiting for two readers": (),
    "waiting for one reader": READERS,
    "agreed": READERS,
    "waiting for adjudicator": READERS,
    "adjudicated": (ADJUDICATOR,),
}


def review_state(scan: ReviewedScan, charter: Charter) -> State:
    """Where the review of a scan stands, from its current reads."""
    if scan.current(ADJUDICATOR):
        return "adjudicated"
    first, second = (scan.current(slot) for slot in READERS)
    if first is None or second is None:
        return "waiting for one reader" if first or second else "waiting for two readers"
    return "waiting for adjudicator" if differences(first, second, charter) else "agreed"


def settled_read(scan: ReviewedScan, charter: Charter) -> Read | None:
    """The read that counts: the adjudicator's, or the first reader's where both agree.

    None while the review of the scan is open. What two agreeing readers describe differently, such
    as a size, is no difference that the charter sends to an adjudicator.
    """
    match review_state(scan, charter):
        case "adjudicated":
            return scan.current(ADJUDICATOR)
        case "agreed":
            return scan.current("first reader")
        case _:
            return None


def differences(first: Read, second: Read, charter: Charter) -> tuple[Difference, ...]:
    """In what two reads of one scan differ, of what the charter asks for, in its order.

    Readers number lesions on their own, so new lesions are compared as a set without names: how
    many there are, in which categories, at which sites. Where one read is not usable nothing else
    can be compared.
    """
    found: dict[Difference, bool] = {"usable": first.usable != second.usable}
    if first.usable and second.usable:
        ours, theirs = _new(first), _new(second)
        found["new_lesion"] = len(ours) != len(theirs)
        found["category"] = _sorted(ours, "category") != _sorted(theirs, "category")
        found["site"] = _sorted(ours, "site") != _sorted(theirs, "site")
    return tuple(kind for kind in charter.adjudicate_on if found.get(kind))


def _new(read: Read) -> list[ReadLesion]:
    return [lesion for lesion in read.lesions if lesion.new is not False]


def _sorted(lesions: list[ReadLesion], answer: Literal["category", "site"]) -> list[str]:
    return sorted(getattr(lesion, answer) or "" for lesion in lesions)
