"""The true course of one participant: what would happen under each group, and what does.

One amount of hazard is drawn for each kind of event and used under both groups, so the two potential
outcomes differ by the treatment alone (rules SYN-01, SYN-04, SYN-06, SYN-10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from numpy.random import Generator

from trialwright.synthetic.baseline import Baseline
from trialwright.synthetic.draws import chance
from trialwright.synthetic.hazard import DAYS_PER_YEAR, Hazard
from trialwright.synthetic.indication import ANALOGUE, PEGINTERFERON, propensity
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.recurrence import RecurrenceModel
from trialwright.synthetic.timeline import Timeline


@dataclass(frozen=True)
class Outcome:
    """Potential outcomes under one group, in days from T_R; None = not before the horizon of life.

    `recurrence` is the biological onset: a scan can only see it later.
    """

    recurrence: int | None
    death: int | None


@dataclass(frozen=True)
class Course:
    """The group, the chance of peginterferon, both potential outcomes and what may end the course.

    `dropout` and `transplant` are the days on which these would happen if nothing came before. A
    liver transplanted before recurrence has none afterwards (REC-09).
    """

    group: str
    propensity: float
    outcomes: Mapping[str, Outcome]
    dropout: int
    transplant: int

    @property
    def actual(self) -> Outcome:
        """What happens under the group the participant is in."""
        return self.outcomes[self.group]

    @property
    def transplanted(self) -> int | None:
        """The day of a transplantation that comes before recurrence, death and dropping out."""
        ends = (self.actual.recurrence, self.actual.death, self.dropout)
        first = all(end is None or self.transplant < end for end in ends)
        return self.transplant if first else None

    @property
    def onset(self) -> int | None:
        """The biological onset of the recurrence that happens."""
        return None if self.transplanted is not None else self.actual.recurrence


def draw_course(
    rng: Generator,
    person: Baseline,
    timeline: Timeline,
    model: RecurrenceModel,
    parameters: Parameters,
) -> Course:
    """Draw the group and the course under each group."""
    probability = propensity(person, parameters)
    group = PEGINTERFERON if chance(rng, probability) else ANALOGUE
    amounts = [float(rng.exponential()) for _ in range(4)]
    alone = model.hazard(person)
    delay = parameters.number("pegifn_effect_delay_months") / 12
    start = timeline.peginterferon / DAYS_PER_YEAR + delay
    added = alone.after(start, parameters.number("hazard_ratio"))
    hazards = {ANALOGUE: alone, PEGINTERFERON: added}
    enrolled = timeline.enrolment / DAYS_PER_YEAR
    outcomes = {
        group: _outcome(hazard, amounts[0], amounts[1], enrolled, parameters)
        for group, hazard in hazards.items()
    }
    dropout, transplant = (
        timeline.enrolment + 1 + int(amount / parameters.number(name) * DAYS_PER_YEAR)
        for name, amount in zip(("dropout", "transplant"), amounts[2:], strict=True)
    )
    return Course(group, probability, outcomes, dropout, transplant)


def _outcome(
    hazard: Hazard,
    recurrence_amount: float,
    death_amount: float,
    enrolled: float,
    parameters: Parameters,
) -> Outcome:
    """Everybody screened is alive, so death is at risk from enrolment on; recurrence is from T_R."""
    recurrence = hazard.time_at(recurrence_amount)
    before, after = (parameters.number(n) for n in ("death_rate", "death_rate_after_recurrence"))
    ends = (enrolled, max(enrolled, recurrence), inf)
    death = Hazard(ends, (0.0, before, after)).time_at(death_amount)
    return Outcome(_day(recurrence), _day(death))


def _day(years: float) -> int | None:
    return None if years == inf else 1 + int(years * DAYS_PER_YEAR)
