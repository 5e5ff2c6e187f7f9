"""Whether a participant may take part, decided once: on which day, from which values (rule ELI-01)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trialwright.capture.eligibility import (
    EligibilityDecision,
    Overall,
    decide_eligibility,
    overall_eligibility,
)
from trialwright.capture.participant import Participant, complete_date, origin_dates
from trialwright.capture.screening_values import screening_values
from trialwright.definition.load import Definition


@dataclass(frozen=True)
class Screening:
    """The decision on one participant, the day it holds for, and the values it was made from.

    `values` are as entered, named as in eligibility.yaml; None = not known.
    """

    decided_on: date
    values: Mapping[str, Any] = field(hash=False)
    decision: EligibilityDecision


def screen_participant(
    definition: Definition, participant: Participant, cutoff: date, *, rehearsal: bool
) -> Screening:
    """Decide on the day of enrolment, or on the last day of data of whoever is not enrolled.

    `rehearsal` lets stand-ins take the place of screening windows that the site has not given;
    outside one, values with such a window are not used and the criteria stay open.
    """
    decided_on = _decided_on(definition, participant, cutoff)
    values = screening_values(definition, participant, decided_on, rehearsal=rehearsal)
    return Screening(decided_on, values, decide_eligibility(definition, values))


def screen_overall(
    definition: Definition, participant: Participant, cutoff: date, *, rehearsal: bool
) -> Overall:
    """The overall answer of `screen_participant` alone: all that a participant's status needs."""
    decided_on = _decided_on(definition, participant, cutoff)
    values = screening_values(definition, participant, decided_on, rehearsal=rehearsal)
    return overall_eligibility(definition, values)


def screen_all(
    definition: Definition, people: Iterable[Participant], cutoff: date, *, rehearsal: bool
) -> dict[str, Screening]:
    """The decision on each participant, by id."""
    return {
        each.id: screen_participant(definition, each, cutoff, rehearsal=rehearsal)
        for each in people
    }


def _decided_on(definition: Definition, participant: Participant, cutoff: date) -> date:
    enrolled = _enrolled_on(definition, participant, cutoff)
    return enrolled or _last_day(definition, participant) or cutoff


def _enrolled_on(definition: Definition, participant: Participant, cutoff: date) -> date | None:
    day = origin_dates(definition, participant).get(definition.study.milestones.enrolment)
    return day if day and day <= cutoff else None


def _last_day(definition: Definition, participant: Participant) -> date | None:
    """The last complete date entered on any form."""
    days = [
        day
        for entry in participant.entries
        for value in entry.values
        if value.item in definition.forms_by_id[entry.form].dates
        and (day := complete_date(value.value))
    ]
    return max(days, default=None)
