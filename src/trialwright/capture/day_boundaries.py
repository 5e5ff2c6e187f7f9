"""Until when an answer holds that was computed as of one day, if nothing else is entered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from trialwright.capture.consent import consent_state
from trialwright.capture.participant import Participant, complete_date
from trialwright.definition.load import Definition
from trialwright.instruments.partial_date import possible_days


def holds_until(definition: Definition, participant: Participant, today: date) -> date | None:
    """The last day on which what was computed of a participant as of `today` is still so.

    Checks, screening, consent and the day last seen compare the day with the dates that were
    entered and with the days on which consent texts come into force, and with nothing else. None
    where no such day is to come. A finding that names the day itself, of a date to come or of a
    withdrawal without its date, holds on `today` only; so does screening on no date at all.
    """
    complete = False
    for text in _dates(definition, participant):
        span = possible_days(text)
        if span and span.earliest > today:
            return today
        complete = complete or complete_date(text) is not None
    if not complete or _withdrawn_as_of(definition, participant, today):
        return today
    plan = definition.site.consent
    later = [t.approved_on for t in plan.texts if t.approved_on > today] if plan else []
    return min(later) - timedelta(days=1) if later else None


def _withdrawn_as_of(definition: Definition, participant: Participant, today: date) -> bool:
    """Whether consent, or a use of it, ended on `today`; it may do so each day anew."""
    state = consent_state(definition, participant, today)
    return today in (state.withdrawn_on, *(use.since for use in state.uses))


def _dates(definition: Definition, participant: Participant) -> Iterator[str]:
    for entry in participant.entries:
        form = definition.forms_by_id.get(entry.form)
        for value in entry.values if form else ():
            item = form.by_id.get(value.item) if form else None
            if item and item.type == "date" and value.value is not None:
                yield value.value
