"""Kaplan-Meier curves, log-rank test and Cox model of a time-to-event endpoint (STA-01, STA-05)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from math import exp

from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.proportional_hazards.cox import cox
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit
from trialwright.analysis.registered.calendar_span import calendar_span
from trialwright.analysis.registered.cohort import at_risk, survival_times
from trialwright.analysis.registered.plan import CONTRAST, Plan, ids
from trialwright.analysis.results import ResultRow
from trialwright.analysis.survival.kaplan_meier import kaplan_meier
from trialwright.analysis.survival.log_rank import log_rank
from trialwright.analysis.survival.survival_curve import SurvivalCurve
from trialwright.definition.analyses import Covariate
from trialwright.endpoints.derived import BaselineValue, EndpointRow
from trialwright.errors import AnalysisError

#: Numbers at risk are shown on the visit grid.
GRID_DAYS = 84


def kaplan_meier_results(plan: Plan) -> Iterator[ResultRow]:
    """The cumulative incidence 1 - S of each group: curve, numbers at risk, landmarks, median."""
    for group in plan.groups:
        rows = at_risk(plan.rows(group))
        if not rows:
            yield plan.result(group, "n", 0, unit="participants", note="nobody is at risk")
            continue
        times = survival_times(plan, rows)
        curve = kaplan_meier(times.time, times.event, entry=times.entry, conf_level=plan.conf_level)
        yield from _curve(plan, group, curve, ids(rows))
        yield from _landmarks(plan, group, curve, ids(rows))
        yield from _counts(plan, group, curve, ids(rows))


def _curve(
    plan: Plan, group: str, curve: SurvivalCurve, sources: tuple[str, ...]
) -> Iterator[ResultRow]:
    steps = curve.time[curve.n_event > 0]
    days = sorted({0, *(int(day) for day in steps), int(curve.time[-1])})
    points = curve.at(days)
    for i, day in enumerate(days):
        values = {
            "cumulative_incidence": 1 - points.surv[i],
            "lower": 1 - points.upper[i],
            "upper": 1 - points.lower[i],
        }
        for name, value in values.items():
            yield plan.result(group, name, float(value), n=curve.n, sources=sources, at=day)
    grid = list(range(0, int(curve.time[-1]) + 1, GRID_DAYS))
    for day, count in zip(grid, curve.at(grid).n_risk, strict=True):
        yield plan.result(
            group, "n_risk", float(count), unit="participants", n=curve.n, sources=sources, at=day
        )


def _landmarks(
    plan: Plan, group: str, curve: SurvivalCurve, sources: tuple[str, ...]
) -> Iterator[ResultRow]:
    for months in plan.analysis.at_months:
        shortest, longest = calendar_span(months)
        point = curve.at([longest])
        values = {
            "cumulative_incidence": 1 - point.surv[0],
            "lower": 1 - point.upper[0],
            "upper": 1 - point.lower[0],
            "n_risk": curve.at([shortest]).n_risk[0],
            "n_events": curve.n_event[curve.time <= longest].sum(),
        }
        for name, value in values.items():
            yield plan.result(
                group,
                name,
                float(value),
                unit="participants" if name.startswith("n_") else "",
                n=curve.n,
                sources=sources,
                variable="month",
                level=str(months),
            )


def _counts(
    plan: Plan, group: str, curve: SurvivalCurve, sources: tuple[str, ...]
) -> Iterator[ResultRow]:
    counts = {"n": curve.n, "events": curve.n_events}
    for name, value in counts.items():
        yield plan.result(group, name, value, unit="participants", n=curve.n, sources=sources)
    medians = {
        "median": curve.median,
        "median_lower": curve.median_lower,
        "median_upper": curve.median_upper,
    }
    for name, median in medians.items():
        note = "" if median is not None else "not reached"
        yield plan.result(group, name, median, unit="days", n=curve.n, sources=sources, note=note)


def log_rank_results(plan: Plan) -> Iterator[ResultRow]:
    """Whether the hazards of the groups differ."""
    rows = at_risk(plan.rows())
    try:
        times, groups = survival_times(plan, rows), [row.group for row in rows]
        test = log_rank(times.time, times.event, groups, entry=times.entry, levels=plan.groups)
    except AnalysisError as error:
        yield _not_computed(plan, "p", error)
        return
    for name, value in {"chisq": test.chisq, "df": test.df, "p": test.p}.items():
        yield plan.result(CONTRAST, name, value, n=len(rows), sources=ids(rows))


def cox_results(plan: Plan) -> Iterator[ResultRow]:
    """Hazard ratios of the groups and covariates; rows with a missing covariate are counted."""
    rows = at_risk(plan.rows())
    terms = _terms(plan)
    baseline = {person.participant: person.baseline for person in plan.enrolled()}
    complete = tuple(row for row in rows if _complete(plan, baseline[row.participant]))
    try:
        columns = {
            name: [term(row, baseline[row.participant]) for row in complete]
            for name, term in terms.items()
        }
        times = survival_times(plan, complete)
        fit = cox(times.time, times.event, columns, entry=times.entry)
    except AnalysisError as error:
        yield _not_computed(plan, "hazard_ratio", error)
        return
    yield from _coefficients(plan, fit, ids(complete))
    for name, value in {
        "n": fit.n,
        "events": fit.n_events,
        "missing": len(rows) - len(complete),
    }.items():
        yield plan.result(
            CONTRAST, name, value, unit="participants", n=fit.n, sources=ids(complete)
        )


Baseline = Mapping[str, BaselineValue]
Term = Callable[[EndpointRow, Baseline], float]


def _terms(plan: Plan) -> dict[str, Term]:
    """The columns of the model by name: "group|variable|level" of the result rows."""
    terms: dict[str, Term] = {
        f"{name}|group|{group}": partial(_in_group, group) for group, name in plan.contrasts
    }
    for covariate in plan.analysis.covariates:
        terms |= _covariate_terms(plan, covariate)
    return terms


def _covariate_terms(plan: Plan, covariate: Covariate) -> dict[str, Term]:
    key = covariate.baseline
    baseline = next(b for b in plan.definition.endpoints.baseline if b.id == key)
    if baseline.kind == "number":
        per = covariate.per or Decimal(1)
        label = f"{per} {baseline.unit}" if baseline.unit else str(per)
        return {f"{CONTRAST}|{key}|{label}": partial(_number, key, per)}
    found = {str(v) for p in plan.enrolled() if (v := p.baseline[key]) is not None}
    return {
        f"{CONTRAST}|{key}|{level}": partial(_has_level, key, level)
        for level in sorted(found - {covariate.reference})
    }


def _in_group(group: str, row: EndpointRow, _: Baseline) -> float:
    return float(row.group == group)


def _has_level(key: str, level: str, _: EndpointRow, baseline: Baseline) -> float:
    return float(str(baseline[key]) == level)


def _number(key: str, per: Decimal, _: EndpointRow, baseline: Baseline) -> float:
    value = baseline[key]
    assert value is not None  # incomplete rows are left out before
    return float(Decimal(value) / per)


def _complete(plan: Plan, values: Mapping[str, BaselineValue]) -> bool:
    return all(values[covariate.baseline] is not None for covariate in plan.analysis.covariates)


def _coefficients(plan: Plan, fit: CoxFit, sources: tuple[str, ...]) -> Iterator[ResultRow]:
    z = normal_quantile(plan.conf_level)
    for name, coef, se in zip(fit.names, fit.coef, fit.se, strict=True):
        group, variable, level = name.split("|")
        values = {
            "hazard_ratio": exp(coef),
            "lower": exp(coef - z * se),
            "upper": exp(coef + z * se),
            "p": ChiSquareTest(float((coef / se) ** 2), 1).p,
        }
        for statistic, value in values.items():
            yield plan.result(
                group, statistic, value, n=fit.n, sources=sources, variable=variable, level=level
            )


def _not_computed(plan: Plan, statistic: str, error: AnalysisError) -> ResultRow:
    return plan.result(CONTRAST, statistic, None, note=error.problems[0].what)
