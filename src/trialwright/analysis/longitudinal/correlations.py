"""Correlations between visits as functions of unbounded parameters, with two derivatives.

Each function takes raw parameters phi (c) and the number of visits t, and returns the correlation
matrix (t x t), its derivatives (c x t x t) and second derivatives (c x c x t x t).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray

Correlation = Callable[[FloatArray, int], tuple[FloatArray, FloatArray, FloatArray]]
_Curve = tuple[FloatArray, FloatArray, FloatArray]


def compound_symmetry(phi: FloatArray, t: int) -> _Curve:
    """One correlation, logistic from -1/(t - 1), below which no such matrix exists, to 1."""
    lowest = compound_symmetry_bound(t)
    p = 1 / (1 + np.exp(-phi[0]))
    slope = (1 - lowest) * p * (1 - p)
    off = 1 - np.eye(t)
    correlation = np.eye(t) + (lowest + (1 - lowest) * p) * off
    return correlation, slope * off[None], slope * (1 - 2 * p) * off[None, None]


def ar1(phi: FloatArray, t: int) -> _Curve:
    """rho to the power of the number of visits between; rho = phi / sqrt(1 + phi^2)."""
    rho, first, second = _bounded(phi[0])
    lag = _lags(t)
    power = lag * rho ** np.maximum(lag - 1, 0)
    curve = lag * (lag - 1) * rho ** np.maximum(lag - 2, 0)
    derivative = first * power
    return rho**lag, derivative[None], (first**2 * curve + second * power)[None, None]


def toeplitz(phi: FloatArray, t: int) -> _Curve:
    """A correlation for each lag, each phi / sqrt(1 + phi^2); not always a possible matrix."""
    rho, first, second = _bounded(phi)
    of_lag = (_lags(t) == np.arange(1, t)[:, None, None]).astype(np.float64)
    correlation = np.eye(t) + np.tensordot(rho, of_lag, axes=1)
    curvature = np.zeros((t - 1, t - 1, t, t))
    k = np.arange(t - 1)
    curvature[k, k] = second[:, None, None] * of_lag
    return correlation, first[:, None, None] * of_lag, curvature


def ante_dependence(phi: FloatArray, t: int) -> _Curve:
    """Products of the correlations of neighbouring visits, each phi / sqrt(1 + phi^2)."""
    rho, first, second = _bounded(phi)
    c = t - 1
    # The product is linear in each rho: its derivative is the product without it, where it spans.
    without = np.where(np.eye(c, dtype=np.bool_), 1.0, rho)
    spans = _spans(t)
    single = _products(without) * spans
    i, j = np.triu_indices(c, 1)
    pairs = np.tile(rho, (len(i), 1))
    pairs[np.arange(len(i)), i] = pairs[np.arange(len(i)), j] = 1.0
    curvature = np.zeros((c, c, t, t))
    double = _products(pairs) * spans[i] * spans[j]
    curvature[i, j] = curvature[j, i] = (first[i] * first[j])[:, None, None] * double
    k = np.arange(c)
    curvature[k, k] = second[:, None, None] * single
    return _products(rho[None])[0], first[:, None, None] * single, curvature


def compound_symmetry_bound(t: int) -> float:
    """The correlation that t equally correlated visits must exceed."""
    return -1 / (t - 1)


def unbounded(rho: FloatArray) -> FloatArray:
    """The phi of a correlation: rho / sqrt(1 - rho^2)."""
    return np.asarray(rho / np.sqrt(1 - rho**2))


def _bounded(phi: FloatArray) -> _Curve:
    square = 1 + phi**2
    return phi / np.sqrt(square), square**-1.5, -3 * phi * square**-2.5


def _lags(t: int) -> FloatArray:
    visits = np.arange(t, dtype=np.float64)
    return np.abs(visits[:, None] - visits)


def _spans(t: int) -> FloatArray:
    """1 where step k leads from k to k + 1 between visits a and b (t-1 x t x t)."""
    k, a, b = np.ogrid[: t - 1, :t, :t]
    return ((np.minimum(a, b) <= k) & (k < np.maximum(a, b))).astype(np.float64)


def _products(steps: FloatArray) -> FloatArray:
    """Products of the steps (m x t-1) between every two visits (m x t x t)."""
    m, c = steps.shape
    products = np.zeros((m, c + 1, c + 1))
    for a in range(c):
        products[:, a, a + 1 :] = np.cumprod(steps[:, a:], axis=1)
    return products + products.transpose(0, 2, 1) + np.eye(c + 1)
