"""Change from baseline of a repeated measure, visit by visit, as observed (QOL-09)."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.analysis.numeric.estimate import Estimate
from trialwright.analysis.registered.plan import Plan, ids
from trialwright.analysis.results import ResultRow
from trialwright.analysis.summaries import compute_mean_difference, compute_summary
from trialwright.endpoints.derived import EndpointRow
from trialwright.endpoints.recurrence_news import AFTER_NEWS


def change_results(plan: Plan) -> Iterator[ResultRow]:
    """Mean change of each group at each declared week, and the difference of the means."""
    visits = {visit.day // 7: visit.id for visit in plan.definition.schedule.visits if visit.series}
    for week in plan.analysis.weeks:
        rows = {g: _answered(plan.rows(g), visits[week]) for g in plan.groups}
        for group, members in rows.items():
            yield from _group(plan, group, week, members)
        reference = rows[plan.groups[0]]
        for group, name in plan.contrasts:
            difference = compute_mean_difference(
                _values(rows[group]), _values(reference), plan.conf_level
            )
            both = rows[group] + reference
            yield from plan.estimate(
                name,
                "difference",
                difference,
                unit="points",
                n=len(both),
                sources=ids(both),
                variable="week",
                level=str(week),
            )


def _answered(rows: tuple[EndpointRow, ...], visit: str) -> tuple[EndpointRow, ...]:
    return tuple(row for row in rows if row.visit == visit and row.value is not None)


def _values(rows: tuple[EndpointRow, ...]) -> list[float]:
    return [float(row.value) for row in rows if row.value is not None]


def _group(plan: Plan, group: str, week: int, rows: tuple[EndpointRow, ...]) -> Iterator[ResultRow]:
    summary = compute_summary(_values(rows), plan.conf_level)
    sources, n = ids(rows), summary.n
    known = sum(row.detail.get(AFTER_NEWS) == "yes" for row in rows)
    numbers = (("n", n, "participants"), ("n_after_news", known, "participants"))
    for name, value, unit in (*numbers, ("sd", summary.sd, "points")):
        yield plan.result(
            group, name, value, unit=unit, n=n, sources=sources, variable="week", level=str(week)
        )
    yield from plan.estimate(
        group,
        "mean",
        Estimate(summary.mean, summary.lower, summary.upper),
        unit="points",
        n=n,
        sources=sources,
        variable="week",
        level=str(week),
    )
