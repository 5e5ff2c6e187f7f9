"""The survival that a Cox model predicts for given covariates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    check_numbers,
    combine_levels,
    strata_columns,
)
from trialwright.analysis.numeric.terms import Covariates, model_matrix, read_terms
from trialwright.analysis.proportional_hazards.cox_data import CoxData
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit
from trialwright.analysis.proportional_hazards.hazard_steps import (
    HazardSteps,
    Label,
    hazard_steps,
)
from trialwright.analysis.survival.curve_limits import ConfType, compute_curve_limits


@dataclass(frozen=True, eq=False)
class PredictedCurve:
    """The survival predicted for one row of covariates, at each distinct time of its stratum (m).

    `surv` is exp(-`cumhaz`); `std_err_log` the standard error of the cumulative hazard, that is of
    log `surv`; `lower`, `upper` limits of `surv`. `stratum`: its value in each column of strata.
    """

    stratum: Label
    time: FloatArray
    surv: FloatArray
    cumhaz: FloatArray
    std_err_log: FloatArray
    lower: FloatArray
    upper: FloatArray

    def at(self, times: ArrayLike) -> PredictedCurve:
        """The curve read at `times`; an event at t already counts in S(t). Before the first time
        survival is 1 without error; after the last it stays as it was, and says nothing more.
        """
        asked = check_numbers(times, "times")
        row = np.searchsorted(self.time, asked, side="right")

        def read(first: float, values: FloatArray) -> FloatArray:
            return np.concatenate(([first], values))[row]

        return PredictedCurve(
            stratum=self.stratum,
            time=asked,
            surv=read(1.0, self.surv),
            cumhaz=read(0.0, self.cumhaz),
            std_err_log=read(0.0, self.std_err_log),
            lower=read(1.0, self.lower),
            upper=read(1.0, self.upper),
        )


def predicted_curves(
    fit: CoxFit,
    covariates: Covariates,
    *,
    strata: ArrayLike | Sequence[ArrayLike] | None = None,
    offset: ArrayLike | None = None,
    conf_type: ConfType = "log",
    conf_level: float = 0.95,
) -> tuple[PredictedCurve, ...]:
    """Predict a curve for each row of new covariates (m rows), which stay what they are over time.

    `covariates`: the same terms as those of the fit; of a factor all levels must be given. In a
    stratified model `strata` says, as for `cox`, whose baseline hazard a row has. `offset` (m):
    absent = 0. The estimator of the baseline goes with the ties of the fit. The variance has a
    part for the baseline and one for the coefficients (Andersen & Gill 1982; Tsiatis 1981), the
    latter from `vcov`, so it is robust where the fit is. Limits as for Kaplan-Meier curves. Raises
    AnalysisError for other terms, unknown strata, and a fit with exact ties.
    """
    x = _new_columns(fit, covariates)
    shift = np.zeros(len(x)) if offset is None else _new_offset(offset, len(x))
    steps = hazard_steps(fit)
    of_row = _new_strata(fit.data, strata, len(x))
    design = fit.data.design
    scaled = (x - design.mean) / design.scale
    risk = np.exp(scaled @ (fit.coef * design.scale) + shift - fit.moments.shift)
    return tuple(
        _curve(fit, steps[number], scaled[row], float(risk[row]), conf_type, conf_level)
        for row, number in enumerate(of_row)
    )


def _curve(
    fit: CoxFit,
    steps: HazardSteps,
    scaled: FloatArray,
    risk: float,
    conf_type: ConfType,
    conf_level: float,
) -> PredictedCurve:
    scale = fit.data.design.scale
    away = (steps.hazard[:, None] * scaled - steps.mean) * scale
    of_coef = np.einsum("ij,jk,ik->i", away, fit.vcov, away)
    std_err_log = np.sqrt(steps.variance + of_coef) * risk
    cumhaz = steps.hazard * risk
    surv = np.exp(-cumhaz)
    lower, upper = compute_curve_limits(surv, std_err_log, conf_type, conf_level)
    return PredictedCurve(steps.label, steps.time, surv, cumhaz, std_err_log, lower, upper)


def _new_columns(fit: CoxFit, covariates: Covariates) -> FloatArray:
    n = _row_count(covariates)
    names, x, _ = model_matrix(read_terms(covariates, n), n, intercept=False)
    if names != fit.names:
        raise analysis_error(
            "covariates",
            f"the columns are {', '.join(names)}; those of the fit are {', '.join(fit.names)}",
        )
    return x


def _row_count(covariates: Covariates) -> int:
    if isinstance(covariates, np.ndarray):
        return len(covariates)
    if isinstance(covariates, Mapping):
        return max((np.size(values) for values in covariates.values()), default=0)
    return max((len(term.columns) for term in covariates), default=0)


def _new_offset(offset: ArrayLike, n: int) -> FloatArray:
    numbers = check_numbers(offset, "offset")
    if len(numbers) != n:
        raise analysis_error("offset", f"offset has {len(numbers)} rows, covariates have {n}")
    return numbers


def _new_strata(data: CoxData, strata: ArrayLike | Sequence[ArrayLike] | None, n: int) -> IntArray:
    """The number, among the strata of the fit, of each new row (n)."""
    new = strata_columns(strata)
    if len(new) != len(data.strata):
        raise analysis_error(
            "strata", f"the fit has {len(data.strata)} columns of strata, the new rows {len(new)}"
        )
    if data.stratum is None:
        return np.zeros(n, dtype=np.intp)
    for column in new:
        if column.shape != (n,):
            raise analysis_error("strata", f"strata has shape {column.shape}, there are {n} rows")
    both = [np.concatenate(pair) for pair in zip(data.strata, new, strict=True)]
    code = combine_levels(both, "strata", data.times.n + n)
    number = np.full(int(code.max()) + 1, -1, dtype=np.intp)
    number[code[: data.times.n]] = data.stratum
    found: IntArray = number[code[data.times.n :]]
    if (found < 0).any():
        row = int(np.flatnonzero(found < 0)[0])
        raise analysis_error("strata", f"row {row + 1} belongs to a stratum that was not fitted")
    return found
