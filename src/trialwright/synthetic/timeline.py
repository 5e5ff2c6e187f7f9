"""The dates of one participant up to the start of treatment (rules SYN-10, DAT-06, STA-02)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from numpy.random import Generator

from trialwright.instruments.calendar import add_months
from trialwright.synthetic.draws import skewed, whole
from trialwright.synthetic.parameters import Parameters


@dataclass(frozen=True)
class Timeline:
    """Days count from the radical treatment, T_R, as day 0.

    `samples` is the day of the laboratory samples for enrolment, `peginterferon` the day on which
    peginterferon starts in those who get it.
    """

    radical: date
    imaging: int
    consent: int
    samples: int
    enrolment: int
    peginterferon: int

    def date(self, day: int) -> date:
        """The calendar date of a day."""
        return self.radical + timedelta(days=day)


def draw_timeline(rng: Generator, number: int, parameters: Parameters) -> Timeline:
    """Draw the dates of the screened person `number`, counted from 1.

    People come one after another through the accrual window; a cohort larger than planned starts
    again at its beginning, so that every follow-up fits before the data cut-off. The study population
    has undergone its radical treatment, so nobody consents before it.
    """
    start = round(7 * skewed(rng, parameters.table("pegifn_start_weeks")))
    enrolment = start - whole(rng, parameters.table("enrolment_before_pegifn_days"))
    return Timeline(
        radical=_radical(float(rng.random()), number, parameters),
        imaging=-whole(rng, parameters.table("imaging_days_before")),
        consent=max(1, enrolment - whole(rng, parameters.table("consent_days_before"))),
        samples=enrolment - whole(rng, parameters.table("samples_days_before")),
        enrolment=enrolment,
        peginterferon=start,
    )


def _radical(within: float, number: int, parameters: Parameters) -> date:
    lost = parameters.number("screening_failures") + parameters.number("declined")
    screened = parameters.planned / (1 - lost)
    last = add_months(parameters.first_day, int(parameters.number("accrual_months")))
    days = (last - parameters.first_day).days
    position = (number - 1 + within) / screened
    return parameters.first_day + timedelta(days=int(position % 1 * days))


def origins(timeline: Timeline, antiviral_start: int | None = None) -> Mapping[str, date]:
    """The study's origin dates as they will be read from the entries."""
    found = {"consent": timeline.date(timeline.consent), "T_R": timeline.radical}
    if antiviral_start is not None:
        found["T_E"] = timeline.date(timeline.enrolment)
        found["T_T"] = timeline.date(max(timeline.enrolment, antiviral_start))
    return found
