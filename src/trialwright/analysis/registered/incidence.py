"""Adverse events: participants with at least one, events for the time watched (OUT-04, STA-15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trialwright.analysis.proportions.counts import Count, Rate
from trialwright.analysis.proportions.one_proportion import wilson
from trialwright.analysis.proportions.rates import DAYS_PER_YEAR, exact_poisson_rate
from trialwright.analysis.registered.plan import Plan, ids
from trialwright.analysis.results import ResultRow
from trialwright.endpoints.derived import EndpointRow


def incidence_results(plan: Plan) -> Iterator[ResultRow]:
    """Each group: any event, by worst grade, by relatedness, by kind, by the record's list."""
    for group in plan.groups:
        rows = plan.rows(group)
        people = [row for row in rows if not row.visit]
        events = [row for row in rows if row.visit and row.event]
        n = len(people)
        yield from _participants(plan, group, people, events, "any", "")
        yield from _rate(plan, group, people, events)
        open_ = [row for row in people if row.event is None]
        yield plan.result(
            group, "cannot_determine", len(open_), unit="participants", n=n, sources=ids(open_)
        )
        for variable, key in _BREAKDOWNS.items():
            for level in _levels(plan, variable, events):
                members = [row for row in events if key(row, events) == level]
                yield from _participants(plan, group, people, members, variable, level)


Key = Callable[[EndpointRow, list[EndpointRow]], str]


def _worst_grade(row: EndpointRow, events: list[EndpointRow]) -> str:
    """The participant's worst grade: every participant is counted under one grade (OUT-04)."""
    return max(e.detail.get("grade", "") for e in events if e.participant == row.participant)


_BREAKDOWNS: dict[str, Key] = {
    "grade": _worst_grade,
    "related": lambda row, _: row.detail.get("related", "unknown"),
    "serious_record": lambda row, _: row.detail.get("serious_record", "unknown"),
    "kind": lambda row, _: row.detail.get("kind", ""),
}


def _levels(plan: Plan, variable: str, events: list[EndpointRow]) -> list[str]:
    if variable == "kind":
        form_item = plan.endpoint.roles["kind"]
        codelist = plan.definition.item(form_item).codelist or ""
        return list(plan.definition.codelists_by_id[codelist].labels)
    if variable == "grade":
        codelist = plan.definition.item(plan.endpoint.roles["grade"]).codelist or ""
        return list(plan.definition.codelists_by_id[codelist].labels)
    return ["yes", "no", "unknown"]


def _participants(
    plan: Plan,
    group: str,
    people: list[EndpointRow],
    events: list[EndpointRow],
    variable: str,
    level: str,
) -> Iterator[ResultRow]:
    n = len(people)
    count = Count(len({row.participant for row in events}), n)
    # Where no event counts, it is the people without one who say so.
    sources = ids(events or people)
    yield plan.result(
        group,
        "participants",
        count.events,
        unit="participants",
        n=n,
        sources=sources,
        variable=variable,
        level=level,
    )
    estimate = wilson(count, conf_level=plan.conf_level)
    yield from plan.estimate(
        group, "proportion", estimate, n=n, sources=sources, variable=variable, level=level
    )


def _rate(
    plan: Plan, group: str, people: list[EndpointRow], events: list[EndpointRow]
) -> Iterator[ResultRow]:
    days = sum(int(row.detail["days_watched"]) for row in people if "days_watched" in row.detail)
    sources = ids(people)
    yield plan.result(group, "events", len(events), unit="events", n=len(people), sources=sources)
    yield plan.result(
        group,
        "person_years",
        float(days / DAYS_PER_YEAR),
        unit="years",
        n=len(people),
        sources=sources,
    )
    rate = exact_poisson_rate(
        Rate(len(events), days), per=100 * DAYS_PER_YEAR, conf_level=plan.conf_level
    )
    yield from plan.estimate(
        group,
        "rate",
        rate,
        unit="per 100 person-years",
        n=len(people),
        sources=sources,
        variable="rate",
    )
