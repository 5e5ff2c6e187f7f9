"""Answers that are missing: how much worse they had to be to overturn a difference (STA-10)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialwright.analysis.imputation.reference_based import reference_based_imputation
from trialwright.analysis.imputation.tipping_point import tipping_point
from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.numeric.estimate import Estimate
from trialwright.analysis.registered.cohort import computed
from trialwright.analysis.registered.plan import CONTRAST, Plan, ids
from trialwright.analysis.registered.supplement_longitudinal import Measurements, measurements
from trialwright.analysis.results import ResultRow


def tipping_results(plan: Plan) -> Iterator[ResultRow]:
    """How much worse missing answers of the treated had to be to overturn the difference (STA-10)."""
    yield from computed(plan, lambda: _tipping(plan, measurements(plan)))


def _tipping(plan: Plan, told: Measurements) -> Iterator[ResultRow]:
    weeks = sorted(set(told.week))
    subjects = sorted(set(told.subject))
    place = {subject: i for i, subject in enumerate(subjects)}
    response = np.full((len(subjects), len(weeks)), np.nan)
    baseline, group = np.zeros(len(subjects)), [""] * len(subjects)
    for i, subject in enumerate(told.subject):
        response[place[subject], weeks.index(told.week[i])] = told.change[i]
        baseline[place[subject]], group[place[subject]] = told.baseline[i], told.group[i]
    outcomes = reference_based_imputation(
        response,
        group,
        reference=plan.groups[0],
        rng=np.random.default_rng(plan.analysis.seed),
        strategy="jump_to_reference",
        covariates={"baseline": baseline},
        alive=_alive(plan, subjects, weeks),
        m=plan.analysis.imputations,
    )
    treated = np.array([each == plan.groups[1] for each in group])
    found = tipping_point(
        outcomes,
        lambda values: _difference(values[:, -1], treated),
        [float(delta) for delta in plan.analysis.deltas],
        treated=treated,
        alpha=1 - plan.conf_level,
    )
    for i, delta in enumerate(found.treated_deltas):
        variable, level = "delta", f"{delta:g}"
        values = (found.estimate[i, 0], found.lower[i, 0], found.upper[i, 0])
        estimate = Estimate(*(float(value) for value in values))
        n, sources = len(subjects), ids(told.rows)
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
        yield plan.result(
            CONTRAST,
            "p",
            float(found.p[i, 0]),
            n=n,
            sources=sources,
            variable=variable,
            level=level,
        )


def _alive(
    plan: Plan, subjects: list[str], weeks: list[int]
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Who was alive at each week: death is truncation, nothing is imputed after it."""
    people = {person.participant: person for person in plan.enrolled()}
    alive = np.ones((len(subjects), len(weeks)), dtype=np.bool_)
    for i, subject in enumerate(subjects):
        person = people[subject]
        start = person.origins.get("T_R")
        if person.disposition == "died" and start is not None and person.ends:
            day = (person.ends[-1] - start).days
            alive[i] = [week * 7 < day for week in weeks]
    return alive


def _difference(values: FloatArray, treated: FloatArray) -> tuple[float, float]:
    """The difference of means and its variance, of those who have a value."""
    known = ~np.isnan(values)
    one, other = values[known & treated.astype(bool)], values[known & ~treated.astype(bool)]
    variance = one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)
    return float(one.mean() - other.mean()), float(variance)
