"""On which days a participant comes, and what is missed (rule SYN-10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from numpy.random import Generator

from trialwright.definition.schedule import Visit
from trialwright.synthetic.draws import chance, whole
from trialwright.synthetic.parameters import Parameters


@dataclass(frozen=True)
class Attendance:
    """One planned visit as it took place: its day from T_R, and whether the MRI was done then."""

    planned: Visit
    day: int
    scanned: bool


def draw_attendances(
    rng: Generator, visits: tuple[Visit, ...], last_day: int, parameters: Parameters
) -> Iterator[Attendance]:
    """Draw the visits of a grid that counts from T_R, up to the participant's last day.

    A missed MRI is either a missed visit or an examination that was not done at one. A late visit
    lies at the end of its window or after it.
    """
    for visit in visits:
        day = visit.day + _shift(rng, visit, parameters)
        scanned = not chance(rng, parameters.number("missed_mri"))
        came = scanned or not chance(rng, parameters.number("missed_whole_visit"))
        if came and day <= last_day:
            yield Attendance(visit, day, scanned)


def _shift(rng: Generator, visit: Visit, parameters: Parameters) -> int:
    if not chance(rng, parameters.number("late_mri")):
        return whole(rng, parameters.table("visit_shift_days"))
    if chance(rng, parameters.number("late_outside_window")):
        return visit.window[1] + whole(rng, parameters.table("days_past_window"))
    return visit.window[1] - whole(rng, {"low": 0, "high": 2})
