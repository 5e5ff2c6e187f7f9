"""The baseline table: numbers and categories of each group at enrolment (ANL-04)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialwright.analysis.registered.plan import ALL, Plan, people
from trialwright.analysis.results import ResultRow
from trialwright.analysis.summaries import compute_summary
from trialwright.definition.endpoints import Baseline
from trialwright.endpoints.derived import BaselineValue


def baseline_results(plan: Plan) -> Iterator[ResultRow]:
    """Each characteristic in each group and in all; missing values are counted, not filled."""
    for baseline in plan.definition.endpoints.baseline:
        levels = _levels(plan, baseline) if baseline.kind == "category" else ()
        for group in (*plan.groups, ALL):
            values = [person.baseline[baseline.id] for person in plan.enrolled(group)]
            if baseline.kind == "number":
                yield from _number(plan, group, baseline, values)
            else:
                yield from _category(plan, group, baseline, values, levels)


def _number(
    plan: Plan, group: str, baseline: Baseline, values: list[BaselineValue]
) -> Iterator[ResultRow]:
    known = [float(value) for value in values if value is not None]
    summary = compute_summary(known, plan.conf_level)
    q1, q3 = (float(q) for q in np.percentile(known, (25, 75))) if known else (None, None)
    statistics = {
        "n": summary.n,
        "mean": summary.mean,
        "sd": summary.sd,
        "median": summary.median,
        "q1": q1,
        "q3": q3,
        "missing": len(values) - summary.n,
    }
    for name, value in statistics.items():
        counted = name in ("n", "missing")
        yield plan.result(
            group,
            name,
            value,
            unit="participants" if counted else baseline.unit or "",
            n=summary.n,
            sources=people(plan.enrolled(group)),
            variable=baseline.id,
        )


def _category(
    plan: Plan,
    group: str,
    baseline: Baseline,
    values: list[BaselineValue],
    levels: tuple[str, ...],
) -> Iterator[ResultRow]:
    known = [str(value) for value in values if value is not None]
    sources = people(plan.enrolled(group))
    for level in levels:
        count = known.count(level)
        share = count / len(known) if known else None
        for name, value, unit in (("count", count, "participants"), ("proportion", share, "")):
            yield plan.result(
                group,
                name,
                value,
                unit=unit,
                n=len(known),
                sources=sources,
                variable=baseline.id,
                level=level,
            )
    missing = len(values) - len(known)
    yield plan.result(
        group, "missing", missing, unit="participants", sources=sources, variable=baseline.id
    )


def _levels(plan: Plan, baseline: Baseline) -> tuple[str, ...]:
    """The levels that occur, in the order of the code list where there is one."""
    found = {str(v) for p in plan.enrolled() if (v := p.baseline[baseline.id]) is not None}
    order: list[str] = []
    if baseline.item:
        item = plan.definition.item(baseline.item)
        if item.codelist:
            order = list(plan.definition.codelists_by_id[item.codelist].labels)
        elif item.type == "yes_no":
            order = ["yes", "no"]
    return (
        *(code for code in order if code in found),
        *sorted(found - set(order), key=lambda level: (len(level), level)),
    )
