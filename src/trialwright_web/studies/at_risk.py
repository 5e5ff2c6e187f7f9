"""Numbers at risk below a curve: how many of each group are still followed, week by week."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trialwright.analysis.results import ResultRow

DAYS_PER_WEEK = 7
# More would touch each other on a phone.
MOST_MARKED = 7


@dataclass(frozen=True)
class WeekAtRisk:
    """One week with a count for each group, in their order; None where no row gives it."""

    day: int
    counts: tuple[float | None, ...]

    @property
    def week(self) -> int:
        """Whole weeks from the origin of the curve."""
        return self.day // DAYS_PER_WEEK


def list_at_risk(
    rows: Iterable[ResultRow], analysis: str, groups: Sequence[str]
) -> tuple[WeekAtRisk, ...]:
    """The numbers at risk of an analysis, earliest first; empty when there are none."""
    found = {
        (row.at, row.group): row.value
        for row in rows
        if (row.analysis, row.statistic) == (analysis, "n_risk") and row.at is not None
    }
    days = sorted({day for day, _ in found})
    return tuple(WeekAtRisk(day, tuple(found.get((day, g)) for g in groups)) for day in days)


def marked_weeks(weeks: Sequence[WeekAtRisk]) -> tuple[WeekAtRisk, ...]:
    """The weeks that an axis marks: evenly chosen, and the last in place of its neighbour."""
    step = math.ceil(len(weeks) / MOST_MARKED) or 1
    marked = weeks[::step]
    return (*marked[:-1], weeks[-1]) if marked else ()
