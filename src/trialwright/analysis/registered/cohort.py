"""Enrolled participants as the columns that estimators take: times, causes, groups, covariates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trialwright.analysis.imputation.chained_columns import Method
from trialwright.analysis.imputation.chained_equations import impute_chained
from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray, analysis_error
from trialwright.analysis.numeric.terms import Term, factor, number
from trialwright.analysis.registered.calendar_span import calendar_span
from trialwright.analysis.registered.plan import CONTRAST, Plan, ids
from trialwright.analysis.results import ResultRow
from trialwright.analysis.survival.survival_times import SurvivalTimes
from trialwright.definition.analyses import Covariate
from trialwright.endpoints.derived import EndpointRow, ParticipantRow
from trialwright.errors import AnalysisError

CENSORED, EVENT, COMPETING = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Cohort:
    """Rows at risk with their columns (n): `time` and `entry` in days of the analysis's clock,
    `event`, `cause` (0 censored, 1 the event, 2 what makes it impossible), `treated` (0/1).
    """

    plan: Plan
    rows: tuple[EndpointRow, ...]
    people: tuple[ParticipantRow, ...]
    time: FloatArray
    event: BoolArray
    entry: FloatArray | None
    cause: IntArray
    treated: FloatArray

    @property
    def n(self) -> int:
        """How many are at risk."""
        return len(self.rows)

    @property
    def sources(self) -> tuple[str, ...]:
        """The endpoint rows that the columns were made from."""
        return ids(self.rows)

    @property
    def group(self) -> list[str | None]:
        """The group of each row."""
        return [row.group for row in self.rows]


def cohort_of(plan: Plan) -> Cohort:
    """The rows of the analysis's endpoint and reading that are at risk after enrolment.

    On the clock of enrolment time counts from that day and nobody enters late. Raises AnalysisError
    for a study that does not compare two groups: who is treated would not be known.
    """
    if len(plan.groups) != 2:
        raise analysis_error("groups", f"{plan.analysis.method} compares two groups")
    rows = at_risk(plan.rows())
    empty = [group for group in plan.groups if all(row.group != group for row in rows)]
    if empty:
        raise analysis_error("population", f"nobody in {' and '.join(empty)} is at risk")
    people = {person.participant: person for person in plan.enrolled()}
    days = np.array([row.day or 0 for row in rows], dtype=np.float64)
    entered = np.array([max(row.entry_day or 0, 0) for row in rows], dtype=np.float64)
    from_enrolment = plan.analysis.clock == "enrolment"
    event = np.array([row.event is True for row in rows], dtype=np.bool_)
    stopped = np.array([row.status in plan.analysis.competing for row in rows], dtype=np.bool_)
    late = plan.analysis.delayed_entry and not from_enrolment
    return Cohort(
        plan=plan,
        rows=rows,
        people=tuple(people[row.participant] for row in rows),
        time=days - entered if from_enrolment else days,
        event=event,
        entry=entered if late else None,
        cause=np.where(event, EVENT, np.where(stopped, COMPETING, CENSORED)).astype(np.intp),
        treated=np.array([float(row.group == plan.groups[1]) for row in rows]),
    )


def at_risk(rows: tuple[EndpointRow, ...]) -> tuple[EndpointRow, ...]:
    """Rows whose time lies after enrolment; the others never enter the risk set (STA-01)."""
    return tuple(
        row
        for row in rows
        if row.event is not None
        and row.day is not None
        and row.entry_day is not None
        and row.day > max(row.entry_day, 0)
    )


def survival_times(plan: Plan, rows: tuple[EndpointRow, ...]) -> SurvivalTimes:
    """The times of some rows on the clock of the endpoint's origin.

    A time origin before enrolment is a delayed entry; entry at or before day 0 is none.
    """
    entries = [max(row.entry_day or 0, 0) for row in rows] if plan.analysis.delayed_entry else None
    days = [row.day for row in rows if row.day is not None]
    return SurvivalTimes.from_columns(days, [row.event is True for row in rows], entries)


def group_term(cohort: Cohort) -> Term:
    """The treated group against the reference group, named as result rows name it."""
    return Term("group", (f"group|{cohort.plan.groups[1]}",), cohort.treated[:, None])


def covariate_sets(cohort: Cohort) -> Iterator[tuple[Term, ...]]:
    """The covariates of the analysis: once where all are known, else in each imputed set.

    Imputation is by chained equations with the group, the event and the cumulative hazard among
    the predictors (STA-10); a level nobody has is left out.
    """
    columns = {c.baseline: _column(cohort, c) for c in cohort.plan.analysis.covariates}
    missing = {name for name, values in columns.items() if any(v is None for v in values)}
    if not missing:
        yield tuple(_term(cohort, c, columns[c.baseline]) for c in cohort.plan.analysis.covariates)
        return
    for filled in _imputed(cohort, columns):
        yield tuple(_term(cohort, c, filled[c.baseline]) for c in cohort.plan.analysis.covariates)


def strata_of(cohort: Cohort) -> list[list[str]]:
    """The columns of the analysis's strata. A characteristic that is not known is a level of its
    own: nobody is left out.
    """
    return [
        [str(person.baseline[name] or "not known") for person in cohort.people]
        for name in cohort.plan.analysis.strata
    ]


def count_incomplete(cohort: Cohort) -> int:
    """How many participants lack a covariate."""
    names = [covariate.baseline for covariate in cohort.plan.analysis.covariates]
    return sum(any(person.baseline[n] is None for n in names) for person in cohort.people)


_Values = list[float | str | None]


def _column(cohort: Cohort, covariate: Covariate) -> _Values:
    values = [person.baseline[covariate.baseline] for person in cohort.people]
    if _is_number(cohort, covariate):
        return [None if value is None else float(value) for value in values]
    return [None if value is None else str(value) for value in values]


def _is_number(cohort: Cohort, covariate: Covariate) -> bool:
    declared = cohort.plan.definition.endpoints.baseline
    return next(b.kind for b in declared if b.id == covariate.baseline) == "number"


def _term(cohort: Cohort, covariate: Covariate, values: _Values) -> Term:
    name = covariate.baseline
    if _is_number(cohort, covariate):
        per = float(covariate.per or 1)
        return number(name, np.asarray(values, dtype=np.float64) / per)
    levels = sorted({str(value) for value in values})
    reference = covariate.reference if covariate.reference in levels else levels[0]
    if len(levels) == 1:
        return Term(name, (), np.empty((cohort.n, 0)))
    return factor(name, [str(value) for value in values], levels=levels, reference=reference)


def _imputed(cohort: Cohort, columns: Mapping[str, _Values]) -> Iterator[Mapping[str, _Values]]:
    plan = cohort.plan
    given: dict[str, NDArray[Any]] = {"group": cohort.treated}
    methods: dict[str, Method] = {}
    for covariate in plan.analysis.covariates:
        name, values = covariate.baseline, columns[covariate.baseline]
        numeric = _is_number(cohort, covariate)
        if numeric:
            given[name] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        else:
            given[name] = np.array(values, dtype=object)
        if any(value is None for value in values):
            levels = {value for value in values if value is not None}
            categories: Method = "binary" if len(levels) == 2 else "unordered"
            methods[name] = "predictive_mean" if numeric else categories
    filled = impute_chained(
        given,
        methods=methods,
        rng=np.random.default_rng(plan.analysis.seed),
        m=plan.analysis.imputations,
        survival=(cohort.time, cohort.event),
    )
    for data in filled.data:
        yield {name: list(data[name]) for name in columns}


def treatment_start(cohort: Cohort) -> FloatArray:
    """Days from enrolment to the first dose of what only the treated group takes; NaN for never.

    A dose before enrolment counts as day 0: nobody is eligible who took it long before (ELI-01).
    """
    study = cohort.plan.definition.study
    treated, reference = (study.group(group) for group in reversed(cohort.plan.groups))
    drugs = [drug for drug in treated.drugs if drug not in reference.drugs]
    starts = []
    for person in cohort.people:
        days = [person.first_doses[drug] for drug in drugs if drug in person.first_doses]
        enrolled: date | None = person.enrolled_on
        known = bool(days) and enrolled is not None
        starts.append(float(max((min(days) - enrolled).days, 0)) if known and enrolled else np.nan)
    return np.array(starts)


def horizon_of(cohort: Cohort) -> float:
    """The last day that enough people can be followed to, at most the analysis's months.

    From enrolment nobody is followed quite as long as from the endpoint's origin: the horizon is
    the day that nine in ten of those without the event reach, if that is sooner.
    """
    months = cohort.plan.analysis.at_months
    if len(months) != 1:
        raise analysis_error("at_months", "this analysis has one horizon")
    reached = cohort.time[cohort.cause == 0]
    longest = float(np.quantile(reached, 0.1)) if len(reached) else float(cohort.time.max())
    return float(min(calendar_span(months[0])[0], max(floor(longest), 1)))


def computed(plan: Plan, compute: Callable[[], Iterator[ResultRow]]) -> Iterator[ResultRow]:
    """The rows of an analysis, or one that says why it cannot be computed from these data."""
    try:
        yield from list(compute())
    except AnalysisError as error:
        yield plan.result(CONTRAST, "estimate", None, note=error.problems[0].what)
