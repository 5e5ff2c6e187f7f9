"""Whether covariates separate the two answers, so that no logistic model fits them best."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from trialwright.analysis.numeric.columns import FloatArray

# Scaled columns are of size 1, and so is a direction that separates.
_NOTHING = 1e-7


def separating_columns(x: FloatArray, y: FloatArray) -> tuple[int, ...]:
    """The columns of `x` (n x p, scaled) that separate the responses `y` (n, 0 or 1); none: ().

    Separation is a direction d with x'd >= 0 for every 1 and x'd <= 0 for every 0, not all zero:
    along it the likelihood rises for ever (Albert & Anderson 1984). It is found, or excluded, by
    linear programming (Konis 2007): maximise the sum of the sides, |d| <= 1 in each column.
    """
    sides = np.where(y == 1, 1.0, -1.0)[:, None] * x
    best = linprog(
        -sides.sum(axis=0),
        A_ub=-sides,
        b_ub=np.zeros(len(y)),
        bounds=[(-1.0, 1.0)] * x.shape[1],
        method="highs",
    )
    if best.x is None or float((sides @ best.x).max()) <= _NOTHING:
        return ()
    return tuple(int(j) for j in np.flatnonzero(np.abs(best.x) > _NOTHING))
