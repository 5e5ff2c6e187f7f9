"""What a participant took from when to when, and the days on which one drug replaced another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trialwright.capture.participant import Participant, complete_date
from trialwright.definition.load import Definition


@dataclass(frozen=True)
class Exposure:
    """One period on one drug, both days included. `end` is None while it goes on, or is not known.

    `drug` is as entered; `entry` names the entry that says so. `reason` is the code that says why it
    ended, None where nobody said.
    """

    drug: str
    start: date
    end: date | None
    entry: str
    reason: str | None = None


@dataclass(frozen=True)
class Switch:
    """On `day` a drug of the same class was begun after another had been taken."""

    day: date
    before: str
    after: str


def exposures(definition: Definition, participant: Participant) -> tuple[Exposure, ...]:
    """Every dated period, by its first day; none where the study does not say which items hold it.

    The last dose is the item of the same form that is the next date after the first dose.
    """
    milestones = definition.study.milestones
    if milestones.drug is None or milestones.drug_start is None:
        return ()
    form, _, drug = milestones.drug.partition(".")
    start = milestones.drug_start.partition(".")[2]
    why = (milestones.drug_stop_reason or "").partition(".")[2]
    dates = [item.id for item in definition.forms_by_id[form].items if item.type == "date"]
    end = next(iter(dates[dates.index(start) + 1 :]), "")
    found = []
    for entry in participant.of_form(form):
        taken, first = entry.value(drug), complete_date(entry.value(start))
        if taken and first:
            last, reason = complete_date(entry.value(end)), entry.value(why)
            found.append(Exposure(taken, first, last, entry.id, reason))
    return tuple(sorted(found, key=lambda each: (each.start, each.drug, each.entry)))


def switches(definition: Definition, periods: tuple[Exposure, ...]) -> tuple[Switch, ...]:
    """The days on which a drug took the place of another of its class, in their order.

    A drug added while the one before goes on takes nobody's place.
    """
    classes = {drug.id: drug.drug_class for drug in definition.study.drugs}
    found = []
    for place, period in enumerate(periods):
        earlier = [
            other
            for other in periods[:place]
            if classes.get(other.drug) == classes.get(period.drug)
            and other.end
            and other.end <= period.start
        ]
        last = max(earlier, key=lambda other: (other.end or date.min, other.start), default=None)
        if last and last.drug != period.drug:
            found.append(Switch(period.start, last.drug, period.drug))
    return tuple(found)
