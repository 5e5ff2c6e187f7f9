"""Cox models of one cause among several: cause-specific, and Fine-Gray by weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.competing_risks.competing_times import CompetingTimes
from trialwright.analysis.competing_risks.fine_gray_rows import fine_gray_rows
from trialwright.analysis.numeric.columns import check_weights, code_levels
from trialwright.analysis.numeric.terms import Covariates, Term, read_terms
from trialwright.analysis.proportional_hazards.cox import cox
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit
from trialwright.analysis.proportional_hazards.cox_likelihood import Ties


def cause_specific_cox(
    time: ArrayLike,
    cause: ArrayLike,
    covariates: Covariates,
    *,
    cause_of_interest: Any,
    causes: Sequence[Any],
    censored: Any = 0,
    ties: Ties = "efron",
    weights: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    strata: ArrayLike | Sequence[ArrayLike] | None = None,
    cluster: ArrayLike | None = None,
    robust: bool = False,
    merge_close_times: bool = False,
) -> CoxFit:
    """Estimate cause-specific hazard ratios: the rate of one cause among those still event-free.

    A Cox model in which the other causes censor (Prentice et al. 1978). `cause` (n) holds
    `censored` or one of `causes`; the rest is as in `cox`. It needs no assumption about how the
    causes depend on one another, but its coefficients say nothing of the cumulative incidence by
    themselves: report all causes, and `fine_gray` beside them (STA-06).

    Raises AnalysisError for a value of `cause` that is not named, a cause nobody had, and whatever
    `cox` refuses.
    """
    times = CompetingTimes.from_columns(
        time, cause, causes, censored=censored, entry=entry, merge_close_times=merge_close_times
    )
    code = times.check_has_events(cause_of_interest)
    return cox(
        times.time,
        times.code == code,
        covariates,
        ties=ties,
        weights=weights,
        entry=times.entry,
        strata=strata,
        cluster=cluster,
        robust=robust,
    )


def fine_gray_weighted_cox(
    time: ArrayLike,
    cause: ArrayLike,
    covariates: Covariates,
    *,
    cause_of_interest: Any,
    causes: Sequence[Any],
    censored: Any = 0,
    ties: Ties = "efron",
    weights: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    robust: bool = True,
    merge_close_times: bool = False,
) -> CoxFit:
    """Estimate subdistribution hazard ratios by a weighted Cox model on the split rows.

    `time` (n), `cause` (n), `covariates`, `entry` (n) as in `fine_gray_rows` and `cox`; `weights`
    (n) above 0 multiply those of the split. `cluster` (n): units of the sandwich (absent: the
    participants); not without `robust`. The result is a Cox fit of the split rows, and its `n`
    counts these. It allows what `fine_gray` does not: Efron's ties, delayed entry, case weights and
    clusters. The sandwich takes the weights as known: it lacks the term for the estimated censoring
    distribution, which changes a standard error in about the fourth digit.

    Raises AnalysisError as `fine_gray_rows` and `cox` do.
    """
    rows = fine_gray_rows(
        time, cause, cause_of_interest=cause_of_interest, causes=causes, censored=censored,
        entry=entry, merge_close_times=merge_close_times,
    )  # fmt: skip
    n = len(np.asarray(time))
    case = None if weights is None else check_weights(weights, n)
    terms = [
        Term(term.name, term.names, term.columns[rows.row]) for term in read_terms(covariates, n)
    ]
    unit = rows.row if cluster is None else code_levels(cluster, "cluster", n)[rows.row]
    return cox(
        rows.time,
        rows.event,
        terms,
        ties=ties,
        weights=rows.weight if case is None else rows.weight * case[rows.row],
        entry=rows.entry,
        cluster=unit if robust or cluster is not None else None,
        robust=robust,
    )
