"""The visits of many participants, each computed once for each state of their journal.

Whatever changes what a participant's calendar depends on writes a line into their chain. So the
head of the chain and the day are all there is to remember it by: nothing can be out of date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from trialwright.capture.visit_status import VisitState, visit_states
from trialwright.definition import Definition
from trialwright_web.audit.chain import participant_chain
from trialwright_web.audit.models import JournalHead
from trialwright_web.capture.models import FormInstance, Participant
from trialwright_web.capture.progress import person_of
from trialwright_web.rows import find

Calendar = tuple[VisitState, ...]


@dataclass(frozen=True)
class _Asked:
    """What a calendar depends on; `head` is the hash over everything done to the participant."""

    study: str
    number: str
    head: str
    today: date
    not_eligible: bool
    definition_hash: str
    definition: Definition = field(compare=False, repr=False)


def calendars(
    definition: Definition, people: Iterable[Participant], today: date
) -> dict[str, Calendar]:
    """Screening number -> the visits of a participant on one day."""
    study = definition.study.id
    heads = dict(JournalHead.objects.filter(study=study).values_list("chain", "hash"))
    return {
        person.number: _calendar(
            _Asked(
                study,
                person.number,
                heads.get(participant_chain(person.number), ""),
                today,
                person.status == "not_eligible",
                definition.hash,
                definition,
            )
        )
        for person in people
    }


@lru_cache(maxsize=20_000)
def _calendar(asked: _Asked) -> Calendar:
    rows = find(
        FormInstance,
        {"study": asked.study, "participant": asked.number},
        order_by=["visit", "form", "repeat"],
    )
    person = person_of(asked.number, rows)
    found = visit_states(asked.definition, person, asked.today, not_eligible=asked.not_eligible)
    return tuple(found)
