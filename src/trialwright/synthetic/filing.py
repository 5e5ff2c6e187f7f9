"""Under which visit a form is filed: the one whose window holds the day, else an unscheduled one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from trialwright.capture.windows import visit_on
from trialwright.definition.schedule import Schedule

UNSCHEDULED = "UNSCHEDULED"


class Filing:
    """Gives each day its visit. A second unscheduled day gets a visit of its own.

    Lesions belong to the read of the same visit, so two unscheduled scans must not share one. They
    are called UNSCHEDULED, UNSCHEDULED_2 and so on, in the order in which they are asked for.
    """

    def __init__(self, schedule: Schedule, origins: Mapping[str, date]) -> None:
        self._schedule, self._origins = schedule, origins
        self._unscheduled: dict[date, str] = {}

    def visit(self, day: date, form: str) -> str:
        """The visit that `form`, filled in about `day`, belongs to."""
        found = visit_on(day, form, self._schedule, self._origins)
        return found.id if found else self._unscheduled_on(day)

    def _unscheduled_on(self, day: date) -> str:
        number = len(self._unscheduled) + 1
        name = UNSCHEDULED if number == 1 else f"{UNSCHEDULED}_{number}"
        return self._unscheduled.setdefault(day, name)
