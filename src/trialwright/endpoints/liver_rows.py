"""Child-Pugh increase from the liver chemistry forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trialwright.capture.entry import Entry
from trialwright.endpoints.case import Case
from trialwright.endpoints.derived import EndpointRow
from trialwright.endpoints.deterioration import LiverVisit, ScoreBounds, derive_deterioration
from trialwright.endpoints.liver_components import COMPONENTS, component_bounds
from trialwright.endpoints.treatment_end import treatment_end

_STATUS = {True: "INCREASED", False: "NOT_INCREASED", None: "CANNOT_DETERMINE"}


def deterioration_rows(case: Case) -> Iterator[EndpointRow]:
    """One row: whether the score rose by two points at any visit after enrolment (rule CHP-06).

    Where the endpoint declares the study treatment, `on_treatment` is the same answer from the
    visits up to its end (CLN-12); without the detail it cannot be determined.
    """
    if case.origin is None:
        yield case.outcome(_STATUS[None], None, None, (), ("CHP-06",))
        return
    visits = [LiverVisit(day, _bounds(case, entry), entry.id) for day, entry in case.dated("date")]
    before = [visit for visit in visits if visit.date <= case.origin]
    start = before[-1].bounds if before else None
    outcome = derive_deterioration(
        baseline=start, visits=visits, after=case.origin, until=case.horizon
    )
    baseline = (before[-1].source,) if before else ()
    detail = {"sustained": "yes" if outcome.sustained else "no"} if outcome.deteriorated else {}
    on_treatment = _on_treatment(case, start, visits)
    if on_treatment is not None:
        detail["on_treatment"] = "yes" if on_treatment else "no"
    yield case.outcome(
        _STATUS[outcome.deteriorated],
        outcome.deteriorated,
        outcome.first_date,
        baseline + outcome.sources,
        outcome.rules,
        detail=detail,
    )


def _on_treatment(
    case: Case, baseline: ScoreBounds | None, visits: Iterable[LiverVisit]
) -> bool | None:
    end = treatment_end(case)
    if end is None or not end.known or case.origin is None or case.horizon is None:
        return None
    until = min(case.horizon, end.last_dose) if end.last_dose else case.horizon
    return derive_deterioration(
        baseline=baseline, visits=visits, after=case.origin, until=until
    ).deteriorated


def _bounds(case: Case, entry: Entry) -> ScoreBounds:
    bounds = [
        component_bounds(name, case.text(entry, name), case.unit(entry, name))
        for name in COMPONENTS
    ]
    return ScoreBounds(sum(low for low, _ in bounds), sum(high for _, high in bounds))
