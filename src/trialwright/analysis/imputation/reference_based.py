"""Impute repeated outcomes after drop-out under a stated assumption (STA-10, STA-11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.analysis.imputation.normal_draws import (
    NormalDraw,
    NormalModel,
    check_enough,
    draw_conditional,
    draw_models,
)
from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    IntArray,
    analysis_error,
    code_levels,
    read_array,
    read_floats,
)
from trialwright.analysis.numeric.options import check_rng, check_whole
from trialwright.analysis.numeric.terms import Covariates, label, model_matrix, read_terms

Strategy = Literal[
    "missing_at_random",
    "jump_to_reference",
    "copy_reference",
    "copy_increments_in_reference",
    "last_mean_carried_forward",
]


@dataclass(frozen=True, eq=False)
class ImputedOutcomes:
    """m completed versions of repeated outcomes of n participants at T visits.

    `values` (m x n x T): NaN only where the participant was dead. Masks (n x T): `imputed`, of
    these `after_dropout`, where the strategy spoke and a delta is added; `truncated`, at or after
    death: there is no outcome to impute, and only an analysis of those alive may use the rest.
    """

    values: FloatArray
    imputed: BoolArray
    after_dropout: BoolArray
    truncated: BoolArray
    strategy: Strategy

    def while_alive_means(self) -> FloatArray:
        """Each participant's mean over the visits lived to see (m x n): the outcome of a
        while-alive estimand. NaN for who died before the first visit.
        """
        lived = (~self.truncated).sum(axis=1)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.where(self.truncated, 0.0, self.values).sum(axis=2) / lived)

    def shifted(self, delta: ArrayLike) -> ImputedOutcomes:
        """The same draws with `delta` (n x T, or what broadcasts to it) added after drop-out."""
        given = read_floats(delta, "delta")
        try:
            added = np.broadcast_to(given, self.imputed.shape)
        except ValueError:
            raise analysis_error(
                "delta", f"delta has shape {given.shape}, the outcomes {self.imputed.shape}"
            ) from None
        if not np.isfinite(added).all():
            raise analysis_error("delta", "delta has a value that is not finite")
        return replace(self, values=self.values + np.where(self.after_dropout, added, 0.0))


def reference_based_imputation(
    response: ArrayLike,
    group: ArrayLike,
    *,
    reference: object,
    rng: np.random.Generator,
    strategy: Strategy = "jump_to_reference",
    covariates: Covariates | None = None,
    alive: ArrayLike | None = None,
    delta: ArrayLike = 0.0,
    m: int = 20,
    burn_in: int = 200,
    thin: int = 20,
    same_covariance: bool = False,
) -> ImputedOutcomes:
    """Impute what was not measured, m times (Carpenter, Roger & Kenward 2013).

    `response` (n x T) has a row for each participant and a column for each visit, NaN where
    nothing was measured. `group` (n); `covariates` (n rows, complete, e.g. the baseline value)
    have effects of their own at each visit and in each group. The outcomes of a group are
    multivariate normal given the covariates, with an unstructured covariance of the group's own,
    or one for all groups with `same_covariance`; parameters are drawn from their posterior.

    Values missing before the last one measured are missing at random in the own group. After it,
    given what the participant had before, the means of the visits are

    - missing_at_random: those of the own group;
    - jump_to_reference: those of the `reference` group, from the next visit on;
    - copy_reference: those of the reference group, at the earlier visits too;
    - copy_increments_in_reference: the own group's at the last visit measured, then the changes
      of the reference group;
    - last_mean_carried_forward: the own group's at the last visit measured.

    and their covariance that of the reference group (of the own group for the first and last).
    Who has no value at all follows the reference group (the own group for the first and last).
    The reference group itself is missing at random under every strategy. `delta` (n x T, or what
    broadcasts to it) is added to what is imputed after drop-out.

    `alive` (n x T, boolean): False at visits the participant did not live to see. They are never
    imputed and stay NaN; the model treats them as it treats values missing at random. Death is
    truncation: estimate among those alive, or as a composite.

    Raises AnalysisError for an outcome after death, a group or visit with too few values, m < 2.
    """
    y = _check_outcomes(response)
    labels, codes = _groups(group, len(y))
    dead = _check_alive(alive, y)
    if strategy not in get_args(Strategy):
        raise analysis_error("strategy", f"unknown strategy {strategy!r}", str(get_args(Strategy)))
    if reference not in labels:
        raise analysis_error("reference", f"{reference!r} is none of the groups {labels}")
    for option, name in ((m, "m"), (burn_in, "burn_in"), (thin, "thin")):
        check_whole(option, name, least=1)
    if m < 2:
        raise analysis_error("m", "one data set cannot be pooled", "impute at least 20 times")
    check_rng(rng)
    _, design, _ = model_matrix(read_terms(covariates or {}, len(y)), len(y))
    model = NormalModel(y, design, codes, same_covariance)
    check_enough(model, [label(name) for name in labels])
    after = _after_dropout(y)
    values = np.array(
        [
            _follow(model, draw, after, labels.index(reference), strategy, rng)
            for draw in draw_models(model, m, burn_in, thin, rng)
        ]
    )
    values[:, dead] = np.nan
    missing = np.isnan(y) & ~dead
    outcomes = ImputedOutcomes(values, missing, missing & after, dead, strategy)
    return outcomes.shifted(delta)


def _check_outcomes(response: ArrayLike) -> FloatArray:
    y = read_floats(response, "response")
    if y.ndim != 2 or not y.size:
        raise analysis_error("response", f"response has shape {y.shape}, not participants x visits")
    if np.isinf(y).any():
        raise analysis_error("response", "response has an infinite value")
    return y


def _groups(group: ArrayLike, n: int) -> tuple[list[object], IntArray]:
    codes = code_levels(group, "group", n)
    column: NDArray[Any] = np.asarray(group)
    return list(np.unique(column).tolist()), codes


def _check_alive(alive: ArrayLike | None, y: FloatArray) -> BoolArray:
    if alive is None:
        return np.zeros(y.shape, dtype=np.bool_)
    lived = read_array(alive, "alive")
    if lived.shape != y.shape or not np.isin(lived, (0, 1)).all():
        raise analysis_error("alive", "alive does not say true or false of every value of response")
    dead: BoolArray = ~lived.astype(np.bool_)
    if (np.diff(dead.astype(np.int8), axis=1) < 0).any():
        raise analysis_error("alive", "a participant is alive again after death")
    measured = np.argwhere(dead & ~np.isnan(y))
    if len(measured):
        row, visit = measured[0] + 1
        raise analysis_error(
            "response", f"participant {row} has a value at visit {visit}, after death"
        )
    return dead


def _after_dropout(y: FloatArray) -> BoolArray:
    """Visits after the last one with a value."""
    return np.logical_and.accumulate(np.isnan(y)[:, ::-1], axis=1)[:, ::-1]


def _follow(
    model: NormalModel,
    draw: NormalDraw,
    after: BoolArray,
    reference: int,
    strategy: Strategy,
    rng: np.random.Generator,
) -> FloatArray:
    """Replace what was drawn after drop-out at random by what the strategy says."""
    values = draw.completed.copy()
    if strategy == "missing_at_random":
        return values
    first = after.shape[1] - after.sum(axis=1)  # the first visit after drop-out
    for code, rows in enumerate(model.members):
        if code == reference:
            continue
        # The own covariance goes with the own means.
        of = code if strategy == "last_mean_carried_forward" else reference
        for visit in np.unique(first[rows]):
            some = rows[first[rows] == visit]
            if visit == after.shape[1]:
                continue
            other = model.design[some] @ draw.coef[reference]
            means = _means(draw.means[some], other, int(visit), strategy)
            values[some, visit:] = draw_conditional(
                draw.completed[some], after[some[0]], means, draw.covariance[of], rng
            )
    return values


def _means(own: FloatArray, other: FloatArray, visit: int, strategy: Strategy) -> FloatArray:
    """Means at all visits when `visit` is the first after drop-out."""
    if strategy == "copy_reference":
        return other
    if visit == 0:
        return own if strategy == "last_mean_carried_forward" else other
    means = own.copy()
    if strategy == "jump_to_reference":
        means[:, visit:] = other[:, visit:]
    elif strategy == "copy_increments_in_reference":
        step = own[:, visit - 1] - other[:, visit - 1]
        means[:, visit:] = other[:, visit:] + step[:, None]
    else:
        means[:, visit:] = own[:, [visit - 1]]
    return means
