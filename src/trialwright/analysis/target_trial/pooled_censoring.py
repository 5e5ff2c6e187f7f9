"""Artificial censoring in discrete time: a pooled logistic model over intervals."""

from __future__ import annotations

import numpy as np

from trialwright.analysis.confounding.logistic import FirthUse, logistic
from trialwright.analysis.numeric.columns import BoolArray, FloatArray, analysis_error
from trialwright.analysis.numeric.options import check_number, check_whole
from trialwright.analysis.numeric.terms import Term, number


def pooled_edges(time: FloatArray, censored: BoolArray, interval: float) -> FloatArray:
    """The ends of the intervals: 0 where somebody is censored there, then every `interval` up to
    the last censoring.
    """
    if not 0 < check_number(interval, "interval") < np.inf:
        raise analysis_error("interval", f"an interval of {interval} has no length")
    last = float(time[censored].max(initial=0.0))
    count = int(np.ceil(last / interval - 1e-9))
    ends: FloatArray = interval * np.arange(1.0, count + 1)
    at_zero = bool((censored & (time <= 0)).any())
    return np.concatenate(([0.0], ends)) if at_zero else ends


def pooled_survival(
    time: FloatArray,
    event: BoolArray,
    censored: BoolArray,
    terms: tuple[Term, ...],
    edges: FloatArray,
    degree: int,
    firth: FirthUse,
) -> FloatArray:
    """The probability (n x k + 1) of not being censored in the first j intervals, j = 0 to k.

    Logistic model of being censored in an interval, for those who reach it: intercept, a power
    series of the interval's number to `degree`, an indicator of the one that ends at 0, and the
    `terms`. An event comes before a censoring, so its interval is left out; who is lost counts as
    not censored in theirs.
    """
    n, k = len(time), len(edges)
    if k == 0:
        return np.ones((n, 1))
    # Interval j is (edge j - 1, edge j]; the first begins before 0 where it ends at 0.
    begins = np.concatenate(([-1.0 if edges[0] == 0 else 0.0], edges[:-1]))
    reaches = time[:, None] > begins[None, :]
    ends_here = reaches & (time[:, None] <= edges[None, :])
    rows, numbers = np.nonzero(reaches & ~(ends_here & event[:, None]))
    fit = logistic(
        (ends_here & censored[:, None])[rows, numbers],
        [*_take(terms, rows), *_time_terms(numbers, edges, degree)],
        firth=firth,
    )
    all_rows, all_numbers = np.divmod(np.arange(n * k), k)
    hazard = fit.predict([*_take(terms, all_rows), *_time_terms(all_numbers, edges, degree)], n * k)
    survival = np.cumprod(1 - hazard.reshape(n, k), axis=1)
    return np.column_stack((np.ones(n), survival))


def _take(terms: tuple[Term, ...], rows: np.ndarray) -> list[Term]:
    return [Term(term.name, term.names, term.columns[rows]) for term in terms]


def _time_terms(numbers: np.ndarray, edges: FloatArray, degree: int) -> list[Term]:
    """Powers of the interval's number, from 0 to 1, and whether it ends at time zero."""
    check_whole(degree, "time_degree", least=0)
    k, at_zero = len(edges), bool(edges[0] == 0)
    later = k - at_zero
    position = np.maximum(numbers - at_zero, 0) / max(later - 1, 1)
    powers = [number(f"time^{d}", position**d) for d in range(1, min(degree, later - 1) + 1)]
    if at_zero and later:
        powers.append(number("time zero", (numbers == 0).astype(np.float64)))
    return powers
