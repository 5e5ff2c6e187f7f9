"""Compiled refits of a propensity model and of a weighted Cox model of one treatment.

Each row of `counts` (b x n) says how often a bootstrap sample holds each participant.
"""

from __future__ import annotations

from math import exp

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, IntArray
from trialwright.analysis.numeric.compiled import compiled

_STEP_TOLERANCE = 1e-9
_MAX_ITERATIONS = 40
# Of a scaled column's information; less is left only on the way to an infinite coefficient.
_VANISHED = 1e-9


@compiled
def refit_propensities(
    x: FloatArray, z: FloatArray, counts: FloatArray, start: FloatArray
) -> FloatArray:
    """Fitted probabilities (b x n) of treatments z (n) given scaled columns x (n x p).

    Newton-Raphson from `start` (p), the estimate of all participants. A sample without a finite
    estimate gives a row of NaN.
    """
    fitted = np.full(counts.shape, np.nan)
    for sample in range(counts.shape[0]):
        _fit_logistic(x, z, counts[sample], start, fitted[sample])
    return fitted


@compiled
def _fit_logistic(
    x: FloatArray, z: FloatArray, weight: FloatArray, start: FloatArray, fitted: FloatArray
) -> None:
    n, p = x.shape
    coef = start.copy()
    information = np.empty((p, p))
    step = np.empty(p)
    for _ in range(_MAX_ITERATIONS):
        information[:] = 0.0
        step[:] = 0.0
        for i in range(n):
            if weight[i] == 0:
                continue
            linear = 0.0
            for j in range(p):
                linear += x[i, j] * coef[j]
            probability = 1 / (1 + exp(-linear))
            residual = weight[i] * (z[i] - probability)
            spread = weight[i] * probability * (1 - probability)
            for j in range(p):
                step[j] += residual * x[i, j]
                for k in range(j + 1):
                    information[j, k] += spread * x[i, j] * x[i, k]
        if not _solve(information, step, _VANISHED * n):
            return
        largest = 0.0
        for j in range(p):
            coef[j] += step[j]
            largest = max(largest, abs(step[j]))
        if largest < _STEP_TOLERANCE:
            for i in range(n):
                linear = 0.0
                for j in range(p):
                    linear += x[i, j] * coef[j]
                fitted[i] = 1 / (1 + exp(-linear))
            return


@compiled
def _solve(matrix: FloatArray, vector: FloatArray, least: float) -> bool:
    """Solve matrix s = vector by Cholesky, in place; the lower triangle of `matrix` is given.

    False when a pivot falls below `least`.
    """
    p = len(vector)
    for j in range(p):
        for k in range(j + 1):
            total = matrix[j, k]
            for m in range(k):
                total -= matrix[j, m] * matrix[k, m]
            if j > k:
                matrix[j, k] = total / matrix[k, k]
            elif total > least:
                matrix[j, j] = total**0.5
            else:
                return False
    for j in range(p):
        for k in range(j):
            vector[j] -= matrix[j, k] * vector[k]
        vector[j] /= matrix[j, j]
    for j in range(p - 1, -1, -1):
        for k in range(j + 1, p):
            vector[j] -= matrix[k, j] * vector[k]
        vector[j] /= matrix[j, j]
    return True


@compiled
def refit_hazard_ratios(
    exits: IntArray,
    entries: IntArray,
    by_exit: IntArray,
    by_entry: IntArray,
    event: FloatArray,
    z: FloatArray,
    counts: FloatArray,
    weights: FloatArray,
    efron: bool,
) -> FloatArray:
    """Log hazard ratios (b) of z (n, 0/1) in Cox models with case weights (b x n).

    `exits`, `entries` (n): ranks of times, at risk on (entry, exit]; `by_exit`, `by_entry`: the
    rows in descending order of each. A sample without a finite estimate gives NaN.

    With one 0/1 covariate a denominator is r A + B, r the hazard ratio, A and B the weights of
    treated and control at risk: they are summed once, and Newton-Raphson runs over them.
    """
    n = len(z)
    estimates = np.empty(counts.shape[0])
    treated, control, share = np.empty(n), np.empty(n), np.empty(n)
    for sample in range(counts.shape[0]):
        count, weight = counts[sample], weights[sample]
        if np.isnan(weight[0]):  # the propensity model had no estimate
            estimates[sample] = np.nan
            continue
        size = 0  # denominators so far; a sample of n has at most n deaths
        observed = 0.0
        at_risk, died = np.zeros(2), np.zeros(2)
        late, i = 0, 0
        while i < n:
            moment = exits[by_exit[i]]
            # Who leaves at this moment or later, less who enters at it or later, is at risk.
            while late < n and entries[by_entry[late]] >= moment:
                row = by_entry[late]
                at_risk[int(z[row])] -= count[row] * weight[row]
                late += 1
            died[:] = 0.0
            deaths = 0.0
            while i < n and exits[by_exit[i]] == moment:
                row = by_exit[i]
                mass = count[row] * weight[row]
                at_risk[int(z[row])] += mass
                died[int(z[row])] += mass * event[row]
                deaths += count[row] * event[row]
                i += 1
            observed += died[1]
            for k in range(int(deaths)):
                removed = k / deaths if efron else 0.0
                treated[size] = max(at_risk[1] - removed * died[1], 0.0)
                control[size] = max(at_risk[0] - removed * died[0], 0.0)
                share[size] = (died[0] + died[1]) / deaths
                size += 1
        estimates[sample] = _climb_one(treated[:size], control[:size], share[:size], observed)
    return estimates


@compiled
def _climb_one(
    treated: FloatArray, control: FloatArray, share: FloatArray, observed: float
) -> float:
    """Solve observed = sum of share r A / (r A + B) for log r; NaN without a finite solution."""
    log_ratio, start_information = 0.0, 0.0
    for iteration in range(_MAX_ITERATIONS):
        ratio = exp(log_ratio)
        score, information = observed, 0.0
        for j in range(len(share)):
            part = ratio * treated[j] / (ratio * treated[j] + control[j])
            score -= share[j] * part
            information += share[j] * part * (1 - part)
        if iteration == 0:
            start_information = information
        if information <= _VANISHED * start_information:
            return np.nan
        # A step of more than 2 in the log hazard ratio overshoots where the score is flat.
        step = min(max(score / information, -2.0), 2.0)
        log_ratio += step
        if abs(step) < _STEP_TOLERANCE:
            return log_ratio
    return np.nan
