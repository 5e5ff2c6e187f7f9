"""New names for participants, and for the visits a form was filed under.

A name is the participant's place in an order that a secret key decides, so it says nothing about
the person, and only who holds both key and snapshot can lead it back (rule REG-07).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from trialwright.capture.participant import Participant
from trialwright.definition.schedule import RUNNING, Schedule
from trialwright.errors import Problem, ReleaseRefused

#: Published on purpose: a rehearsal's people do not exist, and its package must come out the same
#: everywhere. It is refused for real data.
REHEARSAL_KEY = b"trialwright rehearsal, no secret"
SHORTEST_KEY = 32
_PREFIXES = ("X", "Y", "Z", "XX")


def choose_key(key: bytes | None, *, synthetic: bool) -> bytes:
    """The key to use: a rehearsal always uses the published one.

    Raises ReleaseRefused when real data come without a secret key.
    """
    if synthetic:
        return REHEARSAL_KEY
    if key is None or len(key) < SHORTEST_KEY or key == REHEARSAL_KEY:
        what = f"real data need a secret key of at least {SHORTEST_KEY} bytes for the new ids"
        raise ReleaseRefused(
            Problem("", 0, "key", what, "make one with load_key and keep it at the site")
        )
    return key


def derive_identifiers(
    participants: Iterable[str], key: bytes, *, in_use: Iterable[str] = ()
) -> dict[str, str]:
    """Map each participant to a new name such as X017.

    No new name equals one of theirs or one `in_use`, such as that of somebody left out.
    """
    order = sorted(set(participants), key=lambda old: hmac.digest(key, old.encode(), "sha256"))
    taken = {*order, *in_use}
    width = max(3, len(str(len(order))))
    for prefix in _PREFIXES:
        names = [f"{prefix}{number:0{width}d}" for number in range(1, len(order) + 1)]
        if not taken.intersection(names):
            return dict(zip(order, names, strict=True))
    what = "every new name is already the name of a participant"
    raise ReleaseRefused(Problem("", 0, "participant", what, "rename the site's participants"))


def derive_visit_names(schedule: Schedule, participant: Participant) -> dict[str, str]:
    """Map each visit of one participant to its name in the package.

    Planned visits keep theirs: it is relative to the study's own dates. Any other is numbered,
    because a site may have written a date into its name.
    """
    planned = {visit.id for visit in schedule.visits} | {RUNNING}
    visits = {entry.visit for entry in participant.entries}
    others = sorted(visits - planned, key=lambda visit: (len(visit), visit))
    numbered = {visit: f"UNSCHEDULED_{n}" for n, visit in enumerate(others, start=1)}
    return {visit: visit for visit in visits & planned} | numbered
