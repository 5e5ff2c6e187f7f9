"""Dates of which only the year, or the year and month, are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from trialwright.instruments.calendar import add_months
from trialwright.instruments.inputs import InputRefused, refuse

_PARTS = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class DateSpan:
    """The days on which something may have happened, both ends included."""

    earliest: date
    latest: date

    @property
    def is_partial(self) -> bool:
        return self.earliest != self.latest


def read_partial_date(text: str | None, name: str = "date") -> DateSpan | None:
    """Read "2026", "2026-03" or "2026-03-09"; nothing known gives None, anything else is refused."""
    if text is None or not text.strip():
        return None
    match = _PARTS.fullmatch(text.strip())
    if match is None:
        refuse(name, "{text!r} is no date", "write YYYY-MM-DD, YYYY-MM or YYYY", text=text)
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        refuse(name, "{text!r} is not in the calendar", "check day and month", text=text)
    if day:
        return DateSpan(first, first)
    if first.year == date.max.year:
        refuse(name, "{text!r} is beyond every study", "check the year", text=text)
    return DateSpan(first, add_months(first, 1 if month else 12) - timedelta(days=1))


@lru_cache(maxsize=4096)
def possible_days(text: str | None) -> DateSpan | None:
    """The days a text may mean; None for nothing known, and for what the check of a form refuses."""
    try:
        return read_partial_date(text)
    except InputRefused:
        return None
