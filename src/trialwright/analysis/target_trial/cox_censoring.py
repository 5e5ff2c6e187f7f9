"""Artificial censoring in continuous time: a Cox model, with covariates that may change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray
from trialwright.analysis.numeric.terms import Term, model_matrix
from trialwright.analysis.proportional_hazards.cox import cox


@dataclass(frozen=True, eq=False)
class CensoringHazard:
    """The cumulative baseline hazard of being censored, `steps` at `moments`, and each row's
    `relative` hazard (n); `before` (n): what the subject gathered in earlier rows.
    """

    moments: FloatArray
    steps: FloatArray
    relative: FloatArray
    entry: FloatArray
    before: FloatArray

    def gathered(self, row: IntArray, until: FloatArray) -> FloatArray:
        """The cumulative hazard of `row` (m) over the subject's follow-up up to `until`."""
        since = self._baseline(until) - self._baseline(self.entry[row])
        total: FloatArray = self.before[row] + self.relative[row] * since
        return total

    def _baseline(self, at: FloatArray) -> FloatArray:
        cumulated = np.concatenate(([0.0], np.cumsum(self.steps)))
        found: FloatArray = cumulated[np.searchsorted(self.moments, at, side="right")]
        return found


def fit_censoring_hazard(
    entry: FloatArray,
    time: FloatArray,
    event: BoolArray,
    censored: BoolArray,
    terms: tuple[Term, ...],
    subject: IntArray,
) -> CensoringHazard:
    """Cox model of `censored`, Breslow's ties and baseline hazard; without terms Nelson-Aalen.

    `entry` is minus infinity for rows at risk from the start, time 0 included. An event comes
    before a censoring at the same time: such a row is not at risk of being censored there.
    """
    moments = np.unique(np.concatenate((time, entry)))
    # Ranks, doubled: events at a time, then censorings at it, then entries at it.
    leaves = 2 * np.searchsorted(moments, time) + ~event
    enters = 2 * np.searchsorted(moments, entry) + 1
    relative = np.ones(len(time))
    if terms and censored.any():
        fit = cox(leaves, censored, terms, entry=enters, ties="breslow")
        matrix = model_matrix(terms, len(time), intercept=False)[1]
        relative = np.exp(matrix @ fit.coef)
    at, steps = _breslow(enters, leaves, censored, relative)
    hazard = CensoringHazard(moments[at // 2], steps, relative, entry, np.zeros(len(time)))
    before = _earlier_rows(hazard, entry, time, subject)
    return CensoringHazard(hazard.moments, steps, relative, entry, before)


def _breslow(
    enters: IntArray, leaves: IntArray, censored: BoolArray, relative: FloatArray
) -> tuple[IntArray, FloatArray]:
    at, deaths = np.unique(leaves[censored], return_counts=True)
    at_risk = _sums_from(leaves, relative, at) - _sums_from(enters, relative, at)
    return at, deaths / at_risk


def _sums_from(rank: IntArray, values: FloatArray, at: IntArray) -> FloatArray:
    """Sums of `values` over the rows with rank >= each of `at`."""
    order = np.argsort(rank, kind="stable")
    sums = np.concatenate(([0.0], np.cumsum(values[order][::-1])))
    found: FloatArray = sums[len(rank) - np.searchsorted(rank[order], at, side="left")]
    return found


def _earlier_rows(
    hazard: CensoringHazard, entry: FloatArray, time: FloatArray, subject: IntArray
) -> FloatArray:
    """The cumulative hazard each subject gathered before each row (n)."""
    own = hazard.gathered(np.arange(len(time)), time)
    order = np.lexsort((entry, subject))
    sums = np.cumsum(own[order]) - own[order]
    first = np.flatnonzero(np.diff(subject[order], prepend=-1))
    counts = np.diff(np.append(first, len(order)))
    before = np.empty(len(order))
    before[order] = sums - np.repeat(sums[first], counts)
    return before
