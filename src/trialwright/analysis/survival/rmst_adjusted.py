"""Restricted mean survival time by treatment and covariates: a regression of min(T, tau)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    code_levels,
)
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.regular_columns import regular_columns
from trialwright.analysis.numeric.terms import Covariates, model_matrix, number, read_terms
from trialwright.analysis.survival.curve_units import CurveUnits
from trialwright.analysis.survival.event_table import derive_event_table
from trialwright.analysis.survival.hazard_steps import product_limit
from trialwright.analysis.survival.restricted_mean import check_tau, measure_area
from trialwright.analysis.survival.survival_times import SurvivalTimes
from trialwright.analysis.survival.two_arms import code_arms


@dataclass(frozen=True, eq=False)
class RmstRegression:
    """Coefficients (k) of the mean of min(T, tau), in the unit of time: the intercept, the
    treatment (treated less control), then the covariates. `vcov` (k x k); normal limits and tests.
    `weights` (n): 1/G for the rows that were seen to tau or the event, 0 for the others.
    """

    names: tuple[str, ...]
    coef: FloatArray
    std_err: FloatArray
    z: FloatArray
    p: FloatArray
    lower: FloatArray
    upper: FloatArray
    vcov: FloatArray
    weights: FloatArray
    tau: float
    n: int


def rmst_adjusted(
    time: ArrayLike,
    event: ArrayLike,
    treatment: ArrayLike,
    covariates: Covariates,
    *,
    tau: float,
    treated: Any = 1,
    control: Any = 0,
    censoring_group: ArrayLike | None = None,
    conf_level: float = 0.95,
    merge_close_times: bool = False,
) -> RmstRegression:
    """Estimate the difference in restricted mean survival time at equal covariates.

    Least squares of min(T, tau) on treatment and covariates, each row with an event before tau or
    followed to tau weighted by 1/G(min(T, tau)) (Tian, Zhao & Wei 2014). G is the Kaplan-Meier
    curve of the censoring in each `censoring_group` (n; absent: pooled; name the arms where they
    are censored differently), of the times cut at tau, censorings at the time itself included,
    rows with an event at the same time at risk. The variance has the term for G. As in the
    authors' program survRM2 the bread is (X'X)^-1 without weights, X'X estimating the same as the
    weighted sum.

    Columns and treatment as in `rmst`, without delayed entry; `covariates` numbers or terms (n).
    Raises AnalysisError also for covariates that determine one another, and where nobody has the
    event before tau.
    """
    times = SurvivalTimes.from_columns(time, event, merge_close_times=merge_close_times)
    is_treated = code_arms(treatment, treated, control, times.n)
    check_tau(
        tau,
        {
            str(arm): measure_area(times.rows(chosen), CurveUnits())
            for arm, chosen in ((treated, is_treated), (control, ~is_treated))
        },
    )
    if not (times.event & (times.time < tau)).any():
        raise analysis_error(
            "event", f"nobody had the event before tau {tau:g}: nothing to compare"
        )
    terms = (number("treatment", is_treated), *read_terms(covariates, times.n))
    names, matrix, _ = model_matrix(terms, times.n)
    group = (
        np.zeros(times.n, dtype=np.intp)
        if censoring_group is None
        else code_levels(censoring_group, "censoring_group", times.n)
    )
    cut = SurvivalTimes(np.minimum(times.time, tau), ~(times.event | (times.time >= tau)))
    weights = _weights(cut, group)
    coef, scores = _least_squares(matrix, cut.time, weights, names)
    bread = np.linalg.inv(matrix.T @ matrix)
    influence = scores + _censoring_term(cut, group, scores)
    vcov = bread @ (influence.T @ influence) @ bread
    return _result(names, coef, vcov, weights, tau, conf_level)


def _weights(cut: SurvivalTimes, group: IntArray) -> FloatArray:
    """1/G(time) for the rows whose time is complete; `cut.event` is True for the censored."""
    weights = np.zeros(cut.n)
    for rows in _groups(group):
        part = cut.rows(rows)
        table = derive_event_table(part)
        free = product_limit(table)
        at = free[np.searchsorted(table.time, part.time)]
        # A row with an event is itself at risk of censoring then, so its G is not 0.
        weights[rows] = np.where(part.event, 0.0, 1 / np.where(part.event, 1.0, at))
    return weights


def _groups(group: IntArray) -> list[np.ndarray[Any, np.dtype[np.bool_]]]:
    return [group == code for code in range(group.max() + 1)]


def _least_squares(
    matrix: FloatArray, response: FloatArray, weights: FloatArray, names: tuple[str, ...]
) -> tuple[FloatArray, FloatArray]:
    """The weighted coefficients (k) and each row's score (n x k)."""
    root = np.sqrt(weights)[:, None]
    weighted = root * matrix
    gram = weighted.T @ weighted
    regular = regular_columns(gram, np.diag(gram))
    if not regular.all():
        bad = ", ".join(name for name, keep in zip(names, regular, strict=True) if not keep)
        raise analysis_error(
            "covariates", f"{bad}: determined by the columns before, or the same for everybody"
        )
    # By orthogonal factors: squaring the matrix would double the lost digits.
    q, r = np.linalg.qr(weighted)
    coef = np.linalg.solve(r, q.T @ (root[:, 0] * response))
    residual = response - matrix @ coef
    return coef, matrix * (weights * residual)[:, None]


def _censoring_term(cut: SurvivalTimes, group: IntArray, scores: FloatArray) -> FloatArray:
    """What estimating G adds to each row's score (n x k): the censoring martingale's part.

    With A(u) the mean score of those still at risk at u: A(T) for a row censored at T, less the
    sum over censoring times u <= T of A(u) c(u)/n(u).
    """
    term = np.zeros_like(scores)
    for rows in _groups(group):
        part = cut.rows(rows)
        table = derive_event_table(part)
        ordered = scores[rows][np.argsort(part.time, kind="stable")]
        remaining = np.cumsum(ordered[::-1], axis=0)[::-1][table.first]
        mean = remaining / table.n_risk[:, None]
        paid = np.cumsum(mean * (table.n_event / table.n_risk)[:, None], axis=0)
        at = np.searchsorted(table.time, part.time)
        term[rows] = np.where(part.event[:, None], mean[at], 0.0) - paid[at]
    return term


def _result(
    names: tuple[str, ...],
    coef: FloatArray,
    vcov: FloatArray,
    weights: FloatArray,
    tau: float,
    conf_level: float,
) -> RmstRegression:
    std_err = np.sqrt(np.diag(vcov))
    z = coef / std_err
    reach = normal_quantile(conf_level) * std_err
    return RmstRegression(
        names=names,
        coef=coef,
        std_err=std_err,
        z=z,
        p=2 * ndtr(-np.abs(z)),
        lower=coef - reach,
        upper=coef + reach,
        vcov=vcov,
        weights=weights,
        tau=float(tau),
        n=len(weights),
    )
