"""Fixed effects of a model for correlated outcomes, and tests with estimated degrees of freedom.

Where the covariance of the outcome is estimated, a coefficient over its standard error is only
nearly t-distributed. How nearly follows from two things: how the variance of the coefficients
changes with the covariance parameters, and how uncertain those are. Both stand in `FixedEffects`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc, stdtr, stdtrit

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.confidence import check_conf_level

DegreesOfFreedom = Literal["satterthwaite", "kenward_roger"]

# Degrees of freedom that agree this closely are averaged: the formula for their combination
# divides by their spread around infinity.
_SAME_DF = 1e-8
_RANK_TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class FixedEffects:
    """Coefficients `coef` (p) by `names`, with what their tests need.

    `vcov` (p x p): the variance that standard errors come from, adjusted or not. `model_vcov`
    (p x p): (X'V^-1 X)^-1. `gradient` (q x p x p): its derivative in each of the q covariance
    parameters, whose own variance is `parameters_vcov` (q x q). `df_method`: how the denominator
    degrees of freedom of several rows are found; for one row both methods agree.
    """

    names: tuple[str, ...]
    coef: FloatArray
    vcov: FloatArray
    model_vcov: FloatArray
    gradient: FloatArray
    parameters_vcov: FloatArray
    df_method: DegreesOfFreedom


class FittedModel(Protocol):
    """Any fitted model that carries its fixed effects."""

    @property
    def effects(self) -> FixedEffects: ...


@dataclass(frozen=True, eq=False)
class Estimates:
    """Linear functions of the coefficients, one an element: `estimate` +- t quantile x `se`."""

    estimate: FloatArray
    se: FloatArray
    df: FloatArray
    t: FloatArray
    p: FloatArray
    lower: FloatArray
    upper: FloatArray
    conf_level: float


@dataclass(frozen=True)
class FTest:
    """Test that several linear functions are all 0: `statistic` ~ F(`df_numerator`,
    `df_denominator`). `scale` has been applied to the statistic (Kenward-Roger; else 1).
    """

    statistic: float
    df_numerator: int
    df_denominator: float
    scale: float
    p: float


@dataclass(frozen=True, eq=False)
class LinearContrast:
    """Linear functions of the coefficients, one by one and tested together."""

    rows: FloatArray
    estimates: Estimates
    test: FTest


def linear_contrast(
    fit: FittedModel,
    rows: Mapping[str, float] | Sequence[Mapping[str, float]] | ArrayLike,
    *,
    conf_level: float = 0.95,
) -> LinearContrast:
    """Estimate and test linear functions of a model's coefficients.

    `rows`: numbers (p, or r x p) in the order of `fit.names`, or the numbers by coefficient name
    (those not named are 0), one mapping a row. Each row gets a t test, with 2 v^2 / (g'Wg) degrees
    of freedom: v its unadjusted variance, g that variance's gradient in the covariance parameters,
    W their variance (Satterthwaite 1946; Fai & Cornelius 1996). The rows together get an F test:
    Satterthwaite by Fai & Cornelius, over the eigenvectors of the rows' variance, 2 degrees of
    freedom where one of theirs is 2 or less; Kenward-Roger by Kenward & Roger (1997), with the
    statistic scaled. Raises AnalysisError for a name the model has not, rows that are 0 or
    determine each other, and a variance that its adjustment has made negative.
    """
    effects = fit.effects
    matrix = read_rows(rows, effects.names)
    return LinearContrast(
        matrix, estimate_rows(effects, matrix, conf_level), f_test(effects, matrix)
    )


def read_rows(
    rows: Mapping[str, float] | Sequence[Mapping[str, float]] | ArrayLike, names: tuple[str, ...]
) -> FloatArray:
    """Rows of a contrast as a matrix (r x p)."""
    if isinstance(rows, Mapping):
        rows = [rows]
    if isinstance(rows, Sequence) and len(rows) and isinstance(rows[0], Mapping):
        rows = [_by_name(row, names) for row in rows if isinstance(row, Mapping)]
    matrix = np.atleast_2d(np.array(rows, dtype=np.float64))
    if matrix.ndim != 2 or matrix.shape[1] != len(names) or not np.isfinite(matrix).all():
        raise analysis_error(
            "rows", f"a contrast needs rows of {len(names)} finite numbers, one a coefficient"
        )
    if not matrix.any(axis=1).all():
        raise analysis_error("rows", "a row of the contrast is 0 everywhere: it says nothing")
    return matrix


def estimate_rows(effects: FixedEffects, rows: FloatArray, conf_level: float) -> Estimates:
    """A t test of each row (r x p), with limits."""
    check_conf_level(conf_level)
    estimate = rows @ effects.coef
    variance = np.einsum("ri,ij,rj->r", rows, effects.vcov, rows)
    if np.any(variance <= 0):
        raise analysis_error(
            "vcov",
            "the estimated variance of a coefficient or contrast is not positive: the sample is "
            "too small for the adjustment",
            "use the linear adjustment, or the variance of the model",
        )
    se, df = np.sqrt(variance), row_df(effects, rows)
    t = estimate / se
    margin = stdtrit(df, (1 + conf_level) / 2) * se
    p = 2 * stdtr(df, -np.abs(t))
    return Estimates(estimate, se, df, t, p, estimate - margin, estimate + margin, conf_level)


def row_df(effects: FixedEffects, rows: FloatArray) -> FloatArray:
    """Degrees of freedom of each row (r x p) alone: 2 v^2 / (g'Wg)."""
    variance = np.einsum("ri,ij,rj->r", rows, effects.model_vcov, rows)
    gradient = np.einsum("ri,kij,rj->rk", rows, effects.gradient, rows)
    spread = np.einsum("rk,kl,rl->r", gradient, effects.parameters_vcov, gradient)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(2 * variance**2 / spread)


def f_test(effects: FixedEffects, rows: FloatArray) -> FTest:
    """Test that all rows (r x p) are 0."""
    variance = rows @ effects.model_vcov @ rows.T
    values, vectors = np.linalg.eigh(variance)
    if values[0] <= _RANK_TOLERANCE * values[-1]:
        raise analysis_error(
            "rows", "the rows of the contrast determine each other", "give each statement once"
        )
    estimate = rows @ effects.coef
    size = len(rows)
    if effects.df_method == "satterthwaite":
        scale, df = 1.0, _fai_cornelius(row_df(effects, vectors.T @ rows))
    else:
        scale, df = _kenward_roger(effects, rows, np.asarray(np.linalg.inv(variance)))
    wald = estimate @ np.linalg.solve(rows @ effects.vcov @ rows.T, estimate)
    statistic = float(scale * wald / size)
    return FTest(statistic, size, df, scale, float(fdtrc(size, df, statistic)))


def _fai_cornelius(df: FloatArray) -> float:
    """The F distribution whose mean is that of a mean of squared t statistics."""
    if np.ptp(df) < _SAME_DF:
        return float(np.mean(df))
    if np.any(df <= 2):
        return 2.0
    expected = float(np.sum(df / (df - 2)))
    return 2 * expected / (expected - len(df))


def _kenward_roger(
    effects: FixedEffects, rows: FloatArray, inverse: FloatArray
) -> tuple[float, float]:
    """Scale of the F statistic and denominator degrees of freedom (Kenward & Roger 1997).

    `inverse` (r x r) of the rows' model variance. Named as in the paper.
    """
    ratio = np.einsum("ab,bi,kij,cj->kac", inverse, rows, effects.gradient, rows)
    traces = np.trace(ratio, axis1=1, axis2=2)
    w = effects.parameters_vcov
    a1 = float(traces @ w @ traces)
    a2 = float(np.einsum("kl,kab,lba->", w, ratio, ratio))
    size = len(rows)
    b = (a1 + 6 * a2) / (2 * size)
    g = ((size + 1) * a1 - (size + 4) * a2) / ((size + 2) * a2)
    denominator = 3 * size + 2 * (1 - g)
    c1, c2, c3 = g / denominator, (size - g) / denominator, (size + 2 - g) / denominator
    mean = 1 / (1 - a2 / size)
    variance = 2 / size * (1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b))
    rho = variance / (2 * mean**2)
    df = 4 + (size + 2) / (size * rho - 1)
    return df / (mean * (df - 2)), df


def _by_name(row: Mapping[str, float], names: tuple[str, ...]) -> list[float]:
    unknown = sorted(set(row) - set(names))
    if unknown:
        raise analysis_error(
            "rows",
            f"the model has no coefficient {', '.join(unknown)}",
            f"its coefficients are {', '.join(names)}",
        )
    return [float(row.get(name, 0.0)) for name in names]
