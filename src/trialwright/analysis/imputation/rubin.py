"""Join the answers of several imputed data sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from trialwright.analysis.numeric.columns import FloatArray, analysis_error, read_floats
from trialwright.analysis.numeric.confidence import check_conf_level, t_quantile
from trialwright.analysis.numeric.options import check_number


@dataclass(frozen=True, eq=False)
class PooledEstimate:
    """One answer from m imputed data sets; every field has the shape of one data set's estimate.

    `estimate` is the mean of the m, `within` the mean of their variances, `between` the variance
    of the m estimates. `se` is the root of within + (1 + 1/m) between. `lower`, `upper` and the
    two-sided `p` use the t distribution with `df`. `fraction_missing`: how much of the information
    is missing, that is, how much wider the limits are for it.
    """

    estimate: FloatArray
    se: FloatArray
    df: FloatArray
    lower: FloatArray
    upper: FloatArray
    p: FloatArray
    within: FloatArray
    between: FloatArray
    fraction_missing: FloatArray
    m: int


def pool_rubin(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    complete_df: float | None = None,
    conf_level: float = 0.95,
) -> PooledEstimate:
    """Rubin's rules (1987) with the degrees of freedom of Barnard & Rubin (1999).

    `estimates` and their `variances` (m, or m x k for k quantities at once) come from the same
    analysis of m data sets, on a scale where the estimate is nearly normal: pool a log hazard
    ratio, not the ratio. `complete_df`: degrees of freedom of the analysis if nothing had been
    missing; absent: very many. Raises AnalysisError for one data set only, since then nothing
    says what the missing values add to the uncertainty.
    """
    q, u = read_floats(estimates, "estimates"), read_floats(variances, "variances")
    _check(q, u, complete_df, conf_level)
    m = len(q)
    estimate, within, between = q.mean(axis=0), u.mean(axis=0), q.var(axis=0, ddof=1)
    added = (1 + 1 / m) * between
    total = within + added
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, added / total, 0.0)
        ratio = added / within
        df = (m - 1) / share**2
        if complete_df is not None:
            observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
            df = 1 / (1 / df + 1 / observed)
        missing = np.where(np.isinf(ratio), 1.0, (ratio + 2 / (df + 3)) / (ratio + 1))
        se = np.sqrt(total)
        p = 2 * stdtr(df, -np.abs(estimate / se))
    reach = t_quantile(df, conf_level) * se
    return PooledEstimate(
        estimate=estimate,
        se=se,
        df=df,
        lower=estimate - reach,
        upper=estimate + reach,
        p=p,
        within=within,
        between=between,
        fraction_missing=missing,
        m=m,
    )


def _check(q: FloatArray, u: FloatArray, complete_df: float | None, conf_level: float) -> None:
    if q.shape != u.shape or q.ndim not in (1, 2):
        raise analysis_error(
            "variances", f"estimates have shape {q.shape}, their variances {u.shape}"
        )
    if len(q) < 2:
        raise analysis_error(
            "estimates",
            f"{len(q)} imputed data set shows nothing of the uncertainty of imputation",
            "impute at least 20 times",
        )
    if not np.isfinite(q).all() or not np.isfinite(u).all() or (u < 0).any():
        raise analysis_error(
            "estimates", "an estimate or variance is missing, infinite or negative"
        )
    if complete_df is not None and not check_number(complete_df, "complete_df") > 0:
        raise analysis_error("complete_df", f"{complete_df} degrees of freedom are none")
    check_conf_level(conf_level)
