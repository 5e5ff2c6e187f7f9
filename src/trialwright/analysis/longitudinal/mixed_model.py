"""The linear mixed model: random intercepts and slopes of the subjects (STA-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from trialwright.analysis.longitudinal.mixed_model_design import (
    MixedModelDesign,
    read_mixed_model,
    solve_lower,
)
from trialwright.analysis.longitudinal.mixed_model_optimum import Optimum, find_optimum
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.fixed_effects import (
    DegreesOfFreedom,
    FixedEffects,
    row_df,
)
from trialwright.analysis.numeric.terms import Covariates, Term

VarianceKind = Literal["model", "kenward_roger", "kenward_roger_linear"]


@dataclass(frozen=True, eq=False)
class LinearMixedModel:
    """A fitted linear mixed model.

    Fixed effects by `names`: `coef`, `se`, `df`, `t`, two-sided `p` (each k). `vcov` (k x k) is
    the variance asked for, `model_vcov` always (X'V^-1 X)^-1. Random effects by `random_names`:
    `covariance` (q x q) and `sigma`, the residual SD; `theta` is the lower triangle, by column,
    of the Cholesky factor of `covariance` over `sigma` squared (with `correlated=False` its
    diagonal). `loglik` and `deviance` (-2 loglik) are restricted if `reml`. `singular`: the best
    covariance has a variance of zero or a correlation of 1 or -1, so simpler random effects say
    the same; then degrees of freedom count only the parameters that can still vary.
    `random_effects` (s x q) are the predicted ones of `subjects` (s, sorted), shrunken towards 0
    (BLUP). `linear_contrast` takes the fit to estimate and test combinations of coefficients,
    `emmeans` and `contrasts` to estimate the means of its factors.
    """

    names: tuple[str, ...]
    coef: FloatArray
    se: FloatArray
    df: FloatArray
    t: FloatArray
    p: FloatArray
    vcov: FloatArray
    model_vcov: FloatArray
    random_names: tuple[str, ...]
    covariance: FloatArray
    sigma: float
    theta: FloatArray
    loglik: float
    deviance: float
    n: int
    subjects: tuple[object, ...]
    random_effects: FloatArray
    reml: bool
    singular: bool
    iterations: int
    terms: tuple[Term, ...] = field(repr=False)
    effects: FixedEffects = field(repr=False)


def lmm(
    response: ArrayLike,
    covariates: Covariates,
    *,
    subject: ArrayLike,
    random: Sequence[str | Term] = ("intercept",),
    intercept: bool = True,
    correlated: bool = True,
    reml: bool = True,
    df: DegreesOfFreedom = "satterthwaite",
    vcov: VarianceKind | None = None,
) -> LinearMixedModel:
    """Fit a linear mixed model with random effects of each subject (Laird & Ware 1982).

    `response` (n) and `covariates` (columns, terms or a matrix of n rows) are one row for each
    measurement, with no value missing: rows without a measurement are left out beforehand, which
    is valid when they are missing at random. `subject` (n) says whose row it is. `random`:
    "intercept", names of columns of the model, or terms; their covariance is unstructured, or
    diagonal with `correlated=False`. Residuals are independent with one variance.

    `reml`: restricted (Patterson & Thompson 1971) or full maximum likelihood. `df`: Satterthwaite
    from the observed information of the covariance parameters, or Kenward & Roger (1997) from
    the expected restricted one. `vcov`: "model", or "kenward_roger" (the default that goes with
    `df`), which adjusts for the estimated covariance; V is linear in its parameters, so the term
    in its second derivatives is zero and "kenward_roger_linear" is the same.

    The maximum is found by Newton's method with exact derivatives, and is given only where the
    second derivatives prove it to be one. Raises AnalysisError naming the column that is missing
    or determined by others, too few rows for the random effects, or a likelihood without a
    maximum.
    """
    kind = _check_request(reml, df, vcov)
    design = read_mixed_model(
        response,
        covariates,
        intercept=intercept,
        random=random,
        subject=subject,
        correlated=correlated,
    )
    optimum = find_optimum(design.cross, correlated=correlated, reml=reml)
    return _result(design, optimum, reml, df, kind, correlated)


def _check_request(reml: bool, df: str, vcov: str | None) -> VarianceKind:
    if df not in get_args(DegreesOfFreedom):
        raise analysis_error("df", f"unknown df {df!r}", "use satterthwaite or kenward_roger")
    kind: VarianceKind
    if vcov is None:
        kind = "kenward_roger" if df == "kenward_roger" else "model"
    elif vcov in get_args(VarianceKind):
        kind = vcov  # type: ignore[assignment]
    else:
        raise analysis_error("vcov", f"unknown vcov {vcov!r}", "use model or kenward_roger")
    if not reml and (df == "kenward_roger" or kind != "model"):
        raise analysis_error(
            "reml", "Kenward and Roger's method is for restricted maximum likelihood", "reml=True"
        )
    return kind


def _result(
    design: MixedModelDesign,
    optimum: Optimum,
    reml: bool,
    df: DegreesOfFreedom,
    kind: VarianceKind,
    correlated: bool,
) -> LinearMixedModel:
    point, scale = optimum.point, design.scale
    coef = scale * solve_lower(design.x_factor, point.coef)
    model_vcov = _back(design, point.vcov)
    expected = np.asarray(2 * np.linalg.inv(optimum.derivatives.expected), dtype=np.float64)
    vcov = model_vcov if kind == "model" else _back(design, _adjusted(optimum, expected))
    gradients = np.array(
        [_back(design, point.vcov @ part @ point.vcov) for part in optimum.derivatives.first]
    )
    spread = _observed_spread(optimum) if df == "satterthwaite" else expected
    effects = FixedEffects(design.names, coef, vcov, model_vcov, gradients, spread, df)
    freedom = row_df(effects, np.eye(len(coef)))
    se = np.sqrt(np.diag(vcov))
    # Deviance in the units of the response and of the covariates as given.
    dof = design.cross.n - (design.cross.p if reml else 0)
    deviance = point.deviance + 2 * dof * float(np.log(scale))
    if reml:
        deviance += 2 * float(np.log(np.abs(np.diag(design.x_factor))).sum())
    sigma = float(np.sqrt(point.sigma2)) * scale
    root = solve_lower(design.z_factor, optimum.factor)
    lower = np.tril_indices(len(root))
    by_column = np.lexsort(lower)
    theta = root[lower][by_column] if correlated else np.diag(root)
    return LinearMixedModel(
        names=design.names,
        coef=coef,
        se=se,
        df=freedom,
        t=coef / se,
        p=2 * stdtr(freedom, -np.abs(coef / se)),
        vcov=vcov,
        model_vcov=model_vcov,
        random_names=design.random_names,
        covariance=sigma**2 * root @ root.T,
        sigma=sigma,
        theta=theta,
        loglik=-deviance / 2,
        deviance=deviance,
        n=design.cross.n,
        subjects=design.subjects,
        random_effects=_random_effects(design, optimum),
        reml=reml,
        singular=optimum.singular,
        iterations=optimum.iterations,
        terms=design.terms,
        effects=effects,
    )


def _random_effects(design: MixedModelDesign, optimum: Optimum) -> FloatArray:
    """G Z'V^-1 (y - X beta) of each subject (s x q), in the units given (Robinson 1991)."""
    zu = design.cross.zu
    residual = zu[:, :, -1] - zu[:, :, :-1] @ optimum.point.coef
    effects = np.einsum("sjk,sk->js", optimum.point.shrink, residual)
    return design.scale * solve_lower(design.z_factor, effects).T


def _back(design: MixedModelDesign, matrix: FloatArray) -> FloatArray:
    """A variance of coefficients in the units given."""
    half = solve_lower(design.x_factor, matrix)
    return design.scale**2 * solve_lower(design.x_factor, half.T)


def _observed_spread(optimum: Optimum) -> FloatArray:
    """Covariance of the parameters from the observed information in (theta, sigma).

    On the boundary a theta has no slope and no curvature left and the rest is inverted without
    it, as lmerTest does.
    """
    values, vectors = np.linalg.eigh(optimum.hessian)
    keep = values > 1e-9 * values[-1]
    half = optimum.jacobian @ vectors[:, keep]
    return np.asarray((half * (2 / values[keep])) @ half.T, dtype=np.float64)


def _adjusted(optimum: Optimum, spread: FloatArray) -> FloatArray:
    """C + 2 C [sum W_ab (Q_ab - P_a C P_b)] C (Kenward & Roger 1997, with R = 0)."""
    c, known = optimum.point.vcov, optimum.derivatives
    product = np.einsum("apq,qr,brs->abps", known.first, c, known.first)
    inner = np.einsum("ab,abpq->pq", spread, known.second - product)
    adjusted = c + 2 * c @ inner @ c
    return np.asarray((adjusted + adjusted.T) / 2, dtype=np.float64)
