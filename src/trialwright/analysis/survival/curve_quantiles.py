"""Quantiles of a survival curve: where it first falls below a level."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, analysis_error

# Curves that are irrational numbers count as equal to a level within this.
_CLOSE = 1e-9
# A product of m ratios of floats is off by less than this times m.
_ROUNDING = 4 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class CurveQuantile:
    """The time by which the share `p` has had the event, and its limits; None = not reached."""

    p: float
    time: float | None
    lower: float | None
    upper: float | None


def check_probability(p: float) -> Fraction:
    """The share `p` as it was written: 0.9 is nine tenths, not the nearest float."""
    if not 0 < p < 1:
        raise analysis_error("p", f"p {p} is not between 0 and 1")
    return Fraction(str(float(p)))


def compute_quantile(
    time: FloatArray,
    surv: FloatArray,
    ratios: tuple[FloatArray, FloatArray] | None,
    p: Fraction,
) -> float | None:
    """The first time with S below 1 - p; None if never.

    Where S equals 1 - p on a stretch, the stretch's midpoint (to the last time, if S stays there).
    `ratios`: the numbers at risk and of events whose ratios S is a product of; where floats cannot
    tell S from 1 - p, whole numbers do. None: S is an irrational or weighted number.
    """
    if ratios is None:
        return compute_limit_quantile(time, surv, p)
    level, near = 1 - p, _ROUNDING * (len(surv) + 1)
    below, equal = surv < float(level) - near, np.zeros(len(surv), dtype=np.bool_)
    n_risk, n_event = ratios
    known = -1
    for row in np.flatnonzero(np.abs(surv - float(level)) <= near).tolist():
        if known >= 0 and not n_event[known + 1 : row + 1].any():
            below[row], equal[row] = below[known], equal[known]
        else:
            exact = _exact_survival(n_risk[: row + 1], n_event[: row + 1])
            below[row], equal[row] = exact < level, exact == level
        known = row
    return _first_below(time, below, equal)


def compute_limit_quantile(time: FloatArray, curve: FloatArray, p: Fraction) -> float | None:
    """The first time the curve of a limit is below 1 - p, which is a limit of the quantile.

    Limits are irrational numbers: within 1e-9 of 1 - p they count as equal to it, and then the
    midpoint rule of the quantile holds. Undefined limits (NaN) are passed over.
    """
    level = float(1 - p)
    equal = np.abs(curve - level) <= _CLOSE
    return _first_below(time, (curve < level) & ~equal, equal)


def _exact_survival(n_risk: FloatArray, n_event: FloatArray) -> Fraction:
    died = n_event > 0
    at_risk, stay = n_risk[died].astype(np.int64), (n_risk - n_event)[died].astype(np.int64)
    # Where nobody was censored or entered between two events, the numbers cancel.
    breaks = stay[:-1] != at_risk[1:]
    stay, at_risk = stay[np.append(breaks, True)], at_risk[np.append(True, breaks)]
    return Fraction(_product(stay.tolist()), _product(at_risk.tolist()))


def _product(factors: list[int]) -> int:
    """Multiply numbers of like size: a long product times a short number is slow."""
    while len(factors) > 1:
        odd = factors[-1:] if len(factors) % 2 else []
        pairs = zip(factors[::2], factors[1::2], strict=False)
        factors = [first * second for first, second in pairs] + odd
    return factors[0] if factors else 1


def _first_below(time: FloatArray, below: BoolArray, equal: BoolArray) -> float | None:
    reached = below | equal
    start = int(reached.argmax())
    if not reached[start]:
        return None
    if not equal[start]:
        return float(time[start])
    falls = int(below.argmax())
    end = falls if below[falls] else -1
    return float((time[start] + time[end]) / 2)
