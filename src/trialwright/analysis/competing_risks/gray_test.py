"""Gray's test: whether groups have the same cumulative incidence of a cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from trialwright.analysis.competing_risks.competing_times import CompetingTimes
from trialwright.analysis.competing_risks.gray_score import count_by_group, score_and_covariance
from trialwright.analysis.numeric.columns import FloatArray, analysis_error, code_strata
from trialwright.analysis.numeric.regular_columns import regular_quadratic_form
from trialwright.analysis.survival.compared_groups import code_groups


@dataclass(frozen=True, eq=False)
class CauseTest:
    """The test of one cause.

    `score` (g): observed less expected events a group, weighted and summed over strata; the
    scores add up to 0. `var` (g x g): their covariance. `chisq`, `p` are None, and `df` 0, where
    nobody had the cause, or no two groups were ever at risk together at an event of it.
    """

    cause: Any
    chisq: float | None
    df: int
    p: float | None
    score: FloatArray
    var: FloatArray


@dataclass(frozen=True, eq=False)
class GrayTest:
    """One test for each cause, in the order of the causes given; `levels` are the groups."""

    levels: tuple[Any, ...]
    tests: tuple[CauseTest, ...]


def gray_test(
    time: ArrayLike,
    cause: ArrayLike,
    group: ArrayLike,
    *,
    causes: Sequence[Any],
    censored: Any = 0,
    levels: Sequence[Any] | None = None,
    strata: ArrayLike | Sequence[ArrayLike] | None = None,
    rho: float = 0.0,
) -> GrayTest:
    """Ask, cause by cause, whether the groups have the same cumulative incidence.

    `time` (n); `cause` (n) holds `censored` or one of `causes`; `group` (n), `levels` its values
    in the order of the result (absent: sorted). `strata`: one column of labels (n), or a list of
    columns; compare within each combination of their values and add up. `rho`: weight
    (1 - F(t-))^rho, F the incidence pooled over the groups of the stratum; 0 weighs all times alike.

    The k-sample test of the subdistribution hazards (Gray 1988). A participant who had another
    cause stays in the modified risk set, R = n (1 - F(t-))/S(t-) with n, F and S those of the
    group. The variance is Gray's, with the correction for tied events of his program. Censored at
    an event time: still at risk there. A group with nobody left says nothing more. Chi-square with
    one degree of freedom less than groups.

    Raises AnalysisError for fewer than two groups, a group not in `levels`, a value of `cause` that
    is not named, or if nobody had any cause.
    """
    times = CompetingTimes.from_columns(time, cause, causes, censored=censored)
    group_levels, codes = code_groups(group, levels, times.n)
    stratum = code_strata(strata, times.n)
    if not times.n_events.any():
        raise analysis_error("cause", "nobody had any cause: there is nothing to compare")
    score = np.zeros((len(times.causes), len(group_levels)))
    var = np.zeros((*score.shape, len(group_levels)))
    strata_of_rows = np.zeros(times.n, dtype=np.intp) if stratum is None else stratum
    for s in np.unique(strata_of_rows[times.code > 0]):
        tables = count_by_group(times, codes, len(group_levels), strata_of_rows == s)
        for k, counts in enumerate(tables):
            more_score, more_var = score_and_covariance(counts, rho)
            score[k] += more_score
            var[k] += more_var
    tests = [_test_cause(*part) for part in zip(times.causes, score, var, strict=True)]
    return GrayTest(levels=group_levels, tests=tuple(tests))


def _test_cause(cause: Any, score: FloatArray, var: FloatArray) -> CauseTest:
    # The scores add up to 0: one group is redundant.
    chisq, df = regular_quadratic_form(var[:-1, :-1], score[:-1])
    if not df:
        return CauseTest(cause, None, 0, None, score, var)
    return CauseTest(cause, chisq, df, float(chdtrc(df, chisq)), score, var)
