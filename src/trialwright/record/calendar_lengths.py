"""Registered lengths of time laid on the calendar: months by the calendar, weeks as seven days."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from trialwright.instruments.calendar import add_months
from trialwright.record.durations import Duration

_ONE_DAY = timedelta(days=1)


def day_after(origin: date, length: Duration) -> date | None:
    """The day on which a length that begins on `origin` is reached.

    None where the calendar cannot say: 1.5 months, or a day beyond the year 9999. Hours and
    minutes count as the whole days they fill.
    """
    months = length.whole_months
    try:
        if months is not None:
            return add_months(origin, months)
        days = _whole_days(length)
        return None if days is None else origin + timedelta(days=days)
    except (OverflowError, ValueError):
        return None


def latest_origin(by: date, length: Duration) -> date | None:
    """The last day from which a length is still reached on or before `by`.

    Going back is not enough: 36 months before 2031-02-28 is 2028-02-28, yet 2028-02-29 reaches
    that day too, since months are clamped. None in the last year of the calendar as well.
    """
    if by.year == date.max.year:
        return None
    months = length.whole_months
    try:
        if months is None:
            days = _whole_days(length)
            return None if days is None else by - timedelta(days=days)
        day = add_months(by, -months)
        while add_months(day + _ONE_DAY, months) <= by:
            day += _ONE_DAY
        return day
    except (OverflowError, ValueError):
        return None


def months_within(first: date, last: date) -> Fraction:
    """The calendar months from `first` to `last`, both days counted; 0 when `last` is earlier.

    A last incomplete month counts by its days: 2025-09-01 to 2026-12-31 is exactly 16.
    """
    if last < first:
        return Fraction(0)
    whole = (last.year - first.year) * 12 + last.month - first.month + 1
    days = (last - first).days + 1
    while (add_months(first, whole) - first).days > days:
        whole -= 1
    reached = (add_months(first, whole) - first).days
    following = (add_months(first, whole + 1) - first).days
    return whole + Fraction(days - reached, following - reached)


def _whole_days(length: Duration) -> int | None:
    match length.unit:
        case "minute" | "hour":
            return int(length.nominal_days)
        case "day" | "week":
            return int(length.nominal_days) if length.nominal_days.denominator == 1 else None
        case _:
            return None
