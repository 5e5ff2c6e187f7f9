"""A trial that was not randomised, emulated: the same people under both strategies (STA-01 B)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.estimate import Estimate
from trialwright.analysis.proportional_hazards.cox import cox
from trialwright.analysis.registered.cohort import (
    COMPETING,
    Cohort,
    cohort_of,
    computed,
    covariate_sets,
    horizon_of,
    treatment_start,
)
from trialwright.analysis.registered.effects import effect_rows, number_row, ratio_rows
from trialwright.analysis.registered.plan import CONTRAST, Plan
from trialwright.analysis.results import ResultRow
from trialwright.analysis.target_trial.bootstrap_clone_censor_weight import (
    bootstrap_clone_censor_weight,
)
from trialwright.analysis.target_trial.landmark_groups import landmark_groups
from trialwright.analysis.target_trial.naive_ever_never import naive_ever_never
from trialwright.analysis.target_trial.time_dependent_exposure import time_dependent_exposure


def emulation_results(plan: Plan) -> Iterator[ResultRow]:
    """Clone, censor at deviation, weight: risks under both strategies from enrolment (STA-03)."""
    yield from computed(plan, lambda: _emulate(_from_enrolment(plan)))


def _from_enrolment(plan: Plan) -> Cohort:
    if plan.analysis.clock != "enrolment":
        raise analysis_error(
            "clock", "an emulated trial starts at enrolment, when either strategy could still start"
        )
    return cohort_of(plan)


def _emulate(cohort: Cohort) -> Iterator[ResultRow]:
    plan = cohort.plan
    bounds = plan.analysis.truncate
    found = bootstrap_clone_censor_weight(
        cohort.time,
        cohort.event,
        _start(cohort),
        next(covariate_sets(cohort)),
        horizon=horizon_of(cohort),
        grace=float(plan.analysis.grace_days),
        competing=cohort.cause == COMPETING,
        truncate=None if bounds is None else (float(bounds[0]), float(bounds[1])),
        conf_level=plan.conf_level,
        n_boot=plan.analysis.draws,
        rng=np.random.default_rng(plan.analysis.seed),
    )
    reference, treated = plan.groups
    for group, risk in ((reference, found.risk_controls), (treated, found.risk_starters)):
        yield from effect_rows(cohort, "risk", Estimate(*risk), group=group)
    difference, ratio = found.risk_difference, found.hazard_ratio
    yield from effect_rows(
        cohort,
        "risk_difference",
        Estimate(difference.value, difference.lower, difference.upper),
        difference.p,
        variable="scale",
        level="risk difference",
    )
    yield from effect_rows(
        cohort, "hazard_ratio", Estimate(ratio.value, ratio.lower, ratio.upper), ratio.p
    )
    for group, flow in zip((treated, reference), found.point.flow, strict=True):
        yield number_row(cohort, group, "clones", flow.n)
        yield number_row(cohort, group, "deviated", flow.n_deviated)
        yield number_row(cohort, group, "largest_weight", flow.largest_weight, unit="")
    yield number_row(cohort, CONTRAST, "horizon", found.point.horizon, unit="days")
    yield number_row(cohort, CONTRAST, "failed_draws", found.n_failed, unit="draws")


def _start(cohort: Cohort) -> FloatArray:
    """Starts that were seen: one after the end of follow-up never was."""
    start = treatment_start(cohort)
    return np.where(start <= cohort.time, start, np.nan)


def landmark_results(plan: Plan) -> Iterator[ResultRow]:
    """Who had started by the end of the grace period against who had not, from there on."""
    yield from computed(plan, lambda: _landmark(_from_enrolment(plan)))


def _landmark(cohort: Cohort) -> Iterator[ResultRow]:
    at = float(cohort.plan.analysis.grace_days)
    found = landmark_groups(cohort.time, cohort.event, _start(cohort), at=at)
    chosen = found.population.chosen
    terms = [
        (name, column[chosen])
        for term in next(covariate_sets(cohort))
        for name, column in zip(term.names, term.columns.T, strict=True)
    ]
    columns = {"started": found.started.astype(float)}
    columns |= {name: column for name, column in terms if column.min() < column.max()}
    fit = cox(found.population.time, found.population.event, columns)
    yield from ratio_rows(cohort, "hazard_ratio", float(fit.coef[0]), float(fit.se[0]))
    counts = {
        "n": found.population.n,
        "event_before": found.population.event_before,
        "censored_before": found.population.censored_before,
        "started_later": found.n_later,
    }
    for name, value in counts.items():
        yield number_row(cohort, CONTRAST, name, value)


def exposure_results(plan: Plan) -> Iterator[ResultRow]:
    """Treatment as a covariate that changes on the day it starts (STA-03)."""
    yield from computed(plan, lambda: _exposure(_from_enrolment(plan)))


def _exposure(cohort: Cohort) -> Iterator[ResultRow]:
    rows = time_dependent_exposure(cohort.time, cohort.event, _start(cohort))
    columns = {"exposed": rows.exposed}
    for term in next(covariate_sets(cohort)):
        for name, column in zip(term.names, term.columns.T, strict=True):
            columns[name] = column[rows.participant]
    fit = cox(
        rows.time,
        rows.event,
        columns,
        entry=rows.entry,
        cluster=rows.participant,
        robust=True,
    )
    yield from ratio_rows(cohort, "hazard_ratio", float(fit.coef[0]), float(fit.se[0]))
    yield number_row(cohort, CONTRAST, "rows", len(rows.time), unit="rows")


def naive_results(plan: Plan) -> Iterator[ResultRow]:
    """Ever against never treated: refused without its name, which stands beside every number."""
    yield from computed(plan, lambda: _naive(cohort_of(plan)))


def _naive(cohort: Cohort) -> Iterator[ResultRow]:
    plan = cohort.plan
    label = plan.analysis.called or ""
    found = naive_ever_never(
        cohort.time, cohort.event, _start(cohort), label=label, conf_level=plan.conf_level
    )
    effect = found.hazard_ratio
    estimate = Estimate(effect.value, effect.lower, effect.upper)
    yield from effect_rows(
        cohort, "hazard_ratio", estimate, effect.p, variable="called", level=found.label
    )
    yield number_row(
        cohort,
        CONTRAST,
        "immortal_share",
        found.immortal_share,
        unit="",
        variable="called",
        level=found.label,
    )
