"""How many days a number of calendar months can have."""

from __future__ import annotations

from datetime import date

from trialwright.instruments.calendar import add_months, days_between


def calendar_span(months: int) -> tuple[int, int]:
    """The fewest and the most days that `months` calendar months can have.

    Participants reach the same number of months on different days; an estimate "at 36 months" is
    read at the most, so that everybody's last day is counted, the number at risk at the fewest.
    """
    starts = [date(year, month, 1) for year in range(2000, 2008) for month in range(1, 13)]
    spans = [days_between(start, add_months(start, months)) for start in starts]
    return min(spans), max(spans)
