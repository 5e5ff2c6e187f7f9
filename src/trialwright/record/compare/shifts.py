"""How far a registered date moved, in words: "+12 months", "-3 days"."""

from __future__ import annotations

from datetime import date, timedelta

from trialwright.instruments.calendar import add_months
from trialwright.record.partial_date import PartialDate


def shift_words(before: PartialDate, after: PartialDate) -> str:
    """The way from one date to another, as exact as the less exact of the two.

    Whole calendar months where they fit, the rest in days; two month ends are whole months apart.
    Empty when the dates are the same, or the same as far as both are known.
    """
    if before.month is None or after.month is None:
        return _signed(after.year - before.year, "year")
    months = (after.year - before.year) * 12 + after.month - before.month
    if before.day is None or after.day is None:
        return _signed(months, "month")
    earlier, later = sorted((before.first_day, after.first_day))
    sign = "+" if after.first_day >= before.first_day else "-"
    parts = [_counted(number, unit) for number, unit in _way(earlier, later) if number]
    return f"{sign}{' '.join(parts)}" if parts else ""


def _way(earlier: date, later: date) -> tuple[tuple[int, str], tuple[int, str]]:
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    if _is_month_end(earlier) and _is_month_end(later):
        return (months, "month"), (0, "day")
    if add_months(earlier, months) > later:
        months -= 1
    return (months, "month"), ((later - add_months(earlier, months)).days, "day")


def _is_month_end(day: date) -> bool:
    return day == date.max or (day + timedelta(days=1)).day == 1


def _signed(number: int, unit: str) -> str:
    return f"{'+' if number > 0 else '-'}{_counted(abs(number), unit)}" if number else ""


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
