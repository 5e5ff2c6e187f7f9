"""From a snapshot to endpoint rows: every declared endpoint of every enrolled participant."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trialwright.datasets.snapshot import Snapshot
from trialwright.definition.load import Definition
from trialwright.endpoints.adverse_event_rows import adverse_event_rows, serious_event_rows
from trialwright.endpoints.case import Case
from trialwright.endpoints.derived import Derived, EndpointRow
from trialwright.endpoints.liver_rows import deterioration_rows
from trialwright.endpoints.participant_rows import participant_row
from trialwright.endpoints.quality_of_life_rows import change_rows
from trialwright.endpoints.recurrence_news import NEWS_OF, flag_answers, recurrence_dates
from trialwright.endpoints.recurrence_rows import recurrence_rows
from trialwright.endpoints.response_rows import seroclearance_rows, undetectable_rows

_DERIVATIONS: dict[str, Callable[[Case], Iterator[EndpointRow]]] = {
    "recurrence": recurrence_rows,
    "hbsag_seroclearance": seroclearance_rows,
    "hbvdna_undetectable": undetectable_rows,
    "adverse_event_incidence": adverse_event_rows,
    "serious_adverse_event_incidence": serious_event_rows,
    "child_pugh_increase": deterioration_rows,
    "qlqc30_change": change_rows,
}


def derive_endpoints(snapshot: Snapshot) -> Derived:
    """Participants and endpoint rows, in the order of endpoints, readings, participants, visits."""
    definition, cutoff = snapshot.definition, snapshot.data_cutoff
    people = {p.id: p for p in snapshot.participants}
    rows = tuple(
        participant_row(definition, people[key], snapshot.screenings[key], cutoff) for key in people
    )
    outcomes = [
        outcome
        for endpoint in definition.endpoints.endpoints
        for row in rows
        if row.enrolled
        for outcome in _DERIVATIONS[endpoint.derivation](
            Case(endpoint, people[row.participant], row, cutoff)
        )
    ]
    return Derived(rows, tuple(_with_news(definition, outcomes)))


def _with_news(definition: Definition, outcomes: list[EndpointRow]) -> list[EndpointRow]:
    """What one endpoint says about the rows of another (QOL-08)."""
    for endpoint in definition.endpoints.endpoints:
        if news_of := endpoint.settings.get(NEWS_OF):
            recurred = recurrence_dates(outcomes, news_of)
            outcomes = list(flag_answers(outcomes, endpoint.id, recurred))
    return outcomes
