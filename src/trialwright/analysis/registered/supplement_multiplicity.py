"""Several questions at once: the fixed sequence of secondary endpoints, and subgroups (STA-13, STA-14)."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

import numpy as np

from trialwright.analysis.multiplicity.adjusted_p import fixed_sequence
from trialwright.analysis.multiplicity.subgroup_models import cox_by_subgroup
from trialwright.analysis.multiplicity.subgroups import ForestRow, subgroups
from trialwright.analysis.numeric.estimate import Estimate
from trialwright.analysis.registered.cohort import Cohort, cohort_of, computed
from trialwright.analysis.registered.effects import effect_rows, number_row
from trialwright.analysis.registered.plan import CONTRAST, Plan
from trialwright.analysis.results import ResultRow

UNKNOWN = "not known"


def sequence_results(plan: Plan, earlier: tuple[ResultRow, ...]) -> Iterator[ResultRow]:
    """The declared order of tests, each made only if all before it were significant."""
    found: dict[str, tuple[float, tuple[str, ...]]] = {}
    for analysis in plan.analysis.of:
        row = _last_p(earlier, analysis)
        if row is None or row.value is None:
            yield plan.result(
                CONTRAST, "p", None, variable="test", level=analysis, note="there is no P value"
            )
            return
        found[analysis] = (row.value, row.sources)
    tests = fixed_sequence({name: p for name, (p, _) in found.items()}, alpha=1 - plan.conf_level)
    for test in tests:
        sources = found[test.name][1]
        values = (("p", test.p), ("adjusted_p", test.adjusted), ("rejected", float(test.rejected)))
        for name, value in values:
            yield plan.result(
                CONTRAST, name, value, sources=sources, variable="test", level=test.name
            )


def _last_p(rows: tuple[ResultRow, ...], analysis: str) -> ResultRow | None:
    """The P value of an analysis's comparison; of repeated measures that of the last visit."""
    mine = [r for r in rows if (r.analysis, r.group, r.statistic) == (analysis, CONTRAST, "p")]
    mine = [r for r in mine if r.variable in ("", "group", "week")]
    return mine[-1] if mine else None


def subgroup_results(plan: Plan) -> Iterator[ResultRow]:
    """The hazard ratio in each subgroup, and whether subgroups differ: no P within them."""
    yield from computed(plan, lambda: _subgroups(cohort_of(plan)))


def _subgroups(cohort: Cohort) -> Iterator[ResultRow]:
    plan = cohort.plan
    variables = {c.baseline: _levels(cohort, c.baseline, c.per) for c in plan.analysis.covariates}

    model = cox_by_subgroup(cohort.time, cohort.event, cohort.treated, entry=cohort.entry)
    found = subgroups(variables, model, conf_level=plan.conf_level)
    yield from _forest(cohort, found.overall)
    for row in found.rows:
        yield from _forest(cohort, row)
    for name, test in found.interaction.items():
        note = found.why.get(name, "") if test is None else ""
        yield number_row(
            cohort,
            CONTRAST,
            "interaction_p",
            None if test is None else test.p,
            unit="",
            variable=name,
            note=note,
        )


def _forest(cohort: Cohort, row: ForestRow) -> Iterator[ResultRow]:
    variable, level = row.variable or "overall", row.level
    yield number_row(cohort, CONTRAST, "n", row.n, variable=variable, level=level)
    yield number_row(cohort, CONTRAST, "events", row.events, variable=variable, level=level)
    if row.estimate is None or row.lower is None or row.upper is None:
        yield number_row(
            cohort,
            CONTRAST,
            "hazard_ratio",
            None,
            unit="",
            note=row.why,
            variable=variable,
            level=level,
        )
        return
    values = (exp(row.estimate), exp(row.lower), exp(row.upper))
    yield from effect_rows(
        cohort, "hazard_ratio", Estimate(*values), variable=variable, level=level
    )


def _levels(cohort: Cohort, name: str, cut: object) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """The levels of a category, or a number below and from a cut."""
    declared = cohort.plan.definition.endpoints.baseline
    numeric = next(b.kind for b in declared if b.id == name) == "number"
    levels = []
    for person in cohort.people:
        value = person.baseline[name]
        if value is None:
            levels.append(UNKNOWN)
        elif numeric:
            levels.append(f"below {cut}" if float(value) < float(str(cut)) else f"{cut} and above")
        else:
            levels.append(str(value))
    return np.array(levels, dtype=object)
