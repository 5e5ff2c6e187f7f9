"""The lists behind the numbers of the dashboard: which participants, which forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from trialwright.capture.participant_summary import FormPlace, ParticipantSummary


@dataclass(frozen=True)
class ListRow:
    """One line of a list. `place` is the form to open, None where the participant is meant; `day`
    is the date that matters on the list.
    """

    participant: str
    place: FormPlace | None = None
    day: date | None = None


Rows = Iterator[ListRow]
_Of = Callable[[ParticipantSummary], Iterable[ListRow]]


def _enrolled(s: ParticipantSummary) -> Rows:
    if s.enrolled_on:
        yield ListRow(s.id, day=s.enrolled_on)


def _forms(places: Callable[[ParticipantSummary], Iterable[FormPlace | None]]) -> _Of:
    def rows(s: ParticipantSummary) -> Rows:
        return (ListRow(s.id, place, None) for place in places(s) if place)

    return rows


def _overdue(s: ParticipantSummary) -> Rows:
    return (ListRow(s.id, place, last) for place, last in s.scans_overdue)


def _last_seen(s: ParticipantSummary) -> Rows:
    if s.enrolled_on and s.ended_on is None:
        yield ListRow(s.id, day=s.last_seen)


#: Name of the list -> what stands on it.
LISTS: Final[Mapping[str, _Of]] = {
    "enrolled": _enrolled,
    "overdue-scans": _overdue,
    "last-seen": _last_seen,
    "missing-forms": _forms(lambda s: (p for filling in s.fillings for p in filling.missing)),
    "adverse-events": _forms(lambda s: s.events),
    "serious-events": _forms(lambda s: s.serious),
    "unclear-events": _forms(lambda s: s.unclear),
    "deaths": _forms(lambda s: (s.died,)),
    "withdrawals": _forms(lambda s: (s.withdrew,)),
}


def list_rows(name: str, summaries: Iterable[ParticipantSummary], visit: str = "") -> list[ListRow]:
    """The rows of a list, the oldest date first; `visit` narrows it to one visit."""
    rows = [row for summary in summaries for row in LISTS[name](summary)]
    if visit:
        rows = [row for row in rows if row.place and row.place[0] == visit]
    return sorted(rows, key=lambda row: (row.day or date.min, row.participant, row.place or ()))
