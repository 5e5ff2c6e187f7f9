"""Let those who stay on their strategy stand for those who left it."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.confounding.logistic import FirthUse, check_binary
from trialwright.analysis.confounding.propensity_weights import truncate_weights
from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    IntArray,
    analysis_error,
    check_numbers,
    code_levels,
)
from trialwright.analysis.numeric.terms import Covariates, Term, read_terms
from trialwright.analysis.target_trial.cox_censoring import fit_censoring_hazard
from trialwright.analysis.target_trial.pooled_censoring import pooled_edges, pooled_survival
from trialwright.analysis.target_trial.weighted_rows import Pieces, WeightedRows, cut_rows

CensoringModel = Literal["cox", "pooled_logistic"]


def inverse_censoring_weights(
    time: ArrayLike,
    event: ArrayLike,
    censored: ArrayLike,
    covariates: Covariates,
    *,
    entry: ArrayLike | None = None,
    subject: ArrayLike | None = None,
    model: CensoringModel = "cox",
    interval: float | None = None,
    time_degree: int = 2,
    stabilise: bool = True,
    truncate: tuple[float, float] | None = None,
    read_at: ArrayLike | None = None,
    firth: FirthUse = "never",
) -> WeightedRows:
    """Weight follow-up by the inverse probability of not having left the strategy so far.

    `time` (n): end of follow-up by the event, by leaving the strategy, or otherwise. `event` (n):
    the event. `censored` (n): follow-up was ended because the participant left the strategy
    (an intercurrent event of a hypothetical estimand, a deviation of a clone). Neither: lost, or
    followed to the end. At one time an event comes first, then leaving, then being lost.
    `covariates` (n): what leaving depends on. The weight at t is 1/P(not left before t).

    `model` "cox": exp of the cumulative hazard of leaving, from a Cox model with Breslow's ties
    (Robins & Finkelstein 2000); it suits leaving times that seldom tie. `entry` (n) and `subject`
    (n) then allow covariates that change: rows (entry, time], one after the other. `model`
    "pooled_logistic": probability of leaving in each `interval` from 0, by a power series of time
    to `time_degree` (Hernan, Brumback & Robins 2000); a weight changes at the ends of intervals and
    counts the whole intervals before. Many who leave on one day need this one.

    `read_at`: the only times at which the weights of a Cox model will be read, those of all events
    of an analysis say; follow-up is then cut less often than at every time somebody leaves.
    `stabilise`: multiply by the same probability without covariates. `truncate`: percentiles of
    the weights of all pieces between which they are kept. Assumes that leaving depends on nothing
    else that bears on the event, and that nobody is sure to leave. Raises AnalysisError as `cox`
    and `logistic` do. A row that leaves at time 0 informs the model and has no piece.
    """
    times = check_numbers(time, "time")
    n = len(times)
    happened = check_binary(event, "event") == 1
    left = check_binary(censored, "censored") == 1
    _check_rows(times, happened, left)
    terms = read_terms(covariates, n)
    if model not in get_args(CensoringModel):
        raise analysis_error("model", f"unknown model {model!r}", "use cox or pooled_logistic")
    if model == "cox":
        entries, subjects = _check_intervals(times, happened | left, entry, subject)
        pieces, weight = _cox_weights(
            entries, times, happened, left, terms, subjects, stabilise, read_at
        )
    else:
        if entry is not None or subject is not None or interval is None:
            raise analysis_error(
                "interval",
                "a pooled logistic model needs an interval, and one row a participant from time 0",
            )
        pieces, weight = _pooled_weights(
            times, happened, left, terms, interval, time_degree, stabilise, firth
        )
    if truncate is not None:
        weight = truncate_weights(weight, truncate)
    return WeightedRows(pieces.row, pieces.entry, pieces.time, pieces.event, weight)


def _check_rows(time: FloatArray, event: BoolArray, left: BoolArray) -> None:
    if not len(event) == len(left) == len(time):
        raise analysis_error("censored", "time, event and censored differ in length")
    both = np.flatnonzero(event & left)
    if len(both):
        raise analysis_error("censored", f"row {both[0] + 1} ends by the event and by leaving")
    bad = np.flatnonzero((time < 0) | ((time == 0) & ~left))
    if len(bad):
        raise analysis_error("time", f"row {bad[0] + 1} is not followed beyond time 0")


def _check_intervals(
    time: FloatArray, ends: BoolArray, entry: ArrayLike | None, subject: ArrayLike | None
) -> tuple[FloatArray, IntArray]:
    n = len(time)
    given = np.full(n, -np.inf) if entry is None else check_numbers(entry, "entry")
    subjects = np.arange(n) if subject is None else code_levels(subject, "subject", n)
    if len(given) != n:
        raise analysis_error("entry", f"entry has {len(given)} rows, there are {n}")
    # At risk of leaving at time 0 is who is there from the start.
    entries = np.where(given <= 0, -np.inf, given)
    order = np.lexsort((entries, subjects))
    same = np.diff(subjects[order]) == 0
    overlaps = same & (entries[order][1:] < time[order][:-1])
    if overlaps.any():
        raise analysis_error("subject", "rows of one subject overlap", "use one row an interval")
    if (same & ends[order][:-1]).any():
        raise analysis_error("subject", "a subject has rows after the event or after leaving")
    if (entries >= time).any():
        raise analysis_error("entry", "a row ends where it begins, or before")
    return entries, subjects


def _cox_weights(
    entry: FloatArray,
    time: FloatArray,
    event: BoolArray,
    left: BoolArray,
    terms: tuple[Term, ...],
    subject: IntArray,
    stabilise: bool,
    read_at: ArrayLike | None,
) -> tuple[Pieces, FloatArray]:
    hazard = fit_censoring_hazard(entry, time, event, left, terms, subject)
    edges = hazard.moments
    if read_at is not None:
        edges = _last_before(edges, check_numbers(read_at, "read_at"))
    pieces = cut_rows(np.maximum(entry, 0.0), time, event, edges)
    gathered = hazard.gathered(pieces.row, pieces.entry)
    if stabilise:
        crude = fit_censoring_hazard(entry, time, event, left, (), subject)
        gathered = gathered - crude.gathered(pieces.row, pieces.entry)
    return pieces, np.exp(gathered)


def _last_before(moments: FloatArray, read_at: FloatArray) -> FloatArray:
    """The last of the moments before each time: no other change of a weight is ever read."""
    before = np.searchsorted(moments, np.unique(read_at), side="left")
    return np.unique(moments[before[before > 0] - 1])


def _pooled_weights(
    time: FloatArray,
    event: BoolArray,
    left: BoolArray,
    terms: tuple[Term, ...],
    interval: float,
    degree: int,
    stabilise: bool,
    firth: FirthUse,
) -> tuple[Pieces, FloatArray]:
    edges = pooled_edges(time, left, interval)
    survival = pooled_survival(time, event, left, terms, edges, degree, firth)
    pieces = cut_rows(np.zeros(len(time)), time, event, edges)
    weight = 1 / survival[pieces.row, pieces.number]
    if stabilise:
        crude = pooled_survival(time, event, left, (), edges, degree, firth)
        weight = weight * crude[pieces.row, pieces.number]
    return pieces, weight
