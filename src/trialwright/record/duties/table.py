"""What an answer about a duty consists of: conditions, what follows, by when, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trialwright.instruments.partial_date import DateSpan


class State(StrEnum):
    """How a duty stands on a day; NOTHING_DUE when the record shows no reason to act."""

    MET = "met"
    MET_IN_GRACE = "met within the days of grace"
    MET_LATE = "met late"
    NOTHING_DUE = "nothing due"
    NOT_YET_DUE = "not yet due"
    IN_GRACE = "due, within the days of grace"
    OVERDUE = "overdue"
    NOT_ARISING = "does not arise"
    UNDETERMINED = "cannot be determined"


@dataclass(frozen=True)
class Condition:
    """One row: the condition, what the record says, and whether it holds (None: cannot be said)."""

    text: str
    value: str
    holds: bool | None
    path: str = ""
    note: str = ""


@dataclass(frozen=True)
class Duty:
    """One duty.

    `binding` is True where a rule or regulation obliges this study, False where it does not (the
    date is then a voluntary target), None where the record does not decide it. `due` is the last
    day, a span where a date is known to the month or year only; `grace_until` is kept apart.
    `to_confirm` names what a person must check in the source before relying on it.
    """

    id: str
    title: str
    conditions: tuple[Condition, ...]
    binding: bool | None
    due: DateSpan | None
    state: State
    sentence: str
    source: str
    grace_until: DateSpan | None = None
    to_confirm: str = ""


@dataclass(frozen=True)
class DecisionTable:
    """All duties of one record as of one day."""

    nct_id: str
    as_of: date
    duties: tuple[Duty, ...]

    def duty(self, identifier: str) -> Duty:
        """The duty of this id."""
        return next(duty for duty in self.duties if duty.id == identifier)
