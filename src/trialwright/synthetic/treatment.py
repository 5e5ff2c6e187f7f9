"""Which drugs are taken when (rules STA-04, SYN-08, ARM-04). Days count from T_R."""

from __future__ import annotations

from dataclasses import dataclass, replace

from numpy.random import Generator

from trialwright.synthetic.baseline import Baseline
from trialwright.synthetic.draws import chance, pick, whole
from trialwright.synthetic.hazard import DAYS_PER_YEAR
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.timeline import Timeline

PEGIFN = "PEGIFN"


@dataclass(frozen=True)
class Period:
    """One drug from its first to its last dose; no last dose while it goes on."""

    drug: str
    start: int
    end: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Treatment:
    """All periods, analogues first."""

    periods: tuple[Period, ...]

    @property
    def start(self) -> int:
        """First dose of anything."""
        return min(period.start for period in self.periods)

    @property
    def peginterferon(self) -> Period | None:
        """The course of peginterferon, if there is one."""
        return next((period for period in self.periods if period.drug == PEGIFN), None)

    def analogue_on(self, day: int) -> bool:
        """Whether an analogue had been started by `day`."""
        return any(p.start <= day for p in self.periods if p.drug != PEGIFN)


def draw_treatment(
    rng: Generator, person: Baseline, timeline: Timeline, with_pegifn: bool, parameters: Parameters
) -> Treatment:
    """Draw the analogue with a possible switch, and the course of peginterferon.

    Somebody who takes an analogue before enrolment goes on with it. A few of the group without
    peginterferon get it later: that never moves a participant to the other group (STA-04).
    """
    start = _analogue_start(rng, person, timeline, parameters)
    analogues = _analogues(rng, person.drug, start, timeline.enrolment, parameters)
    added = chance(rng, parameters.number("pegifn_added_later"))
    later = timeline.enrolment + whole(rng, parameters.table("pegifn_added_days"))
    first = timeline.peginterferon if with_pegifn else later
    course = _pegifn_course(rng, first, parameters)
    return Treatment((*analogues, course) if with_pegifn or added else analogues)


def stopped_at(treatment: Treatment, day: int | None) -> Treatment:
    """End a running course of peginterferon on the day on which recurrence is established."""
    if day is None:
        return treatment
    periods = (_stopped(period, day) for period in treatment.periods)
    return Treatment(tuple(p for p in periods if p.drug != PEGIFN or p.start < day))


def _stopped(period: Period, day: int) -> Period:
    runs = period.drug == PEGIFN and period.start < day and (period.end or day) >= day
    return replace(period, end=day, reason="recurrence") if runs else period


def _analogue_start(
    rng: Generator, person: Baseline, timeline: Timeline, parameters: Parameters
) -> int:
    years = rng.exponential(parameters.number("years_on_na_before"))
    wait = whole(rng, parameters.table("na_start_days"))
    least = int(parameters.number("least_days_on_na_before"))
    before = -least - int(float(years) * DAYS_PER_YEAR)
    return before if person.treated_before else timeline.enrolment + wait


def _analogues(
    rng: Generator, drug: str, start: int, enrolment: int, parameters: Parameters
) -> tuple[Period, ...]:
    wait = float(rng.exponential()) / parameters.number("na_switch")
    others = {d: share for d, share in parameters.table("na_drugs").items() if d != drug}
    new = pick(rng, others)
    switch = max(start, enrolment) + 1 + int(wait * DAYS_PER_YEAR)
    if wait > parameters.numbers("hazard_period_ends")[-1]:
        return (Period(drug, start),)
    return Period(drug, start, switch, "switch"), Period(new, switch + 1)


def _pegifn_course(rng: Generator, start: int, parameters: Parameters) -> Period:
    planned = 7 * int(parameters.number("pegifn_weeks"))
    early = start + 7 * whole(rng, parameters.table("pegifn_stop_weeks"))
    mark = float(rng.random())
    for_ae = parameters.number("pegifn_stop_for_ae")
    if mark < for_ae:
        return Period(PEGIFN, start, early, "adverse_event")
    if mark < for_ae + parameters.number("pegifn_stop_by_wish"):
        return Period(PEGIFN, start, early, "participant")
    return Period(PEGIFN, start, start + planned - 7, "planned_end")
