"""Variance of the Aalen-Johansen curves by the infinitesimal jackknife, in O(n log n).

The influence of a row on a curve is the curve's derivative in the row's weight. With S the
event-free curve, F_k the incidence of cause k, h = d/n and h_k = d_k/n, let

    C(t)   = sum over times s <= t of d / (n (n - d)),
    D_k(t) = sum over times s <= t of S(s-) h_k (C(s-) - 1/n).

Differentiating the products and sums gives, for a row that entered at e,

    while it is at risk:  S: S(t) (C(t) - C(e))
                          F_k: D_k(t) - D_k(e) - C(e) (F_k(t) - F_k(e))
    after it left at T:   S: -a S(t)
                          F_k: b_k - a F_k(t)

    a = [event]/(n - d) - (C(T) - C(e)),  b_k = influence on F_k at T + a F_k(T),

where its own event of cause k adds S(T-)/n to its influence on F_k at T. So a unit's influence is
at any time a combination of 1, F_k(t) and D_k(t) (for S: of 1 and C(t), times S(t)) whose
coefficients change only when one of its rows enters or leaves. The sum of squared influences is a
quadratic form in these functions; its matrix is updated at those moments, and the rows x times
table of influences is never made.

Where everybody at risk has an event S is 0 from there on, and no term above it counts any more:
1/(n - d) is taken as 0.
"""

from __future__ import annotations

import numpy as np

from trialwright.analysis.competing_risks.competing_times import CauseTable, CompetingTimes
from trialwright.analysis.numeric.columns import FloatArray, IntArray


def compute_state_variance(
    times: CompetingTimes,
    table: CauseTable,
    pstate: FloatArray,
    weights: FloatArray | None,
    unit: IntArray | None,
) -> FloatArray:
    """Sum over units of squared weighted influence, for each time and state: m x (1 + K).

    `pstate` (m x (1 + K)) are the curves; `unit` (n) numbers the units (None: each row is one).
    """
    sums = _UnitSums(times, table, weights, unit)
    inverse_rest = _inverse_rest(table)
    increments = table.any_event / table.n_risk * inverse_rest
    hazard_sum = np.concatenate(([0.0], np.cumsum(increments)))
    at_entry = hazard_sum[sums.entry_slot]
    after = (times.code > 0) * inverse_rest[sums.exit_slot - 1]
    after -= hazard_sum[sums.exit_slot] - at_entry
    one = np.ones(times.n)
    variance = [
        pstate[:, 0] ** 2
        * sums.quadratic_form(
            at_risk=np.column_stack((-at_entry, one)),
            left=np.column_stack((-after, 0 * one)),
            functions=np.column_stack((np.ones(len(table.time)), hazard_sum[1:])),
        )
    ]
    surv_before = np.concatenate(([1.0], pstate[:-1, 0]))
    for k in range(len(times.causes)):
        step = surv_before * table.n_event[:, k] / table.n_risk
        rest = np.concatenate(([0.0], np.cumsum(step * (hazard_sum[:-1] - 1 / table.n_risk))))
        incidence = np.concatenate(([0.0], pstate[:, 1 + k]))
        constant = at_entry * incidence[sums.entry_slot] - rest[sums.entry_slot]
        at_exit = constant + rest[sums.exit_slot] - at_entry * incidence[sums.exit_slot]
        own = (times.code == k + 1) * (surv_before / table.n_risk)[sums.exit_slot - 1]
        left = at_exit + own + after * incidence[sums.exit_slot]
        variance.append(
            sums.quadratic_form(
                at_risk=np.column_stack((constant, -at_entry, one)),
                left=np.column_stack((left, -after, 0 * one)),
                functions=np.column_stack((np.ones(len(table.time)), incidence[1:], rest[1:])),
            )
        )
    # Rounding of sums that cancel must not give the root of a negative number.
    return np.maximum(np.column_stack(variance), 0.0)


def _inverse_rest(table: CauseTable) -> FloatArray:
    rest = np.where(table.empties, 1.0, table.n_risk - table.any_event)
    return np.where(table.empties, 0.0, 1 / rest)


class _UnitSums:
    """When rows enter and leave, by slot: slot j = after the j-th time, 0 = before the first."""

    def __init__(
        self,
        times: CompetingTimes,
        table: CauseTable,
        weights: FloatArray | None,
        unit: IntArray | None,
    ) -> None:
        self.weights = np.ones(times.n) if weights is None else weights
        self.unit = np.arange(times.n) if unit is None else unit
        self.n_times = len(table.time)
        self.exit_slot = np.searchsorted(table.time, times.time, side="right")
        if times.entry is None:
            self.entry_slot = np.zeros(times.n, dtype=np.intp)
        else:
            self.entry_slot = np.searchsorted(table.time, times.entry, side="right")

    def quadratic_form(
        self, at_risk: FloatArray, left: FloatArray, functions: FloatArray
    ) -> FloatArray:
        """Sum over units of (coefficients . functions)^2 at each time (m).

        `at_risk`, `left` (n x q): a row's coefficients while at risk and after it left.
        `functions` (m x q).
        """
        weight = self.weights[:, None]
        change = np.concatenate((weight * at_risk, weight * (left - at_risk)))
        slot = np.concatenate((self.entry_slot, self.exit_slot))
        unit = np.concatenate((self.unit, self.unit))
        order = np.lexsort((slot, unit))
        after = _cumulate_by_unit(change[order], unit[order])
        before = after - change[order]
        q = functions.shape[1]
        value = np.zeros(self.n_times)
        for i in range(q):
            for j in range(i, q):
                grown = after[:, i] * after[:, j] - before[:, i] * before[:, j]
                by_slot = np.bincount(slot[order], weights=grown, minlength=self.n_times + 1)
                times_two = 1 if i == j else 2
                value += times_two * np.cumsum(by_slot)[1:] * functions[:, i] * functions[:, j]
        return value


def _cumulate_by_unit(change: FloatArray, unit: IntArray) -> FloatArray:
    """Cumulative sums of `change`, begun again at each unit; rows are sorted by unit."""
    total = np.cumsum(change, axis=0)
    starts = np.flatnonzero(np.diff(unit, prepend=-1))
    base = np.concatenate((np.zeros((1, change.shape[1])), total[starts[1:] - 1]))
    lengths = np.diff(np.append(starts, len(unit)))
    cumulated: FloatArray = total - np.repeat(base, lengths, axis=0)
    return cumulated
