"""Who was at risk at each death of a Cox model: denominators and mean covariates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.proportional_hazards.cox_data import CoxData
from trialwright.analysis.proportional_hazards.cox_likelihood import Ties
from trialwright.analysis.survival.risk_sets import RiskSets


@dataclass(frozen=True, eq=False)
class RiskMoments:
    """The risk sets of a fit, seen from each death (in the order of `sets.event_rows`).

    `x` (n x p) covariates, scaled. `hazard` (n) is exp(x'b + offset - `shift`), and
    `weighted_hazard` (n) that times the case weight. Each of d tied deaths counts with `weight` (deaths), the mean weight of all d, and has a
    `denominator` (deaths): the hazards at risk, less a part of those of the tied deaths, which is
    `removed` (deaths): k/d for the k-th from 0 by Efron, none by Breslow. `mean` (deaths x p) is
    the mean covariate under these weights.
    """

    sets: RiskSets
    x: FloatArray
    hazard: FloatArray
    weighted_hazard: FloatArray
    shift: float
    removed: FloatArray
    weight: FloatArray
    denominator: FloatArray
    mean: FloatArray

    @classmethod
    def of(cls, data: CoxData, scaled_coef: FloatArray, ties: Ties) -> RiskMoments:
        """The moments at coefficients of the scaled covariates (p); O(n p) after sorting."""
        sets, x = data.risk_sets, data.design.scaled
        linear = x @ scaled_coef + (0.0 if data.offset is None else data.offset)
        shift = float(linear.max())
        hazard = np.exp(linear - shift)
        weighted = hazard if data.weight is None else hazard * data.weight
        removed = _removed(sets, ties)
        sums = _sums_at_deaths(sets, np.column_stack((weighted, weighted[:, None] * x)), removed)
        return cls(
            sets=sets,
            x=x,
            hazard=hazard,
            weighted_hazard=weighted,
            shift=shift,
            removed=removed,
            weight=_mean_weight(sets, data.weight),
            denominator=sums[:, 0],
            mean=sums[:, 1:] / sums[:, :1],
        )

    @cached_property
    def hazard_step(self) -> FloatArray:
        """What each death adds to the cumulative hazard, times exp(shift) (deaths)."""
        return self.weight / self.denominator

    def sum_by_row(self, per_death: FloatArray) -> FloatArray:
        """Sum `per_death` (deaths x m) over the deaths each row was at risk for: n x m.

        A tied death counts with 1 - `removed` in the denominators of its own time.
        """
        sets = self.sets
        total = sets.sums_while_at_risk(sets.sums_by_set(per_death))
        removed = sets.sums_by_set(self.removed[:, None] * per_death)
        total[sets.event_rows] -= removed[sets.set_of_event]
        return total

    def score_residuals(self) -> FloatArray:
        """What each row contributes to the score (n x p), for a weight of 1.

        Observed minus expected covariate at a row's own event, less what was expected of it at
        every death it was at risk for (Therneau, Grambsch & Fleming 1990), each tied death with
        its own denominator. The sums weighted by the case weights are the score.
        """
        step = self.hazard_step[:, None]
        expected = self.x * self.sum_by_row(step) - self.sum_by_row(self.mean * step)
        residuals = -self.hazard[:, None] * expected
        rows = self.sets.event_rows
        residuals[rows] += self.schoenfeld_residuals()
        return residuals

    def schoenfeld_residuals(self) -> FloatArray:
        """Covariate of each death less the mean of those at risk, the same for tied deaths
        (deaths x p).
        """
        sets = self.sets
        mean = sets.sums_by_set(self.mean) / sets.deaths[:, None]
        residuals: FloatArray = self.x[sets.event_rows] - mean[sets.set_of_event]
        return residuals

    def information(self, factor: FloatArray) -> FloatArray:
        """The information (p x p), each death's part times `factor` (deaths).

        The second moments, summed over deaths, are X' diag(c) X: no p x p matrix for each death.
        """
        exposure = self.sum_by_row((factor * self.hazard_step)[:, None])
        second = (self.x * (self.weighted_hazard[:, None] * exposure)).T @ self.x
        information: FloatArray = second - (self.mean.T * (factor * self.weight)) @ self.mean
        return information

    def mean_over_risk_set(self, values: FloatArray) -> FloatArray:
        """Mean of `values` (n x m) over who was at risk, under each death's weights (deaths x m)."""
        weighted = self.weighted_hazard[:, None] * values
        return _sums_at_deaths(self.sets, weighted, self.removed) / self.denominator[:, None]


def _sums_at_deaths(sets: RiskSets, values: FloatArray, removed: FloatArray) -> FloatArray:
    """Sums over who was at risk at each death, less what is removed of the tied deaths."""
    of_deaths = sets.sums_of_events(values)[sets.set_of_event]
    sums: FloatArray = sets.sums(values)[sets.set_of_event] - removed[:, None] * of_deaths
    return sums


def _removed(sets: RiskSets, ties: Ties) -> FloatArray:
    deaths = sets.deaths[sets.set_of_event]
    if ties == "breslow":
        return np.zeros(len(deaths))
    order = np.arange(len(deaths)) - sets.first_event[sets.set_of_event]
    return order / deaths


def _mean_weight(sets: RiskSets, weight: FloatArray | None) -> FloatArray:
    if weight is None:
        return np.ones(len(sets.event_rows))
    mean: FloatArray = (sets.sums_of_events(weight) / sets.deaths)[sets.set_of_event]
    return mean
