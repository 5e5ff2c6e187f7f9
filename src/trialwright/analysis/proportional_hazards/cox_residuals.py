"""Residuals of a Cox model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, IntArray
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit
from trialwright.analysis.proportional_hazards.risk_moments import RiskMoments


@dataclass(frozen=True, eq=False)
class CoxResiduals:
    """Residuals by row (n, in the order of the data) and by event (by stratum, then time).

    `martingale` (n): 1 for an event, else 0, less the cumulative hazard a row was exposed to.
    `deviance` (n): its signed root of deviance. `score` (n x p): what a row of weight 1
    contributes to the score. `dfbeta` (n x p): how much each coefficient would change, to first
    order, without the row and its weight.

    `event_rows` (events): the rows with an event, tied ones in the order of the data, at
    `event_time` (events). `schoenfeld` (events x p): their covariates less the mean of those at
    risk. `scaled_schoenfeld` (events x p): coefficient plus residual times variance and number of
    events; its course over time shows how the coefficient changes.
    """

    names: tuple[str, ...]
    martingale: FloatArray
    deviance: FloatArray
    score: FloatArray
    dfbeta: FloatArray
    event_rows: IntArray
    event_time: FloatArray
    schoenfeld: FloatArray
    scaled_schoenfeld: FloatArray


def cox_residuals(fit: CoxFit) -> CoxResiduals:
    """Compute all residuals of a fit.

    Martingale and score residuals of Therneau, Grambsch & Fleming (1990), with a denominator for
    each tied death under Efron; residuals of Schoenfeld (1982), scaled as by Grambsch & Therneau
    (1994). With `weights`, means and hazards are weighted; the residuals of a row are not, apart
    from `dfbeta`. `dfbeta` and the scaling use the model-based variance. Raises AnalysisError for
    a fit with exact ties, whose likelihood is no sum over rows.
    """
    data, moments = fit.data, fit.moments
    scale = data.design.scale
    event = data.times.event.astype(np.float64)
    martingale = _martingale(moments, event)
    score = moments.score_residuals() * scale
    schoenfeld = moments.schoenfeld_residuals() * scale
    rows = moments.sets.event_rows
    return CoxResiduals(
        names=fit.names,
        martingale=martingale,
        deviance=_deviance(martingale, event),
        score=score,
        dfbeta=data.weighted(score) @ fit.naive_vcov,
        event_rows=rows,
        event_time=data.times.time[rows],
        schoenfeld=schoenfeld,
        scaled_schoenfeld=fit.coef + schoenfeld @ fit.naive_vcov * fit.n_events,
    )


def _martingale(moments: RiskMoments, event: FloatArray) -> FloatArray:
    exposure = moments.sum_by_row(moments.hazard_step[:, None])[:, 0]
    return event - moments.hazard * exposure


def _deviance(martingale: FloatArray, event: FloatArray) -> FloatArray:
    """sign(M) root(-2 (M + event log(event - M))), Therneau, Grambsch & Fleming (1990)."""
    expected = event - martingale
    with np.errstate(divide="ignore", invalid="ignore"):
        log_expected = np.where(event > 0, np.log(expected), 0.0)
    # Rounding may leave a residual near 0 with a square just below it.
    square = np.maximum(-2 * (martingale + log_expected), 0.0)
    deviance: FloatArray = np.sign(martingale) * np.sqrt(square)
    return deviance
