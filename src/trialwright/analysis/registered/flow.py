"""Participant flow: who was screened, who was enrolled, what happened to them (STA-17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from trialwright.analysis.registered.cohort import at_risk
from trialwright.analysis.registered.plan import ALL, Plan, people
from trialwright.analysis.results import ResultRow
from trialwright.endpoints.derived import EndpointRow, ParticipantRow

#: How follow-up for the endpoint ended, in the order of the flow.
_ENDINGS: tuple[tuple[str, Callable[[EndpointRow, ParticipantRow], bool]], ...] = (
    ("event", lambda row, _: row.event is True),
    ("died without recurrence", lambda row, _: row.status == "DEATH_WITHOUT_RECURRENCE"),
    ("transplanted without recurrence", lambda row, _: row.status.startswith("TRANSPLANT")),
    ("withdrawn", lambda _, person: person.disposition == "withdrawn"),
    ("followed to end", lambda *_: True),
)


def flow_results(plan: Plan) -> Iterator[ResultRow]:
    """Counts of the flow; the endings of one group add up to those at risk."""
    screened = plan.derived.participants
    yield _count(plan, ALL, "screened", screened)
    excluded = [p for p in screened if p.disposition == "not eligible"]
    yield _count(plan, ALL, "not eligible", excluded)
    reasons = Counter(criterion for p in excluded for criterion in p.not_passed)
    for criterion in plan.definition.eligibility.criteria:
        if reasons[criterion.id]:
            concerned = [p for p in excluded if criterion.id in p.not_passed]
            yield _count(plan, ALL, "not eligible", concerned, criterion.id)
    not_enrolled = [p for p in screened if p.disposition == "not enrolled"]
    yield _count(plan, ALL, "not enrolled", not_enrolled)
    for group in (ALL, *plan.groups):
        yield from _group(plan, group)


def _group(plan: Plan, group: str) -> Iterator[ResultRow]:
    enrolled = plan.enrolled(group)
    yield _count(plan, group, "enrolled", enrolled)
    rows = {row.participant: row for row in at_risk(plan.rows(group))}
    yield _count(plan, group, "not at risk", [p for p in enrolled if p.participant not in rows])
    followed = [p for p in enrolled if p.participant in rows]
    yield _count(plan, group, "at risk", followed)
    endings: dict[str, list[ParticipantRow]] = {name: [] for name, _ in _ENDINGS}
    for person in followed:
        row = rows[person.participant]
        endings[next(name for name, holds in _ENDINGS if holds(row, person))].append(person)
    for name, members in endings.items():
        yield _count(plan, group, name, members)


def _count(
    plan: Plan,
    group: str,
    variable: str,
    members: tuple[ParticipantRow, ...] | list[ParticipantRow],
    level: str = "",
) -> ResultRow:
    return plan.result(
        group,
        "count",
        len(members),
        unit="participants",
        n=len(members),
        sources=people(members),
        variable=variable,
        level=level,
    )
