"""When participant data can be had: from the plan's words, completion and publication (IPD-03)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from trialwright.instruments.partial_date import DateSpan
from trialwright.record.calendar_lengths import day_after
from trialwright.record.durations import Duration
from trialwright.record.models import StudyView
from trialwright.record.partial_date import PartialDate
from trialwright.record.sharing_clauses import Clause, read_sharing_clauses

WindowState = Literal["not yet open", "open", "closed", "cannot be determined"]
COMPLETION_PATH: Final = "protocolSection.statusModule.completionDateStruct"
PUBLICATION: Final = "the publication date, entered by hand"


@dataclass(frozen=True)
class SharingWindow:
    """The days on which data can be requested, closing day included.

    `opens` and `closes` are spans where a date is known to the month or year only, and None where
    the record or a missing date leaves them open; `waits_for` says what is missing. `clauses` are
    the statements the window rests on.
    """

    opens: DateSpan | None
    closes: DateSpan | None
    never_closes: bool
    waits_for: tuple[str, ...]
    clauses: tuple[Clause, ...]

    def state_on(self, day: date) -> WindowState:
        """Whether requests can be handed in; before a publication the window is not yet open."""
        if self.opens is None:
            return "not yet open" if PUBLICATION in self.waits_for else "cannot be determined"
        if day < self.opens.earliest:
            return "not yet open"
        if day < self.opens.latest:
            return "cannot be determined"
        if self.never_closes or (self.closes and day <= self.closes.earliest):
            return "open"
        return "closed" if self.closes and day > self.closes.latest else "cannot be determined"

    def accepts_requests_on(self, day: date) -> bool:
        """A request can always be drafted; it can be handed in only while the window is open."""
        return self.state_on(day) == "open"


def derive_sharing_window(view: StudyView, publication: date | None) -> SharingWindow | None:
    """The window of a study that plans to share; None where it registered no such plan.

    opens = the latest of what the record names: completion (after its delay) and publication
    (after its delay); closes = opening + the stated length; months by the calendar. A publication
    date is never in the record: the caller gives it. Where the record states two lengths, or none,
    closing stays open.
    """
    if view.ipd_sharing.ipd_sharing != "YES":
        return None
    clauses = read_sharing_clauses(view.ipd_sharing)
    completion = view.status.completion.date if view.status.completion else None
    gates, missing = _gates(clauses, completion, publication)
    opens = _latest(gates) if gates and not missing else None
    if not gates and not missing:
        missing = ("an opening, which the record does not state",)
    closes = _closing(clauses, opens, publication)
    never = any(clause.kind == "never closes" for clause in clauses)
    return SharingWindow(opens, None if never else closes, never, missing, clauses)


def _gates(
    clauses: Iterable[Clause], completion: PartialDate | None, publication: date | None
) -> tuple[list[DateSpan], tuple[str, ...]]:
    """What has to have passed, and which dates are missing to tell."""
    origins = {
        "opens after publication": DateSpan(publication, publication) if publication else None,
        "opens after completion": (
            DateSpan(completion.first_day, completion.last_day) if completion else None
        ),
    }
    names = {
        "opens after publication": PUBLICATION,
        "opens after completion": "the completion date, not registered",
    }
    gates, missing = [], []
    for clause in clauses:
        if clause.kind in origins:
            gate = _moved(origins[clause.kind], clause.length)
            gates += [gate] if gate else []
            missing += [] if gate else [names[clause.kind]]
    return gates, tuple(dict.fromkeys(missing))


def _closing(
    clauses: Iterable[Clause], opens: DateSpan | None, publication: date | None
) -> DateSpan | None:
    """Two different lengths contradict each other: neither is chosen."""
    published = DateSpan(publication, publication) if publication else None
    found = {
        _moved(published if clause.kind == "closes after publication" else opens, clause.length)
        for clause in clauses
        if clause.kind in ("open for", "closes after publication")
    }
    return found.pop() if len(found) == 1 else None


def _moved(origin: DateSpan | None, length: Duration | None) -> DateSpan | None:
    if origin is None or length is None:
        return origin
    earliest, latest = day_after(origin.earliest, length), day_after(origin.latest, length)
    return DateSpan(earliest, latest) if earliest and latest else None


def _latest(gates: Sequence[DateSpan]) -> DateSpan:
    return DateSpan(max(gate.earliest for gate in gates), max(gate.latest for gate in gates))
