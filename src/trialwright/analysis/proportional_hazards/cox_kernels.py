"""The scans over sorted rows that the Cox likelihoods are made of, compiled.

Rows come by stratum, then latest time first. Going back to a time t, who entered at t or later is
taken off before who left at t is added. `entry_order` lists the rows by stratum, latest entry
first; it is empty without delayed entry. Sums begin anew with each stratum, and whenever nobody is
left at risk, so that rounding does not outlive the rows it came from.
"""

from __future__ import annotations

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray
from trialwright.analysis.numeric.compiled import compiled


@compiled
def scan_tied_deaths(
    stratum: IntArray,
    time: FloatArray,
    event: BoolArray,
    entry: FloatArray,
    entry_order: IntArray,
    weight: FloatArray,
    x: FloatArray,
    linear: FloatArray,
    efron: bool,
    score: FloatArray,
    information: FloatArray,
) -> float:
    """Log likelihood by Efron, else Breslow; adds to `score` (p) and `information` (p x p).

    `sums` holds, over who is at risk: hazards in [0], hazards times covariates in [1:p+1], then
    the upper triangle of the second moments by rows. `tied` is the same of the deaths at a time.
    """
    n, p = x.shape
    width = 1 + p + p * (p + 1) // 2
    sums, tied, rest = np.zeros(width), np.zeros(width), np.zeros(width)
    loglik, i, late, at_risk = 0.0, 0, 0, 0
    while i < n:
        if i == 0 or stratum[i] != stratum[i - 1]:
            late, at_risk = i, 0
        here, moment, deaths, death_weight = stratum[i], time[i], 0, 0.0
        while late < len(entry_order):
            row = entry_order[late]
            if stratum[row] != here or entry[row] < moment:
                break
            _add_moments(sums, x, row, -weight[row] * np.exp(linear[row]))
            at_risk -= 1
            late += 1
        if at_risk == 0:
            sums[:] = 0.0
        while i < n and stratum[i] == here and time[i] == moment:
            hazard = weight[i] * np.exp(linear[i])
            _add_moments(sums, x, i, hazard)
            if event[i]:
                if deaths == 0:
                    tied[:] = 0.0
                _add_moments(tied, x, i, hazard)
                deaths += 1
                death_weight += weight[i]
                loglik += weight[i] * linear[i]
                for j in range(p):
                    score[j] += weight[i] * x[i, j]
            at_risk += 1
            i += 1
        # Efron: each of the tied deaths has a denominator of its own. Breslow: all have one.
        steps = (deaths if efron else 1) if deaths > 0 else 0
        for k in range(steps):
            for j in range(width):
                rest[j] = sums[j] - tied[j] * (k / steps)
            loglik -= death_weight / steps * np.log(rest[0])
            _add_death(rest, death_weight / steps, score, information)
    return loglik


@compiled
def _add_moments(sums: FloatArray, x: FloatArray, i: int, hazard: float) -> None:
    p = x.shape[1]
    sums[0] += hazard
    place = p + 1
    for j in range(p):
        product = hazard * x[i, j]
        sums[j + 1] += product
        for k in range(j, p):
            sums[place] += product * x[i, k]
            place += 1


@compiled
def _add_death(rest: FloatArray, weight: float, score: FloatArray, information: FloatArray) -> None:
    """Take the mean of the covariates off the score, add their variance to the information."""
    p = len(score)
    inverse = 1.0 / rest[0]
    place = p + 1
    for j in range(p):
        mean = rest[j + 1] * inverse
        score[j] -= weight * mean
        for k in range(j, p):
            variance = rest[place] * inverse - mean * (rest[k + 1] * inverse)
            information[j, k] += weight * variance
            place += 1


@compiled
def scan_exact_ties(
    stratum: IntArray,
    time: FloatArray,
    event: BoolArray,
    entry: FloatArray,
    entry_order: IntArray,
    largest: int,
    x: FloatArray,
    linear: FloatArray,
    score: FloatArray,
    information: FloatArray,
) -> float:
    """Log of the discrete partial likelihood; adds to `score` (p) and `information` (p x p).

    `largest`: the most deaths of one time. With d deaths the denominator is the sum, over all
    subsets of size d of who is at risk, of the product of their hazards. Drawing a subset in
    proportion to its product, `mean[d]` and `variance[d]` are those of the sum of its covariates,
    and `ratio[d]` is the denominator of size d over that of size d - 1: of ordinary size, where
    the denominators themselves overflow. `entry_order` only says whether rows enter late; then
    each risk set is built anew, because a subset cannot be shrunk without cancellation.
    """
    n, p = x.shape
    ratio = np.zeros(largest + 1)
    mean, variance = np.zeros((largest + 1, p)), np.zeros((largest + 1, p, p))
    loglik, i, first, at_risk = 0.0, 0, 0, 0
    while i < n:
        if i == 0 or stratum[i] != stratum[i - 1]:
            first, at_risk = i, 0
        here, moment, deaths, begin = stratum[i], time[i], 0, i
        while i < n and stratum[i] == here and time[i] == moment:
            if event[i]:
                deaths += 1
                loglik += linear[i]
                for j in range(p):
                    score[j] += x[i, j]
            i += 1
        if len(entry_order) > 0:
            if deaths == 0:
                continue
            begin, at_risk = first, 0
        if at_risk == 0:
            ratio[:], mean[:], variance[:] = 0.0, 0.0, 0.0
        size = deaths if len(entry_order) > 0 else largest
        for row in range(begin, i):
            if len(entry_order) == 0 or entry[row] < moment:
                at_risk += 1
                _grow_subsets(ratio, mean, variance, x, row, np.exp(linear[row]), size, at_risk)
        for d in range(1, deaths + 1):
            loglik -= np.log(ratio[d])
        if deaths > 0:
            for j in range(p):
                score[j] -= mean[deaths, j]
                for k in range(j, p):
                    information[j, k] += variance[deaths, j, k]
    return loglik


@compiled
def _grow_subsets(
    ratio: FloatArray,
    mean: FloatArray,
    variance: FloatArray,
    x: FloatArray,
    row: int,
    hazard: float,
    largest: int,
    at_risk: int,
) -> None:
    """Let one more row into the risk set (Gail, Lubin & Rubinstein 1981).

    A subset of size d has the row with probability `share`, and is then one of size d - 1 of the
    others with the row added: means and variances are those of this mixture.
    """
    p = x.shape[1]
    for d in range(min(largest, at_risk), 0, -1):
        share = hazard / (ratio[d] + hazard)
        for j in range(p):
            for k in range(j, p):
                gap = (mean[d - 1, j] + x[row, j] - mean[d, j]) * (
                    mean[d - 1, k] + x[row, k] - mean[d, k]
                )
                variance[d, j, k] += share * (
                    variance[d - 1, j, k] - variance[d, j, k] + (1.0 - share) * gap
                )
        for j in range(p):
            mean[d, j] += share * (mean[d - 1, j] + x[row, j] - mean[d, j])
        smaller = 1.0 if d == 1 else 1.0 + hazard / ratio[d - 1]
        ratio[d] = (ratio[d] + hazard) / smaller
