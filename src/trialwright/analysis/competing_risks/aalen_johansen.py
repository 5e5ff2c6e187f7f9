"""Aalen-Johansen: how many are event-free, and how many have had each cause, over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.competing_risks.competing_times import (
    CauseTable,
    CompetingTimes,
    derive_cause_table,
)
from trialwright.analysis.competing_risks.probability_limits import compute_probability_limits
from trialwright.analysis.competing_risks.state_influence import compute_state_variance
from trialwright.analysis.numeric.columns import (
    FloatArray,
    check_numbers,
    check_weights,
    code_levels,
)
from trialwright.analysis.survival.curve_limits import ConfType

EVENT_FREE = "(s0)"


@dataclass(frozen=True, eq=False)
class StatePoints:
    """State probabilities read at chosen times: a row for each, a column for each state."""

    time: FloatArray
    pstate: FloatArray
    std_err: FloatArray
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True, eq=False)
class StateCurves:
    """Probabilities of being event-free and of having had each cause; rows are distinct times (m).

    `states` (1 + K): "(s0)" = event-free, then the causes. `n_risk` (m) just before, `n_event`
    (m x K) and `n_censor` (m) at `time`: weighted sums if weighted. `pstate`, `std_err`, `lower`,
    `upper` (m x (1 + K)). `emptied_at`: times after which nobody was at risk until somebody
    entered: the curves are not to be trusted there. `n_events` (K) counts rows.
    """

    time: FloatArray
    states: tuple[Any, ...]
    n_risk: FloatArray
    n_event: FloatArray
    n_censor: FloatArray
    pstate: FloatArray
    std_err: FloatArray
    lower: FloatArray
    upper: FloatArray
    n: int
    n_events: tuple[int, ...]
    emptied_at: tuple[float, ...]
    conf_type: ConfType
    conf_level: float

    def at(self, times: ArrayLike) -> StatePoints:
        """Read the step functions at `times`; an event at t already counts in the value at t.

        After the last time the value stays what it was.
        """
        asked = check_numbers(times, "times")
        row = np.searchsorted(self.time, asked, side="right")
        start = np.eye(1, len(self.states))
        pstate = np.vstack((start, self.pstate))[row]
        std_err = np.vstack((np.zeros_like(start), self.std_err))[row]
        lower, upper = compute_probability_limits(pstate, std_err, self.conf_type, self.conf_level)
        return StatePoints(asked, pstate, std_err, lower, upper)


def aalen_johansen(
    time: ArrayLike,
    cause: ArrayLike,
    *,
    causes: Sequence[Any],
    censored: Any = 0,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
    merge_close_times: bool = False,
) -> StateCurves:
    """Estimate the cumulative incidence of each cause, and the probability of none.

    `time` (n) in one unit; `cause` (n) holds `censored` or one of `causes`. `entry` (n): at risk
    on (entry, time]. `weights` (n) above 0. `cluster` (n): units of the variance (absent: rows).

    With S the Kaplan-Meier curve of the first event of any cause, the cumulative incidence of cause
    k is the sum of S(t-) d_k/n over its event times (Aalen & Johansen 1978). Censored at an event
    time: still at risk there. Variance by the infinitesimal jackknife, the sum over units of
    (weighted influence)^2, which holds with weights and clusters. Limits are of each probability,
    on the scale `conf_type`, within [0, 1]; where a probability is 0 or, for log-log, 1 there are
    none (NaN), but plain limits are the value itself. No event at all: S stays 1.
    `merge_close_times`: times that differ by rounding tie, as in R; whole days need none of it.

    Assumes that censoring and entry are independent of the events. One minus Kaplan-Meier with the
    other causes censored would be larger than the cumulative incidence (STA-06).

    Raises AnalysisError for a value of `cause` that is not named, a missing or unequal column,
    entry >= time, or a weight that is not above 0.
    """
    times = CompetingTimes.from_columns(
        time, cause, causes, censored=censored, entry=entry, merge_close_times=merge_close_times
    )
    weight = None if weights is None else check_weights(weights, times.n)
    unit = None if cluster is None else code_levels(cluster, "cluster", times.n)
    table = derive_cause_table(times, weight)
    pstate = compute_state_probabilities(table)
    std_err = np.sqrt(compute_state_variance(times, table, pstate, weight, unit))
    lower, upper = compute_probability_limits(pstate, std_err, conf_type, conf_level)
    return StateCurves(
        time=table.time,
        states=(EVENT_FREE, *times.causes),
        n_risk=table.n_risk,
        n_event=table.n_event,
        n_censor=table.n_censor,
        pstate=pstate,
        std_err=std_err,
        lower=lower,
        upper=upper,
        n=times.n,
        n_events=tuple(int(count) for count in times.n_events),
        emptied_at=table.emptied_at,
        conf_type=conf_type,
        conf_level=conf_level,
    )


def compute_state_probabilities(table: CauseTable) -> FloatArray:
    """Event-free probability and cumulative incidences at each time of the table: m x (1 + K)."""
    stays = np.where(table.empties, 0.0, 1 - table.any_event / table.n_risk)
    surv = np.cumprod(stays)
    before = np.concatenate(([1.0], surv[:-1]))
    incidence = np.cumsum((before / table.n_risk)[:, None] * table.n_event, axis=0)
    return np.column_stack((surv, incidence))
