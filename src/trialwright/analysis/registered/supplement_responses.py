"""Responses compared within strata (STA-12)."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.analysis.numeric.columns import analysis_error
from trialwright.analysis.proportions.counts import count_by_stratum
from trialwright.analysis.proportions.mantel_haenszel import mantel_haenszel
from trialwright.analysis.registered.cohort import computed
from trialwright.analysis.registered.plan import CONTRAST, Plan, ids
from trialwright.analysis.results import ResultRow


def stratified_results(plan: Plan) -> Iterator[ResultRow]:
    """The common risk difference and risk ratio over strata, missing as not achieved."""
    yield from computed(plan, lambda: _stratified(plan))


def _stratified(plan: Plan) -> Iterator[ResultRow]:
    if len(plan.groups) != 2 or not plan.analysis.strata:
        raise analysis_error("strata", "two groups are compared within declared strata")
    rows = plan.rows()
    people = {person.participant: person.baseline for person in plan.enrolled()}
    strata = [
        [str(people[row.participant][name] or "not known") for row in rows]
        for name in plan.analysis.strata
    ]
    counts = count_by_stratum(
        [row.event is True for row in rows], [row.group == plan.groups[1] for row in rows], strata
    )
    found = mantel_haenszel(counts.treated, counts.control, conf_level=plan.conf_level)
    n, sources = len(rows), ids(rows)
    for name, estimate, kind in (
        ("risk_difference", found.risk_difference, "difference"),
        ("risk_ratio", found.risk_ratio, "ratio"),
    ):
        yield from plan.estimate(
            CONTRAST, name, estimate, n=n, sources=sources, variable="scale", level=kind
        )
    p = found.test.p if found.test else None
    note = "" if found.test else "no stratum has both an event and a non-event"
    yield plan.result(CONTRAST, "p", p, n=n, sources=sources, note=note)
    yield plan.result(CONTRAST, "strata", found.n_informative, unit="strata", n=n, sources=sources)
