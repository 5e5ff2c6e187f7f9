"""Deadlines from registered dates, and how they stand on a day; partial dates give bounds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from trialwright.instruments.calendar import add_months
from trialwright.instruments.partial_date import DateSpan
from trialwright.record.duties.table import State
from trialwright.record.models import RegisteredDate
from trialwright.record.partial_date import PartialDate

UPDATE_DAYS: Final = 30
GRACE_DAYS: Final = 30


def span_of(given: RegisteredDate | PartialDate | None) -> DateSpan | None:
    """The days a registered date can mean."""
    day = given.date if isinstance(given, RegisteredDate) else given
    return DateSpan(day.first_day, day.last_day) if day else None


def months_later(days: DateSpan | None, months: int) -> DateSpan | None:
    """The same number of calendar months after either end; None beyond the calendar."""
    if days is None or days.latest.year + months // 12 >= date.max.year:
        return None
    return DateSpan(add_months(days.earliest, months), add_months(days.latest, months))


def days_later(days: DateSpan | None, number: int) -> DateSpan | None:
    """The same number of days after either end; None beyond the calendar."""
    if days is None or days.latest.year >= date.max.year:
        return None
    step = timedelta(days=number)
    return DateSpan(days.earliest + step, days.latest + step)


def is_past(deadline: DateSpan | None, on: date) -> bool | None:
    """Whether a deadline has passed on a day; None when its own date leaves that open."""
    if deadline is None:
        return None
    if on > deadline.latest:
        return True
    return False if on <= deadline.earliest else None


def is_by(days: DateSpan | None, deadline: DateSpan | None) -> bool | None:
    """Whether something happened on or before a deadline, whatever days the dates mean."""
    if days is None or deadline is None:
        return None
    if days.latest <= deadline.earliest:
        return True
    return False if days.earliest > deadline.latest else None


def open_state(due: DateSpan | None, on: date, grace: DateSpan | None = None) -> State:
    """How a duty stands that nobody has met yet."""
    past = is_past(due, on)
    if past is None:
        return State.UNDETERMINED
    if not past:
        return State.NOT_YET_DUE
    if grace is None:
        return State.OVERDUE
    after_grace = is_past(grace, on)
    if after_grace is None:
        return State.UNDETERMINED
    return State.OVERDUE if after_grace else State.IN_GRACE


def met_state(done: DateSpan | None, due: DateSpan | None, grace: DateSpan | None = None) -> State:
    """How a duty stands that was met on a day."""
    in_time = is_by(done, due)
    if in_time is None:
        return State.UNDETERMINED
    if in_time:
        return State.MET
    in_grace = is_by(done, grace) if grace else False
    if in_grace is None:
        return State.UNDETERMINED
    return State.MET_IN_GRACE if in_grace else State.MET_LATE


def days_words(days: DateSpan | None) -> str:
    """A day, or the bounds of one."""
    if days is None:
        return "not registered"
    if not days.is_partial:
        return str(days.earliest)
    return f"between {days.earliest} and {days.latest}"


def by_words(days: DateSpan | None) -> str:
    """A deadline as it follows "due"."""
    if days is None:
        return "by an unknown day"
    return f"by a day {days_words(days)}" if days.is_partial else f"by {days.earliest}"
