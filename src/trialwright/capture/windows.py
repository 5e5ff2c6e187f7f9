"""Visit windows: when a visit is due, and which visit a date belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trialwright.definition.schedule import Schedule, Visit
from trialwright.instruments.calendar import add_months


@dataclass(frozen=True)
class VisitWindow:
    """The days on which a visit may take place, both ends included."""

    visit: str
    target: date
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the window."""
        return self.first <= day <= self.last


def visit_window(visit: Visit, origins: Mapping[str, date]) -> VisitWindow | None:
    """The window of one visit; None while a date it counts from is not known, or no day is left.

    `origins` maps origin names (T_R, T_E, ...) to dates. A `not_after` limit cuts the end of the
    window and, where it must, the target (rule OUT-06: never after add_months(T_T, 24)).
    """
    origin = origins.get(visit.origin)
    if origin is None:
        return None
    target = origin + timedelta(days=visit.day)
    first, last = (target + timedelta(days=days) for days in visit.window)
    if visit.not_after:
        limit_origin = origins.get(visit.not_after.origin)
        if limit_origin is None:
            return None
        last = min(last, add_months(limit_origin, visit.not_after.months))
        if last < first:
            return None
        target = min(target, last)
    return VisitWindow(visit.id, target, first, last)


def visit_windows(schedule: Schedule, origins: Mapping[str, date]) -> tuple[VisitWindow, ...]:
    """The windows of every visit whose origin date is known, in study order."""
    found = (visit_window(visit, origins) for visit in schedule.visits)
    return tuple(window for window in found if window)


def visit_on(day: date, form: str, schedule: Schedule, origins: Mapping[str, date]) -> Visit | None:
    """The visit that a form filled in on `day` belongs to; None means unscheduled.

    Only visits at which the form is due are considered, so that the windows of visits counting
    from different origins may overlap. The nearest target wins where two still do, the earlier visit at equal
    distance.
    """
    near: list[tuple[int, int, Visit]] = []
    for order, visit in enumerate(schedule.visits):
        window = visit_window(visit, origins) if form in visit.forms else None
        if window and window.holds(day):
            near.append((abs((day - window.target).days), order, visit))
    return min(near, key=lambda candidate: candidate[:2])[2] if near else None
