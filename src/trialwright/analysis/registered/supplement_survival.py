"""Beside the registered survival analysis: restricted means, the hazards' test, competing events."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialwright.analysis.competing_risks.aalen_johansen import aalen_johansen
from trialwright.analysis.competing_risks.fine_gray import fine_gray
from trialwright.analysis.competing_risks.gray_test import gray_test
from trialwright.analysis.competing_risks.weighted_cox import cause_specific_cox
from trialwright.analysis.numeric.columns import analysis_error
from trialwright.analysis.numeric.estimate import Estimate
from trialwright.analysis.proportional_hazards.cox import cox
from trialwright.analysis.proportional_hazards.proportional_hazards_test import (
    proportional_hazards_test,
)
from trialwright.analysis.registered.calendar_span import calendar_span
from trialwright.analysis.registered.cohort import (
    CENSORED,
    COMPETING,
    EVENT,
    Cohort,
    cohort_of,
    computed,
    covariate_sets,
    group_term,
    horizon_of,
    strata_of,
)
from trialwright.analysis.registered.effects import (
    effect_rows,
    number_row,
    pooled,
    ratio_rows,
)
from trialwright.analysis.registered.plan import CONTRAST, Plan
from trialwright.analysis.results import ResultRow
from trialwright.analysis.survival.log_rank import log_rank
from trialwright.analysis.survival.rmst import MeanContrast, rmst
from trialwright.analysis.survival.rmst_adjusted import rmst_adjusted

CAUSES = (EVENT, COMPETING)
_CAUSE_NAMES = {EVENT: "event", COMPETING: "competing"}


def restricted_mean_results(plan: Plan) -> Iterator[ResultRow]:
    """Mean event-free days up to each horizon, their difference and ratio (STA-05)."""
    yield from computed(plan, lambda: _restricted_means(cohort_of(plan)))


def _restricted_means(cohort: Cohort) -> Iterator[ResultRow]:
    for months in cohort.plan.analysis.at_months:
        # Everybody can be followed to the shortest span that so many months can have.
        tau = float(calendar_span(months)[0])
        found = rmst(
            cohort.time,
            cohort.event,
            cohort.treated,
            tau=tau,
            entry=cohort.entry,
            conf_level=cohort.plan.conf_level,
        )
        variable, level = "month", str(months)
        reference, treated = cohort.plan.groups
        for group, mean in ((reference, found.control), (treated, found.treated)):
            estimate = Estimate(mean.estimate, mean.lower, mean.upper)
            yield from effect_rows(
                cohort, "mean", estimate, unit="days", group=group, variable=variable, level=level
            )
        yield from _contrast(cohort, "difference", found.difference, "days", variable, level)
        yield from _contrast(cohort, "ratio", found.ratio, "", variable, level)


def _contrast(
    cohort: Cohort, name: str, found: MeanContrast, unit: str, variable: str, level: str
) -> Iterator[ResultRow]:
    estimate = Estimate(found.estimate, found.lower, found.upper)
    # Two contrasts at one horizon: the limits and P of the ratio have a name of their own.
    kind = variable if name == "difference" else f"{variable} (ratio)"
    yield from effect_rows(cohort, name, estimate, found.p, unit=unit, variable=kind, level=level)


def weighted_log_rank_results(plan: Plan) -> Iterator[ResultRow]:
    """A log-rank test within strata that looks at early or late differences (STA-05)."""
    yield from computed(plan, lambda: _weighted_log_rank(cohort_of(plan)))


def _weighted_log_rank(cohort: Cohort) -> Iterator[ResultRow]:
    analysis = cohort.plan.analysis
    test = log_rank(
        cohort.time,
        cohort.event,
        cohort.treated,
        entry=cohort.entry,
        strata=strata_of(cohort) or None,
        rho=float(analysis.early or 0),
        gamma=float(analysis.late or 0),
    )
    for statistic, value in (("chisq", test.chisq), ("df", test.df), ("p", test.p)):
        yield number_row(cohort, CONTRAST, statistic, value, unit="")


def adjusted_mean_results(plan: Plan) -> Iterator[ResultRow]:
    """The difference of mean event-free days at equal covariates, from enrolment (STA-05)."""
    yield from computed(plan, lambda: _adjusted_mean(cohort_of(plan)))


def _adjusted_mean(cohort: Cohort) -> Iterator[ResultRow]:
    if cohort.plan.analysis.clock != "enrolment":
        raise analysis_error("clock", "an adjusted restricted mean knows no delayed entry")
    tau = horizon_of(cohort)
    fits = []
    for terms in covariate_sets(cohort):
        found = rmst_adjusted(cohort.time, cohort.event, cohort.treated, terms, tau=tau)
        fits.append((float(found.coef[1]), float(found.std_err[1])))
    yield from pooled(cohort, "difference", fits, float)
    yield number_row(cohort, CONTRAST, "horizon", tau, unit="days")


def hazards_test_results(plan: Plan) -> Iterator[ResultRow]:
    """Whether hazards are proportional, term by term and together (STA-05)."""
    yield from computed(plan, lambda: _hazards_test(cohort_of(plan)))


def _hazards_test(cohort: Cohort) -> Iterator[ResultRow]:
    terms = next(covariate_sets(cohort))
    fit = cox(cohort.time, cohort.event, [group_term(cohort), *terms], entry=cohort.entry)
    found = proportional_hazards_test(fit)
    for name, test in zip(found.rows, found.tests, strict=True):
        for statistic, value in (("chisq", test.chisq), ("df", test.df), ("p", test.p)):
            yield number_row(
                cohort, CONTRAST, statistic, float(value), unit="", variable="term", level=name
            )


def competing_results(plan: Plan) -> Iterator[ResultRow]:
    """Cumulative incidence of the event and of what makes it impossible (STA-06)."""
    yield from computed(plan, lambda: _incidences(cohort_of(plan)))


def _incidences(cohort: Cohort) -> Iterator[ResultRow]:
    for number, group in enumerate(cohort.plan.groups):
        mine = cohort.treated == number
        curves = aalen_johansen(
            cohort.time[mine],
            cohort.cause[mine],
            causes=CAUSES,
            censored=CENSORED,
            entry=None if cohort.entry is None else cohort.entry[mine],
            conf_level=cohort.plan.conf_level,
        )
        for months in cohort.plan.analysis.at_months:
            points = curves.at([float(calendar_span(months)[1])])
            for cause in CAUSES:
                state = curves.states.index(cause)
                values = (points.pstate, points.lower, points.upper)
                estimate = Estimate(*(_known(value[0, state]) for value in values))
                variable = f"{_CAUSE_NAMES[cause]} by month"
                yield from effect_rows(
                    cohort,
                    "cumulative_incidence",
                    estimate,
                    group=group,
                    variable=variable,
                    level=str(months),
                )
        for cause in CAUSES:
            count = int(np.count_nonzero(cohort.cause[mine] == cause))
            yield number_row(
                cohort, group, "events", count, variable="cause", level=_CAUSE_NAMES[cause]
            )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def gray_results(plan: Plan) -> Iterator[ResultRow]:
    """Whether the cumulative incidences of the groups differ (STA-06)."""
    yield from computed(plan, lambda: _gray(cohort_of(plan)))


def _gray(cohort: Cohort) -> Iterator[ResultRow]:
    levels = sorted(set(cohort.treated))
    found = gray_test(
        cohort.time, cohort.cause, cohort.treated, causes=CAUSES, censored=CENSORED, levels=levels
    )
    for test in found.tests:
        for statistic, value in (("chisq", test.chisq), ("df", test.df), ("p", test.p)):
            yield number_row(
                cohort,
                CONTRAST,
                statistic,
                value,
                unit="",
                variable="cause",
                level=_CAUSE_NAMES[test.cause],
                note="" if value is not None else "nobody had it",
            )


def cause_specific_results(plan: Plan) -> Iterator[ResultRow]:
    """The hazard ratio of each cause, whoever had the other censored (STA-06)."""
    yield from computed(plan, lambda: _cause_specific(cohort_of(plan)))


def _cause_specific(cohort: Cohort) -> Iterator[ResultRow]:
    for cause in CAUSES:
        name = _CAUSE_NAMES[cause]
        if not np.any(cohort.cause == cause):
            yield number_row(
                cohort,
                CONTRAST,
                "hazard_ratio",
                None,
                unit="",
                variable="cause",
                level=name,
                note="nobody had it",
            )
            continue
        fit = cause_specific_cox(
            cohort.time,
            cohort.cause,
            [group_term(cohort), *next(covariate_sets(cohort))],
            cause_of_interest=cause,
            causes=CAUSES,
            censored=CENSORED,
            entry=cohort.entry,
        )
        yield from ratio_rows(
            cohort,
            "hazard_ratio",
            float(fit.coef[0]),
            float(fit.se[0]),
            variable="cause",
            level=name,
        )


def fine_gray_results(plan: Plan) -> Iterator[ResultRow]:
    """The subdistribution hazard ratio of the event, from enrolment (STA-06)."""
    yield from computed(plan, lambda: _fine_gray(cohort_of(plan)))


def _fine_gray(cohort: Cohort) -> Iterator[ResultRow]:
    fit = fine_gray(
        cohort.time,
        cohort.cause,
        [group_term(cohort), *next(covariate_sets(cohort))],
        cause_of_interest=EVENT,
        causes=CAUSES,
        censored=CENSORED,
    )
    yield from ratio_rows(
        cohort, "subdistribution_hazard_ratio", float(fit.coef[0]), float(fit.se[0])
    )
