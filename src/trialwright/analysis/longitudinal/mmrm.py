"""The mixed model for repeated measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solve_triangular

from trialwright.analysis.longitudinal.covariance_fit import (
    Convergence,
    CovarianceFit,
    fit_covariance,
)
from trialwright.analysis.longitudinal.covariance_structures import Covariance
from trialwright.analysis.longitudinal.kenward_roger import adjusted_root_vcov
from trialwright.analysis.longitudinal.repeated_measures import (
    RepeatedMeasures,
    read_repeated_measures,
)
from trialwright.analysis.longitudinal.visit_patterns import VisitPatterns
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.confidence import check_conf_level
from trialwright.analysis.numeric.fixed_effects import (
    DegreesOfFreedom,
    FixedEffects,
    estimate_rows,
)
from trialwright.analysis.numeric.terms import Covariates, Term
from trialwright.errors import AnalysisError

VarianceMethod = Literal["model", "kenward_roger", "kenward_roger_linear"]

# Rule STA-11: unstructured first, then Toeplitz and AR(1), the richer before the poorer.
STANDARD_FALLBACK: Final[tuple[Covariance, ...]] = (
    "toeplitz_heterogeneous",
    "toeplitz",
    "ar1_heterogeneous",
    "ar1",
    "compound_symmetry",
)


@dataclass(frozen=True)
class LeftCovariance:
    """A covariance structure that was asked for and could not be fitted, and why."""

    covariance: Covariance
    reason: str


@dataclass(frozen=True, eq=False)
class MmrmFit:
    """A fitted mixed model for repeated measures.

    `coef` (p) by `names`; `vcov` (p x p) as asked for, `se` the root of its diagonal; `df`, `t`,
    two-sided `p` and limits `lower`, `upper` of coverage `conf_level`, one a coefficient.
    `varcor` (t x t): covariance of the visits `visit_levels` within a subject. `loglik`
    (restricted if `reml`, with its constants), `deviance` -2 times it. `covariance`: the structure
    fitted; `left`: those tried before it, and why each was left. `n` rows of `n_subjects`
    subjects. `convergence`: how sure the search is of its maximum. `theta` (q): covariance
    parameters. `effects`: what further tests need; `terms`: the terms of the model.
    """

    names: tuple[str, ...]
    coef: FloatArray
    vcov: FloatArray
    se: FloatArray
    df: FloatArray
    t: FloatArray
    p: FloatArray
    lower: FloatArray
    upper: FloatArray
    conf_level: float
    varcor: FloatArray
    visit_levels: tuple[object, ...]
    loglik: float
    deviance: float
    covariance: Covariance
    left: tuple[LeftCovariance, ...]
    reml: bool
    df_method: DegreesOfFreedom
    vcov_method: VarianceMethod
    n: int
    n_subjects: int
    convergence: Convergence
    theta: FloatArray
    effects: FixedEffects
    terms: tuple[Term, ...]


def mmrm(
    response: ArrayLike,
    covariates: Covariates,
    *,
    subject: ArrayLike,
    visit: ArrayLike,
    visit_levels: Sequence[object] | None = None,
    covariance: Covariance = "unstructured",
    fallback: Sequence[Covariance] = (),
    reml: bool = True,
    df: DegreesOfFreedom = "satterthwaite",
    vcov: VarianceMethod | None = None,
    intercept: bool = True,
    conf_level: float = 0.95,
) -> MmrmFit:
    """Fit a linear model to visits that are correlated within a subject (Mallinckrodt 2008).

    `response` (n): one row a subject and visit; a visit that a subject missed has no row, and is
    taken as missing at random given the rows there are. Rows may come in any order. `covariates`:
    columns (n) by name, terms (factors and interactions), or a matrix; they include the visit if
    means differ between visits. `subject`, `visit` (n): who and when. `visit_levels`: the order of
    the visits (absent: sorted), also of visits without a row.

    `covariance` of the visits within a subject, the same for all subjects: `unstructured`, or with
    one variance, `_heterogeneous` with one a visit, `toeplitz` (a correlation for each lag), `ar1`
    (rho to the power of the lag, in visits), `compound_symmetry` (one correlation),
    `ante_dependence` (one variance; products of the correlations of neighbours). `fallback`: the
    structures to try next, in order, where one cannot be fitted; the fit tells which was used and
    why the others were left. STANDARD_FALLBACK is the order of rule STA-11.

    Estimates are by restricted maximum likelihood, or by maximum likelihood with `reml=False`
    (Jennrich & Schluchter 1986). `df`: Satterthwaite's, or Kenward & Roger's (1997); they agree
    for one coefficient and differ in F tests. `vcov`: the model's (X'V^-1 X)^-1, or adjusted for
    the estimation of V: `kenward_roger`, or `kenward_roger_linear` without second derivatives of V,
    which is what SAS gives for the unstructured model; there it keeps its level best in small
    samples. Absent: `kenward_roger` with those degrees
    of freedom, else `model`. Both need REML. W, the variance of the covariance parameters, is the
    inverse of their observed information. `kenward_roger` depends on the parametrisation, which is
    that of R's mmrm: logarithms of standard deviations; correlations theta / sqrt(1 + theta^2),
    of compound symmetry logistic onto (-1 / (visits - 1), 1); unstructured as D L L'D, D diagonal
    exp(theta), L lower triangular with 1 on the diagonal.

    Raises AnalysisError for a missing or infinite value, two rows of a subject at one visit, a
    covariate that others determine, fewer rows than coefficients, an outcome without variance, and
    a structure that the data do not determine: no subject seen at both of two visits, a likelihood
    that rises towards a singular covariance, or a search that found no maximum.
    """
    _check_request(covariance, fallback, reml, df, vcov)
    check_conf_level(conf_level)
    rows = read_repeated_measures(
        response,
        covariates,
        subject=subject,
        visit=visit,
        visit_levels=visit_levels,
        intercept=intercept,
    )
    used, fit, left = _first_that_fits(rows.patterns, (covariance, *fallback), reml)
    method = vcov or ("kenward_roger" if df == "kenward_roger" else "model")
    effects = _effects(rows, fit, df, method)
    tests = estimate_rows(effects, np.eye(len(rows.names)), conf_level)
    # The search works with orthonormal covariates; the restricted likelihood knows the difference.
    constant = reml * float(np.sum(np.log(np.abs(np.diag(rows.factor)))))
    loglik = fit.point.loglik - constant
    starts = tuple(one - constant for one in fit.convergence.start_logliks)
    return MmrmFit(
        names=rows.names,
        coef=effects.coef,
        vcov=effects.vcov,
        se=tests.se,
        df=tests.df,
        t=tests.t,
        p=tests.p,
        lower=tests.lower,
        upper=tests.upper,
        conf_level=conf_level,
        varcor=fit.covariance,
        visit_levels=rows.patterns.levels,
        loglik=loglik,
        deviance=-2 * loglik,
        covariance=used,
        left=left,
        reml=reml,
        df_method=df,
        vcov_method=method,
        n=rows.patterns.n_rows,
        n_subjects=int(rows.patterns.n_subjects.sum()),
        convergence=replace(fit.convergence, start_logliks=starts),
        theta=fit.theta,
        effects=effects,
        terms=rows.terms,
    )


def _check_request(
    covariance: Covariance,
    fallback: Sequence[Covariance],
    reml: bool,
    df: DegreesOfFreedom,
    vcov: VarianceMethod | None,
) -> None:
    if isinstance(fallback, str):
        raise analysis_error("fallback", "fallback is one name", "give a list of structures")
    for name in (covariance, *fallback):
        if name not in get_args(Covariance):
            raise analysis_error(
                "covariance",
                f"unknown covariance structure {name!r}",
                f"use one of {', '.join(get_args(Covariance))}",
            )
    if df not in get_args(DegreesOfFreedom):
        raise analysis_error("df", f"unknown degrees of freedom {df!r}")
    if vcov is not None and vcov not in get_args(VarianceMethod):
        raise analysis_error("vcov", f"unknown variance {vcov!r}")
    if not reml and (df == "kenward_roger" or vcov not in (None, "model")):
        raise analysis_error(
            "reml", "Kenward and Roger's adjustment is for restricted likelihood", "use reml=True"
        )


def _first_that_fits(
    data: VisitPatterns, order: Sequence[Covariance], reml: bool
) -> tuple[Covariance, CovarianceFit, tuple[LeftCovariance, ...]]:
    left: list[LeftCovariance] = []
    for covariance in order:
        try:
            return covariance, fit_covariance(data, covariance, reml=reml), tuple(left)
        except AnalysisError as error:
            left.append(LeftCovariance(covariance, error.problems[0].what))
            if len(order) == 1:
                raise
    reasons = "; ".join(f"{one.covariance}: {one.reason}" for one in left)
    raise analysis_error("covariance", f"none of the covariance structures fits. {reasons}")


def _effects(
    rows: RepeatedMeasures, fit: CovarianceFit, df: DegreesOfFreedom, method: VarianceMethod
) -> FixedEffects:
    """The fixed effects of the covariates as given."""
    root = solve_triangular(rows.factor, fit.point.root)
    model_vcov = vcov = root @ root.T
    if method != "model":
        adjusted = adjusted_root_vcov(rows.patterns, fit, linear=method == "kenward_roger_linear")
        vcov = root @ adjusted @ root.T
    return FixedEffects(
        names=rows.names,
        coef=solve_triangular(rows.factor, fit.point.coef),
        vcov=vcov,
        model_vcov=model_vcov,
        gradient=root @ fit.moved @ root.T,
        parameters_vcov=fit.parameters_vcov,
        df_method=df,
    )
