"""The median of a survival curve: where it first falls below one half."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray

# Products of n ratios carry a relative error of about n * 1e-16; nearer than this, count exactly.
_CLOSE = 1e-9


def compute_median(time: FloatArray, n_risk: FloatArray, n_event: FloatArray) -> float | None:
    """The first time with S below 0.5; None if never.

    Where S equals 0.5 on a stretch, the stretch's midpoint (to the last time, if S stays there).
    S is a product of ratios of counts; where floats cannot tell it from 0.5, whole numbers do.
    """
    surv = np.cumprod((n_risk - n_event) / n_risk)
    below, at_half = surv < 0.5 - _CLOSE, np.zeros(len(surv), dtype=np.bool_)
    for row in np.flatnonzero(np.abs(surv - 0.5) <= _CLOSE):
        exact = _exact_survival(n_risk[: row + 1], n_event[: row + 1])
        below[row], at_half[row] = exact < Fraction(1, 2), exact == Fraction(1, 2)
    return _first_below(time, below, at_half)


def compute_limit_median(time: FloatArray, limit: FloatArray) -> float | None:
    """The first time a limit's curve is below 0.5, which is a limit of the median.

    Limits are irrational numbers: within 1e-9 of 0.5 they count as equal to it, and then the
    midpoint rule of the median holds. Undefined limits (NaN) are passed over.
    """
    close = np.abs(limit - 0.5) <= _CLOSE
    return _first_below(time, (limit < 0.5) & ~close, close)


def _exact_survival(n_risk: FloatArray, n_event: FloatArray) -> Fraction:
    died = n_event > 0
    at_risk, events = n_risk[died].astype(int).tolist(), n_event[died].astype(int).tolist()
    return Fraction(prod(n - d for n, d in zip(at_risk, events, strict=True)), prod(at_risk))


def _first_below(time: FloatArray, below: BoolArray, at_half: BoolArray) -> float | None:
    reached = np.flatnonzero(below | at_half)
    if not len(reached):
        return None
    start = reached[0]
    if not at_half[start]:
        return float(time[start])
    falls = np.flatnonzero(below)
    end = falls[0] if len(falls) else -1
    return float((time[start] + time[end]) / 2)
