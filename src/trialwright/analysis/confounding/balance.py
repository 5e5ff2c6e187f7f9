"""How alike two groups are in their covariates, before and after weighting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.confounding.logistic import check_binary, check_case_weights
from trialwright.analysis.confounding.propensity_weights import effective_size
from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    analysis_error,
    check_numbers,
)
from trialwright.analysis.numeric.options import check_whole
from trialwright.analysis.numeric.terms import Covariates, model_matrix, read_terms


@dataclass(frozen=True, eq=False)
class Likeness:
    """Of each covariate column (p): means of treated and control, and how far apart they are.

    `smd`: standardised mean difference; NaN where the column is constant in both groups.
    `variance_ratio`: treated over control; NaN for a 0/1 column, whose mean says all, and where
    the control group has no variance.
    """

    mean_treated: FloatArray
    mean_control: FloatArray
    smd: FloatArray
    variance_ratio: FloatArray


@dataclass(frozen=True, eq=False)
class Balance:
    """The balance table: covariate columns by `names` (p), `raw` and `weighted`.

    `n` participants and `effective_size` (sum w)^2 / sum w^2, each of treated and control.
    """

    names: tuple[str, ...]
    raw: Likeness
    weighted: Likeness
    n: tuple[int, int]
    effective_size: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Overlap:
    """Histogram of the propensity in both groups: the data of an overlap plot.

    Bin b is [edges[b], edges[b + 1]), the last one closed. `treated`, `control` (bins): sums of
    weights, counts without weights; divided by their sum and the bin's width they are densities.
    `common`: the range of propensities that both groups have; `n_outside` participants, treated
    and control, lie outside it: nobody like them had the other treatment.
    """

    edges: FloatArray
    treated: FloatArray
    control: FloatArray
    common: tuple[float, float]
    n_outside: tuple[int, int]


def balance(
    treatment: ArrayLike, covariates: Covariates, *, weights: ArrayLike | None = None
) -> Balance:
    """Compare the covariates of treated and control, without weights and with them.

    `treatment` (n): boolean or 0/1. `weights` (n): from `propensity_weights`, say; absent: 1.
    Standardised difference: (weighted) mean of the treated less that of the control, over the root
    of the mean of the two groups' unweighted variances (n - 1), so that weighting changes the
    difference only and not its unit (Austin & Stuart 2015). Below 0.1 is taken as balanced
    (STA-08). Weighted variances in the ratio: sum w (x - mean)^2 times
    sum w / ((sum w)^2 - sum w^2). Raises AnalysisError for missing values, and when a group has
    fewer than two participants, before or after weighting.
    """
    z = check_binary(treatment, "treatment") == 1
    w = check_case_weights(weights, len(z))
    _check_groups(z, w)
    names, columns, _ = model_matrix(read_terms(covariates, len(z)), len(z), intercept=False)
    return Balance(
        names=names,
        raw=_likeness(columns, z, np.ones(len(z))),
        weighted=_likeness(columns, z, w),
        n=(int(z.sum()), int((~z).sum())),
        effective_size=(effective_size(w[z]), effective_size(w[~z])),
    )


def propensity_overlap(
    treatment: ArrayLike,
    propensity: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    bins: int = 20,
) -> Overlap:
    """Count treated and control in `bins` equal bins of the propensity from 0 to 1.

    `propensity` (n): fitted probabilities of treatment. Raises AnalysisError for a value outside
    [0, 1], or when a group is empty.
    """
    z = check_binary(treatment, "treatment") == 1
    p, w = check_numbers(propensity, "propensity"), check_case_weights(weights, len(z))
    if len(p) != len(z) or p.min() < 0 or p.max() > 1:
        raise analysis_error("propensity", "a propensity is a probability, one a participant")
    if z.all() or not z.any():
        raise analysis_error("treatment", "one of the two groups is empty")
    edges = np.linspace(0.0, 1.0, check_whole(bins, "bins", least=1) + 1)
    common = (max(p[z].min(), p[~z].min()), min(p[z].max(), p[~z].max()))
    outside = (p < common[0]) | (p > common[1])
    return Overlap(
        edges=edges,
        treated=np.histogram(p[z], edges, weights=w[z])[0],
        control=np.histogram(p[~z], edges, weights=w[~z])[0],
        common=(float(common[0]), float(common[1])),
        n_outside=(int(outside[z].sum()), int(outside[~z].sum())),
    )


def _check_groups(z: BoolArray, w: FloatArray) -> None:
    for name, chosen in (("treated", z), ("control", ~z)):
        if np.count_nonzero(w[chosen]) < 2:
            raise analysis_error(
                "treatment", f"fewer than two participants with a weight are {name}"
            )


def _likeness(columns: FloatArray, z: BoolArray, w: FloatArray) -> Likeness:
    treated, control = (_mean(columns[g], w[g]) for g in (z, ~z))
    spread = np.sqrt((columns[z].var(axis=0, ddof=1) + columns[~z].var(axis=0, ddof=1)) / 2)
    binary = np.isin(columns, (0.0, 1.0)).all(axis=0)
    variances = [_variance(columns[g], w[g]) for g in (z, ~z)]
    with np.errstate(divide="ignore", invalid="ignore"):
        smd = np.where(spread > 0, (treated - control) / spread, np.nan)
        ratio = np.where(binary | (variances[1] == 0), np.nan, variances[0] / variances[1])
    return Likeness(treated, control, smd, ratio)


def _mean(columns: FloatArray, w: FloatArray) -> FloatArray:
    mean: FloatArray = w @ columns / w.sum()
    return mean


def _variance(columns: FloatArray, w: FloatArray) -> FloatArray:
    squares = w @ (columns - _mean(columns, w)) ** 2
    variance: FloatArray = squares * (w.sum() / (w.sum() ** 2 - w @ w))
    return variance
