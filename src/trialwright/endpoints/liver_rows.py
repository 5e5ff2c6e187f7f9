"""Child-Pugh increase from the liver chemistry forms."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.capture.entry import Entry
from trialwright.endpoints.case import Case
from trialwright.endpoints.derived import EndpointRow
from trialwright.endpoints.deterioration import LiverVisit, ScoreBounds, derive_deterioration
from trialwright.endpoints.liver_components import COMPONENTS, component_bounds

_STATUS = {True: "INCREASED", False: "NOT_INCREASED", None: "CANNOT_DETERMINE"}


def deterioration_rows(case: Case) -> Iterator[EndpointRow]:
    """One row: whether the score rose by two points at any visit after enrolment (rule CHP-06)."""
    if case.origin is None:
        yield case.outcome(_STATUS[None], None, None, (), ("CHP-06",))
        return
    visits = [LiverVisit(day, _bounds(case, entry), entry.id) for day, entry in case.dated("date")]
    before = [visit for visit in visits if visit.date <= case.origin]
    outcome = derive_deterioration(
        baseline=before[-1].bounds if before else None,
        visits=visits,
        after=case.origin,
        until=case.horizon,
    )
    baseline = (before[-1].source,) if before else ()
    detail = {"sustained": "yes" if outcome.sustained else "no"} if outcome.deteriorated else {}
    yield case.outcome(
        _STATUS[outcome.deteriorated],
        outcome.deteriorated,
        outcome.first_date,
        baseline + outcome.sources,
        outcome.rules,
        detail=detail,
    )


def _bounds(case: Case, entry: Entry) -> ScoreBounds:
    bounds = [
        component_bounds(name, case.text(entry, name), case.unit(entry, name))
        for name in COMPONENTS
    ]
    return ScoreBounds(sum(low for low, _ in bounds), sum(high for _, high in bounds))
