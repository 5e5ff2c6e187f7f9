"""The steps of clone-censor-weight on checked columns, as every bootstrap sample runs them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.confounding.logistic import FirthUse, logistic
from trialwright.analysis.confounding.propensity_weights import truncate_weights
from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    IntArray,
    analysis_error,
)
from trialwright.analysis.numeric.terms import Term
from trialwright.analysis.target_trial.clones import (
    Clones,
    ControlStrategy,
    clone_controls,
    clone_starters,
)
from trialwright.analysis.target_trial.inverse_censoring_weights import (
    CensoringModel,
    inverse_censoring_weights,
)
from trialwright.analysis.target_trial.weighted_risk import RiskCurve, compute_weighted_risk
from trialwright.analysis.target_trial.weighted_rows import WeightedRows, cut_rows


@dataclass(frozen=True, eq=False)
class Participants:
    """Follow-up of n participants from time zero; `start` is infinity where there is none."""

    time: FloatArray
    event: BoolArray
    competing: BoolArray
    start: FloatArray
    terms: tuple[Term, ...]

    def take(self, rows: IntArray) -> Participants:
        """The participants of these rows, in this order."""
        return Participants(
            self.time[rows],
            self.event[rows],
            self.competing[rows],
            self.start[rows],
            tuple(Term(t.name, t.names, t.columns[rows]) for t in self.terms),
        )


@dataclass(frozen=True)
class CloneOptions:
    """The options of `clone_censor_weight`."""

    grace: float
    control: ControlStrategy
    model: CensoringModel
    interval: float
    time_degree: int
    stabilise: bool
    truncate: tuple[float, float] | None
    firth: FirthUse


@dataclass(frozen=True, eq=False)
class CloneRows:
    """Weighted pieces of follow-up (m) of both strategies: at risk on (entry, time].

    `participant`: the number of the row of the input; `strategy`: 1 starters, 0 controls.
    """

    participant: IntArray
    strategy: IntArray
    entry: FloatArray
    time: FloatArray
    event: BoolArray
    competing: BoolArray
    weight: FloatArray

    def risk_curve(self, strategy: int) -> RiskCurve:
        """The risk of one strategy over time."""
        here = self.strategy == strategy
        return compute_weighted_risk(
            self.entry[here],
            self.time[here],
            self.event[here],
            self.competing[here],
            self.weight[here],
        )


def weigh_clones(
    trial: Participants, options: CloneOptions
) -> tuple[tuple[Clones, Clones], CloneRows]:
    """Clones of starters and of controls, and the weighted pieces of both."""
    columns = (trial.time, trial.event, trial.competing, trial.start, options.grace)
    starters = clone_starters(*columns)
    controls = clone_controls(*columns, options.control)
    parts = (
        (1, starters, _weigh_starters(trial, starters, options)),
        (0, controls, _weigh_controls(trial, controls, options)),
    )
    rows = [_rows(strategy, clones, weighted) for strategy, clones, weighted in parts]
    joined = {name: np.concatenate([part[name] for part in rows]) for name in rows[0]}
    return (starters, controls), CloneRows(**joined)


def _weigh_starters(trial: Participants, clones: Clones, options: CloneOptions) -> WeightedRows:
    """Weight 1 within the grace period, then 1 over the probability of having started by its end,
    for those who have.
    """
    pieces = cut_rows(
        np.zeros(len(clones.time)),
        clones.time,
        clones.event | clones.competing,
        np.array([options.grace]),
    )
    followed = np.flatnonzero(trial.time > options.grace)
    started = trial.start[followed] <= options.grace
    if not started.any():
        raise analysis_error("start", "nobody followed beyond the grace period started within it")
    weight = np.ones(len(trial.time))
    if not started.all():
        terms = [Term(t.name, t.names, t.columns[followed]) for t in trial.terms]
        chance = logistic(started, terms, firth=options.firth).fitted
        weight[followed] = (started.mean() if options.stabilise else 1.0) / chance
    weights = np.where(pieces.number == 1, weight[pieces.row], 1.0)
    if options.truncate is not None:
        weights = truncate_weights(weights, options.truncate)
    return WeightedRows(pieces.row, pieces.entry, pieces.time, pieces.event, weights)


def _weigh_controls(trial: Participants, clones: Clones, options: CloneOptions) -> WeightedRows:
    return inverse_censoring_weights(
        clones.time,
        clones.event | clones.competing,
        clones.deviated,
        trial.terms,
        model=options.model,
        interval=options.interval if options.model == "pooled_logistic" else None,
        time_degree=options.time_degree,
        stabilise=options.stabilise,
        truncate=options.truncate,
        # The weights of controls are read at the events of starters, too.
        read_at=trial.time[trial.event | trial.competing],
        firth=options.firth,
    )


def _rows(strategy: int, clones: Clones, weighted: WeightedRows) -> dict[str, np.ndarray]:
    return {
        "participant": weighted.row,
        "strategy": np.full(len(weighted.row), strategy),
        "entry": weighted.entry,
        "time": weighted.time,
        "event": weighted.event & clones.event[weighted.row],
        "competing": weighted.event & clones.competing[weighted.row],
        "weight": weighted.weight,
    }
