"""Draws of a measured column from a linear model of it, and of its coefficients first."""

from __future__ import annotations

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, analysis_error


def draw_linear(
    x: FloatArray, y: FloatArray, to_fill: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Values of the rows `to_fill` (r x p): Bayesian normal regression (Rubin 1987, p. 167)."""
    _, coef, sd = _draw_coefficients(x, y, rng)
    return _with_intercept(to_fill) @ coef + sd * rng.standard_normal(len(to_fill))


def draw_predictive_mean(
    x: FloatArray, y: FloatArray, to_fill: FloatArray, donors: int, rng: np.random.Generator
) -> FloatArray:
    """A value measured in somebody whose predicted mean is among the `donors` nearest.

    Predictive mean matching (Little 1988), type 1: the row's mean by drawn coefficients, the
    donors' by the fitted ones (van Buuren 2018, section 3.4). Only values that occur are imputed.
    """
    fitted, coef, _ = _draw_coefficients(x, y, rng)
    means = _with_intercept(x) @ fitted
    order = np.argsort(means, kind="stable")
    sorted_means = means[order]
    count = min(donors, len(y))
    filled = np.empty(len(to_fill))
    for row, mean in enumerate(_with_intercept(to_fill) @ coef):
        # The nearest lie within `count` places of where the mean would stand.
        place = int(np.searchsorted(sorted_means, mean))
        window = slice(max(place - count, 0), place + count)
        near = np.argsort(np.abs(sorted_means[window] - mean), kind="stable")[:count]
        filled[row] = y[order[window][near[rng.integers(count)]]]
    return filled


def _draw_coefficients(
    x: FloatArray, y: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray, float]:
    """Fitted coefficients, drawn ones, and a drawn residual SD."""
    design = _with_intercept(x)
    n, p = design.shape
    if n <= p:
        raise analysis_error(
            "methods",
            f"{n} values are too few for a model with {p} coefficients",
            "fewer predictors",
        )
    root = np.linalg.qr(design, mode="r")
    fitted: FloatArray = np.asarray(np.linalg.lstsq(design, y, rcond=None)[0], dtype=np.float64)
    residual = y - design @ fitted
    sd = float(np.sqrt(residual @ residual / rng.chisquare(n - p)))
    drawn = fitted + sd * np.linalg.solve(root, rng.standard_normal(p))
    return fitted, drawn, sd


def _with_intercept(x: FloatArray) -> FloatArray:
    return np.hstack([np.ones((len(x), 1)), x])
