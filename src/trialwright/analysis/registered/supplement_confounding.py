"""Groups that were not formed by chance: balance, weighting, double robustness, what is unseen."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

import numpy as np

from trialwright.analysis.confounding.aipw import aipw_risk_difference
from trialwright.analysis.confounding.balance import balance, propensity_overlap
from trialwright.analysis.confounding.bias_analysis import confounder_bias
from trialwright.analysis.confounding.e_value import e_value
from trialwright.analysis.confounding.iptw_cox import iptw_cox
from trialwright.analysis.confounding.negative_control import negative_control
from trialwright.analysis.confounding.propensity_weights import propensity_weights
from trialwright.analysis.confounding.treatment_effect import TreatmentEffect
from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.numeric.estimate import Estimate
from trialwright.analysis.numeric.terms import Term
from trialwright.analysis.registered.cohort import (
    COMPETING,
    Cohort,
    cohort_of,
    computed,
    count_incomplete,
    covariate_sets,
    horizon_of,
)
from trialwright.analysis.registered.effects import effect_rows, number_row, pooled
from trialwright.analysis.registered.plan import CONTRAST, Plan
from trialwright.analysis.results import ResultRow


def _truncation(plan: Plan) -> tuple[float, float] | None:
    bounds = plan.analysis.truncate
    return None if bounds is None else (float(bounds[0]), float(bounds[1]))


def balance_results(plan: Plan) -> Iterator[ResultRow]:
    """Standardised differences of every covariate before and after weighting (STA-08)."""
    yield from computed(plan, lambda: _balance(cohort_of(plan)))


def _balance(cohort: Cohort) -> Iterator[ResultRow]:
    plan = cohort.plan
    # Balance is shown in the first imputed set; the effect is pooled over all.
    terms = next(covariate_sets(cohort))
    weights = propensity_weights(
        cohort.treated, terms, kind=plan.analysis.weights, truncate=_truncation(plan)
    )
    found = balance(cohort.treated, terms, weights=weights.weights)
    for j, name in enumerate(found.names):
        for statistic, value in (
            ("smd", found.raw.smd[j]),
            ("smd_weighted", found.weighted.smd[j]),
        ):
            yield number_row(
                cohort, CONTRAST, statistic, float(value), unit="", variable="covariate", level=name
            )
    largest = float(np.max(np.abs(found.weighted.smd)))
    yield number_row(cohort, CONTRAST, "largest_smd_weighted", largest, unit="")
    reference, treated = plan.groups
    for group, n, size in zip((treated, reference), found.n, found.effective_size, strict=True):
        yield number_row(cohort, group, "n", n)
        yield number_row(cohort, group, "effective_size", float(size))
    yield number_row(cohort, CONTRAST, "incomplete", count_incomplete(cohort))
    overlap = propensity_overlap(cohort.treated, weights.propensity)
    for group, outside in zip((treated, reference), overlap.n_outside, strict=True):
        yield number_row(cohort, group, "outside_overlap", outside)


def _assigned(cohort: Cohort) -> FloatArray:
    """When each group was recorded on the clock of the analysis: at enrolment (STA-02)."""
    entered = [float(max(row.entry_day or 0, 0)) for row in cohort.rows]
    from_enrolment = cohort.plan.analysis.clock == "enrolment"
    return np.zeros(cohort.n) if from_enrolment else np.array(entered)


def weighted_cox_results(plan: Plan) -> Iterator[ResultRow]:
    """The marginal hazard ratio, each participant weighted by the inverse of the propensity."""
    yield from computed(plan, lambda: _weighted_cox(cohort_of(plan)))


def _weighted_cox(cohort: Cohort) -> Iterator[ResultRow]:
    fits = []
    for terms in covariate_sets(cohort):
        effect = _weighted_effect(cohort, terms)
        fits.append((float(np.log(effect.value)), effect.std_err))
    yield from pooled(cohort, "hazard_ratio", fits, exp)
    yield number_row(cohort, CONTRAST, "events", int(cohort.event.sum()))


def _weighted_effect(cohort: Cohort, terms: tuple[Term, ...]) -> TreatmentEffect:
    plan = cohort.plan
    return iptw_cox(
        cohort.time,
        cohort.event,
        cohort.treated,
        terms,
        entry=cohort.entry,
        kind=plan.analysis.weights,
        truncate=_truncation(plan),
        assigned=_assigned(cohort),
        conf_level=plan.conf_level,
    ).effect


def negative_control_results(plan: Plan) -> Iterator[ResultRow]:
    """The weighted hazard ratio of an outcome that treatment cannot touch: no effect is expected."""
    yield from computed(plan, lambda: _negative_control(cohort_of(plan)))


def _negative_control(cohort: Cohort) -> Iterator[ResultRow]:
    terms, outcome = next(covariate_sets(cohort)), cohort.plan.endpoint.label.en
    found = negative_control(outcome, lambda: _weighted_effect(cohort, terms))
    effect = found.effect
    limits = Estimate(effect.value, effect.lower, effect.upper)
    yield from effect_rows(cohort, "hazard_ratio", limits, effect.p)
    yield number_row(cohort, CONTRAST, "compatible", float(found.compatible), unit="")


def doubly_robust_results(plan: Plan) -> Iterator[ResultRow]:
    """The risk difference at each horizon, right if either of two models is (STA-08)."""
    yield from computed(plan, lambda: _doubly_robust(cohort_of(plan)))


def _doubly_robust(cohort: Cohort) -> Iterator[ResultRow]:
    plan = cohort.plan
    horizon = horizon_of(cohort)
    fits, risks = [], []
    for terms in covariate_sets(cohort):
        found = aipw_risk_difference(
            cohort.time,
            cohort.event,
            cohort.treated,
            terms,
            horizon=horizon,
            competing=cohort.cause == COMPETING,
            assigned=_assigned(cohort),
            conf_level=plan.conf_level,
        )
        fits.append((found.difference.value, found.difference.std_err))
        risks.append((found.control.value, found.treated.value))
    for group, risk in zip(plan.groups, np.mean(risks, axis=0), strict=True):
        yield number_row(cohort, group, "risk", float(risk), unit="")
    yield from pooled(cohort, "risk_difference", fits, float)
    yield number_row(cohort, CONTRAST, "horizon", horizon, unit="days")


def e_value_results(plan: Plan, earlier: tuple[ResultRow, ...]) -> Iterator[ResultRow]:
    """How strong an unseen confounder would have to be to explain each effect (STA-09)."""
    for analysis in plan.analysis.of:
        found = effect_of(earlier, analysis, "hazard_ratio")
        if found is None:
            yield plan.result(
                CONTRAST,
                "e_value",
                None,
                variable="of",
                level=analysis,
                note="no effect to explain",
            )
            continue
        ratio, lower, upper, sources = found
        answer = e_value(ratio, scale="hazard_ratio_common", lower=lower, upper=upper)
        for name, value in (("e_value", answer.point), ("e_value_limit", answer.limit)):
            yield plan.result(CONTRAST, name, value, sources=sources, variable="of", level=analysis)


def hidden_confounder_results(plan: Plan, earlier: tuple[ResultRow, ...]) -> Iterator[ResultRow]:
    """The effect if a yes/no confounder had been missed, over a grid of how strong it is."""
    (analysis,) = plan.analysis.of
    found = effect_of(earlier, analysis, "hazard_ratio")
    if found is None:
        yield plan.result(CONTRAST, "estimate", None, note="no effect to correct")
        return
    ratio, lower, upper, sources = found
    with_, without = (float(value) for value in plan.analysis.prevalence)
    for assumed in plan.analysis.ratios:
        answer = confounder_bias(
            ratio,
            ratios=[float(assumed)],
            prevalence_treated=[with_],
            prevalence_control=[without],
            lower=lower,
            upper=upper,
        )
        assert answer.lower is not None
        assert answer.upper is not None
        values = (answer.adjusted, answer.lower, answer.upper)
        for name, value in zip(("hazard_ratio", "lower", "upper"), values, strict=True):
            yield plan.result(
                CONTRAST,
                name,
                float(value.ravel()[0]),
                sources=sources,
                variable="confounder ratio",
                level=str(assumed),
            )


def effect_of(
    rows: tuple[ResultRow, ...], analysis: str, statistic: str
) -> tuple[float, float, float, tuple[str, ...]] | None:
    """The group's effect in the results of another analysis, with its limits and sources."""
    mine = [r for r in rows if (r.analysis, r.group) == (analysis, CONTRAST)]
    mine = [r for r in mine if r.variable in ("", "group")]
    values = {r.statistic: r.value for r in mine if r.value is not None}
    if not {statistic, "lower", "upper"} <= values.keys():
        return None
    sources = next(r.sources for r in mine if r.statistic == statistic)
    value, lower, upper = (values[name] for name in (statistic, "lower", "upper"))
    assert value is not None
    assert lower is not None
    assert upper is not None
    return value, lower, upper, sources
