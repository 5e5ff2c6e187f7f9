"""Proportions of participants with a response, and their difference (STA-12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from trialwright.analysis.proportions.counts import Count
from trialwright.analysis.proportions.mantel_haenszel import mantel_haenszel
from trialwright.analysis.proportions.one_proportion import wilson
from trialwright.analysis.proportions.two_proportions import newcombe_difference
from trialwright.analysis.registered.plan import Plan, ids
from trialwright.analysis.results import ResultRow
from trialwright.endpoints.derived import EndpointRow

#: Flags of responses that are counted beside the rate (rules HBD-02, HBD-10, HBS-09).
_FLAGS = ("literal_adjacent", "detectable_at_baseline", "reverted", "sustained")


def proportion_results(plan: Plan) -> Iterator[ResultRow]:
    """Responders of each group; missing counts as not achieved, best and worst case beside it.

    The denominator is everybody enrolled in the group (rules HBS-10, OUT-14).
    """
    counts: dict[str, Count] = {}
    for group in plan.groups:
        rows = plan.rows(group)
        counts[group] = Count(sum(row.event is True for row in rows), len(rows))
        yield from _group(plan, group, rows, counts[group])
    reference = counts[plan.groups[0]]
    for group, name in plan.contrasts:
        difference = newcombe_difference(counts[group], reference, conf_level=plan.conf_level)
        n = counts[group].n + reference.n
        sources = ids(plan.rows())
        yield from plan.estimate(name, "risk_difference", difference, n=n, sources=sources)
        test = mantel_haenszel([counts[group]], [reference]).test
        note = "" if test else "nobody, or everybody, achieved it"
        p = test.p if test else None
        yield plan.result(name, "p", p, n=n, sources=sources, note=note)


def _group(
    plan: Plan, group: str, rows: tuple[EndpointRow, ...], count: Count
) -> Iterator[ResultRow]:
    sources = ids(rows)
    open_ = sum(_is_open(row) for row in rows)
    numbers = {"count": count.events, "n": count.n, "cannot_determine": open_}
    for name, value in numbers.items():
        yield plan.result(group, name, value, unit="participants", n=count.n, sources=sources)
    estimate = wilson(count, conf_level=plan.conf_level)
    yield from plan.estimate(group, "proportion", estimate, n=count.n, sources=sources)
    for name, events in {"best_case": count.events + open_, "worst_case": count.events}.items():
        share = Count(events, count.n).proportion
        yield plan.result(
            group, name, None if share is None else float(share), n=count.n, sources=sources
        )
    yield from _breakdown(plan, group, rows)


def _is_open(row: EndpointRow) -> bool:
    """Whether more data could have made the participant a responder."""
    return row.event is None or row.status == "NO_DATA"


def _breakdown(plan: Plan, group: str, rows: tuple[EndpointRow, ...]) -> Iterator[ResultRow]:
    for status, number in sorted(Counter(row.status for row in rows).items()):
        members = [row for row in rows if row.status == status]
        yield plan.result(
            group,
            "count",
            number,
            unit="participants",
            n=len(rows),
            sources=ids(members),
            variable="status",
            level=status,
        )
    for flag in _FLAGS:
        for level in sorted({row.detail[flag] for row in rows if flag in row.detail}):
            members = [row for row in rows if row.detail.get(flag) == level]
            achieved = sum(row.event is True for row in members)
            for name, value in {"count": achieved, "n": len(members)}.items():
                yield plan.result(
                    group,
                    name,
                    value,
                    unit="participants",
                    n=len(members),
                    sources=ids(members),
                    variable=flag,
                    level=level,
                )
