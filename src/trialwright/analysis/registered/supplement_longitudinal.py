"""Repeated measures: the model for repeated measures, the registered mixed model (STA-11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trialwright.analysis.longitudinal.marginal_means import contrasts, emmeans
from trialwright.analysis.longitudinal.mixed_model import lmm
from trialwright.analysis.longitudinal.mmrm import STANDARD_FALLBACK, mmrm
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.confidence import t_quantile
from trialwright.analysis.numeric.estimate import Estimate
from trialwright.analysis.numeric.fixed_effects import Estimates
from trialwright.analysis.numeric.terms import Term, factor, interaction, number
from trialwright.analysis.registered.cohort import computed
from trialwright.analysis.registered.plan import CONTRAST, Plan, ids
from trialwright.analysis.results import ResultRow
from trialwright.endpoints.derived import EndpointRow


@dataclass(frozen=True, eq=False)
class Measurements:
    """Answered questionnaires: the `change` (n), the `week`, the `baseline`, the `group` and the
    participant of each.
    """

    rows: tuple[EndpointRow, ...]
    change: FloatArray
    week: list[int]
    baseline: FloatArray
    group: list[str]
    subject: list[str]


def measurements(plan: Plan) -> Measurements:
    """The declared weeks, answered while alive; raises AnalysisError where there are none."""
    weeks = {visit.id: visit.day // 7 for visit in plan.definition.schedule.visits if visit.series}
    rows = tuple(
        row
        for row in plan.rows()
        if row.value is not None
        and weeks.get(row.visit) in plan.analysis.weeks
        and "baseline" in row.detail
    )
    if not rows:
        raise analysis_error("endpoint", "nobody answered at these weeks")
    return Measurements(
        rows=rows,
        change=np.array([float(row.value or 0) for row in rows]),
        week=[weeks[row.visit] for row in rows],
        baseline=np.array([float(row.detail["baseline"]) for row in rows]),
        group=[row.group or "" for row in rows],
        subject=[row.participant for row in rows],
    )


def _fixed_terms(plan: Plan, told: Measurements) -> list[Term]:
    """Group, week, baseline, group by week and baseline by week."""
    group = factor("group", told.group, levels=plan.groups, reference=plan.groups[0])
    week = factor("week", told.week, levels=sorted(set(told.week)))
    start = number("baseline", told.baseline)
    return [group, week, start, interaction(group, week), interaction(start, week)]


def mmrm_results(plan: Plan) -> Iterator[ResultRow]:
    """Least-squares means of each group by week, and their difference, while alive (STA-11)."""
    yield from computed(plan, lambda: _mmrm(plan, measurements(plan)))


def _mmrm(plan: Plan, told: Measurements) -> Iterator[ResultRow]:
    fit = mmrm(
        told.change,
        _fixed_terms(plan, told),
        subject=told.subject,
        visit=told.week,
        covariance=plan.analysis.covariance,
        fallback=STANDARD_FALLBACK,
        df="kenward_roger",
        # The variant without second derivatives: what SAS gives, and closer to nominal coverage.
        vcov="kenward_roger_linear",
        conf_level=plan.conf_level,
    )
    n, sources = fit.n_subjects, ids(told.rows)
    means = emmeans(fit, of="group", by="week", conf_level=plan.conf_level)
    for i, (group, week) in enumerate(zip(means.of_levels, means.by_levels, strict=True)):
        found = means.estimates
        estimate = _estimate(found, i)
        yield from plan.estimate(
            str(group),
            "mean",
            estimate,
            unit="points",
            n=n,
            sources=sources,
            variable="week",
            level=str(week),
        )
    differences = contrasts(
        fit,
        of="group",
        plus=plan.groups[1],
        minus=plan.groups[0],
        by="week",
        conf_level=plan.conf_level,
    )
    for i, week in enumerate(differences.by_levels):
        found = differences.estimates
        estimate = _estimate(found, i)
        variable, level = "week", str(week)
        yield from plan.estimate(
            CONTRAST,
            "difference",
            estimate,
            unit="points",
            n=n,
            sources=sources,
            variable=variable,
            level=level,
        )
        for name, value in (("p", found.p[i]), ("df", found.df[i])):
            yield plan.result(
                CONTRAST, name, float(value), n=n, sources=sources, variable=variable, level=level
            )
    left = "; ".join(f"{each.covariance}: {each.reason}" for each in fit.left)
    yield plan.result(
        CONTRAST,
        "participants",
        n,
        unit="participants",
        n=n,
        sources=sources,
        variable="covariance",
        level=fit.covariance,
        note=left,
    )


def _estimate(found: Estimates, i: int) -> Estimate:
    """One of several estimates with its limits."""
    return Estimate(float(found.estimate[i]), float(found.lower[i]), float(found.upper[i]))


def mixed_model_results(plan: Plan) -> Iterator[ResultRow]:
    """The record's mixed-effects linear model: a random intercept and slope over time."""
    yield from computed(plan, lambda: _mixed_model(plan, measurements(plan)))


def _mixed_model(plan: Plan, told: Measurements) -> Iterator[ResultRow]:
    group = factor("group", told.group, levels=plan.groups, reference=plan.groups[0])
    years = number("years", np.array(told.week) * 7 / 365.25)
    fit = lmm(
        told.change,
        [group, years, number("baseline", told.baseline), interaction(group, years)],
        subject=told.subject,
        random=("intercept", years),
        df="kenward_roger",
    )
    reach = t_quantile(fit.df, plan.conf_level) * fit.se
    for j, name in enumerate(fit.names):
        estimate = Estimate(
            float(fit.coef[j]), float(fit.coef[j] - reach[j]), float(fit.coef[j] + reach[j])
        )
        variable, level = "term", name
        n, sources = len(set(told.subject)), ids(told.rows)
        yield from plan.estimate(
            CONTRAST,
            "coefficient",
            estimate,
            unit="points",
            n=n,
            sources=sources,
            variable=variable,
            level=level,
        )
        yield plan.result(
            CONTRAST, "p", float(fit.p[j]), n=n, sources=sources, variable=variable, level=level
        )
