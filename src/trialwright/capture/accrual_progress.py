"""Enrolment against the registry record: the number planned, by when, and the rate that implies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from trialwright.record.accrual import derive_accrual
from trialwright.record.models import StudyView

_DAYS_PER_MONTH = Fraction(36525, 1200)


@dataclass(frozen=True)
class AccrualPlan:
    """So many participants, evenly from `first` to `last`: the accrual window of the record (DAT-06).

    The last day is the one on which somebody can still enter and reach the longest primary horizon
    by primary completion; where the record gives a date to the month, the latest one is taken.
    """

    target: int
    first: date
    last: date

    @property
    def per_month(self) -> Fraction:
        """The rate that the record implies."""
        return self.target * _DAYS_PER_MONTH / ((self.last - self.first).days + 1)

    def expected(self, day: date) -> Fraction:
        """How many would be enrolled by the end of `day` at this rate."""
        days = min(max((day - self.first).days + 1, 0), (self.last - self.first).days + 1)
        return Fraction(self.target * days, (self.last - self.first).days + 1)


@dataclass(frozen=True)
class AccrualProgress:
    """Where enrolment stands on one day.

    `steps`: each day on which somebody entered, with the number entered by its end. `recent` is the
    number of the last 91 days up to today. `reached_on`: when the target is reached if it goes on
    like these; None where nobody entered in them.
    """

    today: date
    steps: tuple[tuple[date, int], ...]
    plan: AccrualPlan | None
    recent: int
    reached_on: date | None

    @property
    def enrolled(self) -> int:
        """How many are enrolled."""
        return self.steps[-1][1] if self.steps else 0


RECENT_DAYS = 91


def accrual_plan(view: StudyView) -> AccrualPlan | None:
    """The plan of the record; None where it lacks the number, the start or the limit of entry."""
    accrual, start = derive_accrual(view), view.status.start
    target = view.design.enrollment_count
    if not target or start is None or accrual.limit is None:
        return None
    first, last = start.date.first_day, accrual.limit.latest
    return AccrualPlan(target, first, last) if first <= last else None


def accrual_progress(view: StudyView, enrolments: Iterable[date], today: date) -> AccrualProgress:
    """Where enrolment stands at the end of `today`; later days of enrolment are left out."""
    days = sorted(day for day in enrolments if day <= today)
    steps = {day: number for number, day in enumerate(days, start=1)}
    recent = sum(day > today - timedelta(days=RECENT_DAYS) for day in days)
    plan = accrual_plan(view)
    reached = _reached(plan.target, days, recent, today) if plan else None
    return AccrualProgress(today, tuple(steps.items()), plan, recent, reached)


def _reached(target: int, days: list[date], recent: int, today: date) -> date | None:
    if len(days) >= target:
        return days[target - 1]
    if not recent:
        return None
    needed = Fraction((target - len(days)) * RECENT_DAYS, recent)
    try:
        return today + timedelta(days=-(-needed.numerator // needed.denominator))
    except OverflowError:
        return None
