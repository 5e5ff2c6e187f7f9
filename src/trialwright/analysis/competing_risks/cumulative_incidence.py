"""Cumulative incidence of each cause with the variance of Gray (1988)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.competing_risks.aalen_johansen import compute_state_probabilities
from trialwright.analysis.competing_risks.competing_times import (
    CauseTable,
    CompetingTimes,
    derive_cause_table,
)
from trialwright.analysis.numeric.columns import FloatArray, check_numbers


@dataclass(frozen=True, eq=False)
class CumulativeIncidence:
    """Cumulative incidence at every distinct time (m), a column for each of `causes` (K).

    `est`, `var` (m x K); `n_risk` (m) just before each time.
    """

    time: FloatArray
    causes: tuple[Any, ...]
    n_risk: FloatArray
    est: FloatArray
    var: FloatArray

    def at(self, times: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Estimate and variance at `times` (each len(times) x K); an event at t counts at t.

        NaN after the last follow-up time: nobody was followed there.
        """
        asked = check_numbers(times, "times")
        row = np.searchsorted(self.time, asked, side="right")
        start = np.zeros((1, len(self.causes)))
        beyond = (asked > self.time[-1])[:, None]
        est = np.where(beyond, np.nan, np.vstack((start, self.est))[row])
        var = np.where(beyond, np.nan, np.vstack((start, self.var))[row])
        return est, var


def cumulative_incidence(
    time: ArrayLike, cause: ArrayLike, *, causes: Sequence[Any], censored: Any = 0
) -> CumulativeIncidence:
    """Estimate the cumulative incidence of each cause with Gray's (1988) asymptotic variance.

    `time` (n); `cause` (n) holds `censored` or one of `causes`. The estimate is that of
    Aalen-Johansen, the sum of S(t-) d_k/n. The variance at t is, over event times s <= t,

        sum of tie(d_k) d_k (S(s-)/n)^2 (1 + (F(s) - F(t))/S(s))^2
      + sum of tie(d_o) d_o (S(s-)/n)^2 ((F(s) - F(t))/S(s))^2,

    d_k, d_o events of the cause and of the others, F its incidence, tie(d) = 1 - (d-1)/(n-1): tied
    events are drawn without replacement. Where S(s) = 0 the terms with 1/S(s) are 0. Censored at
    an event time: still at risk there. No delayed entry and no weights: see `aalen_johansen`.

    Raises AnalysisError for a value of `cause` that is not named, or a missing or unequal column.
    """
    times = CompetingTimes.from_columns(time, cause, causes, censored=censored)
    table = derive_cause_table(times)
    pstate = compute_state_probabilities(table)
    variances = [_variance(table, pstate, k) for k in range(len(times.causes))]
    return CumulativeIncidence(
        time=table.time,
        causes=times.causes,
        n_risk=table.n_risk,
        est=pstate[:, 1:],
        var=np.column_stack(variances),
    )


def _variance(table: CauseTable, pstate: FloatArray, k: int) -> FloatArray:
    surv, incidence = pstate[:, 0], pstate[:, 1 + k]
    unit = np.concatenate(([1.0], surv[:-1])) ** 2 / table.n_risk**2
    own, other = table.n_event[:, k], table.any_event - table.n_event[:, k]
    inverse = np.divide(1.0, surv, out=np.zeros_like(surv), where=surv > 0)
    own_size = unit * own * tie_correction(own, table.n_risk)
    other_size = unit * other * tie_correction(other, table.n_risk)
    # (c + (F(s) - F(t))/S(s))^2 opened up in powers of F(t), with c = 1 for the cause itself.
    own_part, other_part = 1 + incidence * inverse, incidence * inverse
    constant = np.cumsum(own_size * own_part**2 + other_size * other_part**2)
    linear = np.cumsum((own_size * own_part + other_size * other_part) * inverse)
    square = np.cumsum((own_size + other_size) * inverse**2)
    variance: FloatArray = constant - 2 * incidence * linear + incidence**2 * square
    return np.maximum(variance, 0.0)


def tie_correction(d: FloatArray, n: FloatArray) -> FloatArray:
    """1 - (d-1)/(n-1), by which the variance of d events drawn among n is less than Poisson's."""
    return np.where(d > 1, 1 - (d - 1) / np.maximum(n - 1, 1), 1.0)
