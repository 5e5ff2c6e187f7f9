"""Whether hazard ratios stay the same over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.stats import rankdata

from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import FloatArray, IntArray, analysis_error
from trialwright.analysis.numeric.regular_columns import regular_columns
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit
from trialwright.analysis.survival.kaplan_meier import kaplan_meier
from trialwright.analysis.survival.survival_times import SurvivalTimes

Transform = Literal["km", "rank", "identity"]


@dataclass(frozen=True, eq=False)
class ProportionalHazardsTest:
    """A test for each term, by name, and one of all together, GLOBAL, as the last.

    `tests[i]` belongs to `rows[i]`. `transform`: the course over time that was looked for.
    """

    rows: tuple[str, ...]
    tests: tuple[ChiSquareTest, ...]
    transform: Transform


def proportional_hazards_test(
    fit: CoxFit, *, transform: Transform = "km"
) -> ProportionalHazardsTest:
    """Test that no coefficient changes with time.

    Score test for adding g(t) times the covariates of a term to the model, at the fitted
    coefficients: the test of survival since version 3.0, of which Grambsch & Therneau (1994) is
    an approximation. A factor is tested as a whole. g(t) is 1 - S(t-) of the Kaplan-Meier curve
    of all rows ("km"), the average rank of t among the times of all rows ("rank"), or t
    ("identity"), less its mean over events. The curve and ranks know no weights or strata; the
    score and its variance have those of the fit, and its ties. Raises AnalysisError for a fit
    with exact ties or Firth's penalty, and where too few event times leave no change to see.
    """
    if fit.penalised:
        raise analysis_error(
            "fit", f"the test is not defined with Firth's penalty, added here: {fit.penalised}"
        )
    if transform not in get_args(Transform):
        raise analysis_error(
            "transform", f"unknown transform {transform!r}", "use km, rank or identity"
        )
    moments, p = fit.moments, len(fit.coef)
    rows = moments.sets.event_rows
    g = _transformed(fit.data.times, transform)[rows]
    g = g - g.mean()
    score = moments.schoenfeld_residuals().T @ (g * _own_weight(fit))
    joint = moments.information(g)
    information = np.block(
        [[moments.information(np.ones(len(g))), joint], [joint, moments.information(g**2)]]
    )
    of_term = fit.data.design.of_term
    chosen = [np.flatnonzero(of_term == number) for number in range(len(fit.data.design.terms))]
    tests = [_score_test(information, score, columns) for columns in [*chosen, np.arange(p)]]
    return ProportionalHazardsTest((*fit.data.design.terms, "GLOBAL"), tuple(tests), transform)


def _own_weight(fit: CoxFit) -> FloatArray:
    rows = fit.moments.sets.event_rows
    return np.ones(len(rows)) if fit.data.weight is None else fit.data.weight[rows]


def _score_test(information: FloatArray, score: FloatArray, columns: IntArray) -> ChiSquareTest:
    """The score of the added columns against its variance, the coefficients being estimated."""
    p = len(score)
    kept = np.concatenate((np.arange(p), p + columns))
    added = np.concatenate((np.zeros(p), score[columns]))
    variance = information[np.ix_(kept, kept)]
    if not regular_columns(variance, np.diag(variance)).all():
        raise analysis_error(
            "event", "the events are at too few times to tell whether a coefficient changes"
        )
    value = added @ np.linalg.solve(variance, added)
    return ChiSquareTest(float(value), len(columns))


def _transformed(times: SurvivalTimes, transform: Transform) -> FloatArray:
    if transform == "identity":
        return times.time
    if transform == "rank":
        return np.asarray(rankdata(times.time), dtype=np.float64)
    return _share_with_event_before(times)


def _share_with_event_before(times: SurvivalTimes) -> FloatArray:
    """1 - S(t-) of the product-limit estimate of all rows, at the time of each row (n)."""
    curve = kaplan_meier(times.time, times.event, entry=times.entry)
    until = np.concatenate(([1.0], curve.surv))
    before: FloatArray = 1 - until[np.searchsorted(curve.time, times.time)]
    return before
