"""Calendar arithmetic of the study: months by the calendar, weeks as seven days, no conversion.

Clinical rules, section 0 (project convention): adding months keeps the day of the month, clamped to
the last day. So 29 February reaches its birthday on 28 February in a common year.
"""

from __future__ import annotations

import calendar
from datetime import date
from typing import Final

DAYS_PER_WEEK: Final = 7


def add_months(day: date, months: int) -> date:
    """Go `months` calendar months forward (back if negative), clamped to the month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def days_between(start: date, end: date) -> int:
    """Count the days from `start` to `end`; the same day is 0, an earlier `end` is negative."""
    return (end - start).days


def weeks(number: int) -> int:
    """Give `number` weeks in days: 24 weeks are 168 days, never six months."""
    return number * DAYS_PER_WEEK


def completed_years(birth: date, on: date) -> int:
    """Count the years of age completed on a day, by `add_months`; negative before birth.

    A birthday on 29 February is reached on 28 February in common years.
    """
    years = on.year - birth.year
    return years if add_months(birth, 12 * years) <= on else years - 1


def study_day(day: date, origin: date) -> int:
    """Number a day from its origin: the origin is day 1, the day before it is day -1, no day 0."""
    distance = days_between(origin, day)
    return distance + 1 if distance >= 0 else distance
