"""Recurrence between two scans: interval-censored curves, models and the scans themselves (STA-07)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from trialwright.analysis.interval_censoring.aft import aft
from trialwright.analysis.interval_censoring.ic_cox import ic_cox
from trialwright.analysis.interval_censoring.interval_log_rank import interval_log_rank
from trialwright.analysis.interval_censoring.piecewise_exponential import (
    piecewise_exponential,
)
from trialwright.analysis.interval_censoring.scan_schedules import compare_scan_schedules
from trialwright.analysis.interval_censoring.turnbull import turnbull
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.registered.calendar_span import calendar_span
from trialwright.analysis.registered.cohort import (
    Cohort,
    cohort_of,
    computed,
    covariate_sets,
    group_term,
)
from trialwright.analysis.registered.effects import number_row, ratio_rows
from trialwright.analysis.registered.plan import CONTRAST, Plan
from trialwright.analysis.results import ResultRow


def intervals(cohort: Cohort) -> tuple[FloatArray, FloatArray]:
    """The days between which each event lies: (left, right], right infinite where none was seen.

    Raises AnalysisError where the endpoint does not tell the scans before and at the event.
    """
    left, right = [], []
    for row, person in zip(cohort.rows, cohort.people, strict=True):
        if "interval_left" not in row.detail:
            raise analysis_error("endpoint", f"{row.endpoint} does not say between which scans")
        start = person.origins.get(cohort.plan.endpoint.origin)
        assert start is not None  # a row with a day has an origin
        left.append(float((date.fromisoformat(row.detail["interval_left"]) - start).days))
        seen = row.detail.get("interval_right")
        right.append(float((date.fromisoformat(seen) - start).days) if seen else np.inf)
    return np.array(left), np.array(right)


def turnbull_results(plan: Plan) -> Iterator[ResultRow]:
    """The cumulative incidence of each group without a date for what only scans can show."""
    yield from computed(plan, lambda: _turnbull(cohort_of(plan)))


def _turnbull(cohort: Cohort) -> Iterator[ResultRow]:
    left, right = intervals(cohort)
    for number, group in enumerate(cohort.plan.groups):
        mine = cohort.treated == number
        curve = turnbull(left[mine], right[mine])
        for months in cohort.plan.analysis.at_months:
            day = float(calendar_span(months)[1])
            # Inside an interval the curve is not defined: it is bounded by its ends.
            before, after = curve.upper <= day, curve.lower < day
            at_most = float(curve.probability[after].sum())
            at_least = float(curve.probability[before].sum())
            for name, value in (("at_least", at_least), ("at_most", at_most)):
                yield number_row(
                    cohort, group, name, value, unit="", variable="month", level=str(months)
                )


def interval_cox_results(plan: Plan) -> Iterator[ResultRow]:
    """The hazard ratio when all that is known of an event are the scans around it."""
    yield from computed(plan, lambda: _interval_cox(cohort_of(plan)))


def _interval_cox(cohort: Cohort) -> Iterator[ResultRow]:
    left, right = intervals(cohort)
    fit = ic_cox(left, right, [group_term(cohort), *next(covariate_sets(cohort))])
    yield from ratio_rows(cohort, "hazard_ratio", float(fit.coef[0]), float(fit.se[0]))


def weibull_results(plan: Plan) -> Iterator[ResultRow]:
    """The same with a Weibull hazard."""
    yield from computed(plan, lambda: _weibull(cohort_of(plan)))


def _weibull(cohort: Cohort) -> Iterator[ResultRow]:
    left, right = intervals(cohort)
    fit = aft(left, right, [group_term(cohort), *next(covariate_sets(cohort))], dist="weibull")
    found = fit.hazard_ratios()
    yield from ratio_rows(cohort, "hazard_ratio", float(found.coef[0]), float(found.se[0]))


def piecewise_results(plan: Plan) -> Iterator[ResultRow]:
    """The same with a hazard that is constant between the declared days."""
    yield from computed(plan, lambda: _piecewise(cohort_of(plan)))


def _piecewise(cohort: Cohort) -> Iterator[ResultRow]:
    left, right = intervals(cohort)
    fit = piecewise_exponential(
        left,
        right,
        [group_term(cohort), *next(covariate_sets(cohort))],
        cuts=[float(day) for day in cohort.plan.analysis.cuts],
    )
    yield from ratio_rows(cohort, "hazard_ratio", float(fit.coef[0]), float(fit.se[0]))


def interval_log_rank_results(plan: Plan) -> Iterator[ResultRow]:
    """A log-rank test for intervals."""
    yield from computed(plan, lambda: _interval_log_rank(cohort_of(plan)))


def _interval_log_rank(cohort: Cohort) -> Iterator[ResultRow]:
    left, right = intervals(cohort)
    test = interval_log_rank(left, right, cohort.treated)
    for statistic, value in (("chisq", test.chisq), ("df", test.df), ("p", test.p)):
        yield number_row(cohort, CONTRAST, statistic, value, unit="")


def scan_schedule_results(plan: Plan) -> Iterator[ResultRow]:
    """Whether the groups were scanned equally often: unequal visits would find unequally much."""
    yield from computed(plan, lambda: _scan_schedule(cohort_of(plan)))


def _scan_schedule(cohort: Cohort) -> Iterator[ResultRow]:
    plan = cohort.plan
    days = scan_days(cohort)
    participant = [number for number, each in enumerate(days) for _ in each]
    found = compare_scan_schedules(
        participant,
        [day for each in days for day in each],
        [cohort.treated[number] for number in participant],
        levels=[0.0, 1.0],
    )
    for group, schedule in zip(plan.groups, found.groups, strict=True):
        values = {
            "scans": (schedule.n_scans, "scans"),
            "gap_mean": (schedule.gap_mean, "days"),
            "gap_sd": (schedule.gap_sd, "days"),
        }
        for name, (value, unit) in values.items():
            yield number_row(cohort, group, name, value, unit=unit)
    tests = (("chisq", found.chisq), ("df", found.df), ("p", found.p))
    for statistic, answer in tests:
        yield number_row(cohort, CONTRAST, statistic, answer, unit="")


def scan_days(cohort: Cohort) -> list[list[float]]:
    """The days of each participant's usable scans, from the endpoint's origin to its end."""
    found = []
    for row, person in zip(cohort.rows, cohort.people, strict=True):
        start = person.origins.get(cohort.plan.endpoint.origin)
        assert start is not None  # a row with a day has an origin
        days = [(day - start).days for day in person.scan_dates]
        found.append([float(day) for day in days if 0 < day <= (row.day or 0)])
    return found
