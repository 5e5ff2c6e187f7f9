"""The likelihood of interval-censored events in the jumps of a cumulative baseline hazard.

A participant with hazard ratio e whose event lies in (l, r] contributes

    log(exp(-e H(l)) - exp(-e H(r))) = -e H(l) + log(1 - exp(-e (H(r) - H(l)))),

H the cumulative baseline hazard. H jumps by h_j >= 0 in the j-th innermost interval; in the last
one it becomes infinite, as nobody is known to be event-free after it began. For given e this is a
concave function of the jumps of the other intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.interval_censoring.innermost_intervals import InnermostIntervals
from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class BaselineLikelihood:
    """Participant i (of n) is at risk in the jumps before `first[i]`; where `bounded[i]`, the event
    is in one of the jumps `first[i]` to `end[i]` - 1 (of `n_jumps`), else it has not been seen
    before the last interval. `weight` (n) counts equal participants.
    """

    first: IntArray
    end: IntArray
    bounded: BoolArray
    weight: FloatArray
    n_jumps: int

    @classmethod
    def of(cls, innermost: InnermostIntervals) -> BaselineLikelihood:
        n_jumps = innermost.size - 1
        bounded = innermost.end <= n_jumps
        end = np.where(bounded, innermost.end, innermost.first)
        return cls(innermost.first, end, bounded, np.ones(len(innermost.first)), n_jumps)

    def merged(self) -> BaselineLikelihood:
        """Equal participants as one row with their number as weight; all hazard ratios are 1."""
        key = (self.first * (self.n_jumps + 1) + self.end) * 2 + self.bounded
        _, row, count = np.unique(key, return_index=True, return_counts=True)
        return BaselineLikelihood(
            self.first[row], self.end[row], self.bounded[row], count.astype(np.float64),
            self.n_jumps,
        )  # fmt: skip

    def at(self, jumps: FloatArray, ratio: FloatArray) -> BaselinePoint:
        """Evaluate at `jumps` (n_jumps) for the hazard ratios `ratio` (n)."""
        cumulative = np.concatenate(([0.0], np.cumsum(jumps)))
        before = ratio * cumulative[self.first]
        within = ratio * (cumulative[self.end] - cumulative[self.first])
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            inside = np.where(self.bounded, np.log(-np.expm1(-within)), 0.0)
            odds = np.where(self.bounded, 1 / np.expm1(within), 0.0)
        loglik = float(self.weight @ (inside - before))
        return BaselinePoint(loglik, before, within, odds)

    def gradient(self, point: BaselinePoint, ratio: FloatArray) -> FloatArray:
        """Derivative of the log likelihood in each jump (n_jumps)."""
        size = self.weight * ratio
        return self.sum_over_jumps(size * point.odds, self.first, self.end) - self.sum_over_jumps(
            size, np.zeros_like(self.first), self.first
        )

    def sum_over_jumps(self, values: FloatArray, begin: IntArray, end: IntArray) -> FloatArray:
        """For each jump the sum of `values` (n) over the rows with begin <= jump < end."""
        length = self.n_jumps + 1
        began = np.bincount(begin, weights=values, minlength=length)
        ended = np.bincount(end, weights=values, minlength=length)
        total: FloatArray = np.cumsum(began - ended)[:-1]
        return total

    def curvature(self, point: BaselinePoint, ratio: FloatArray, chosen: IntArray) -> FloatArray:
        """Minus the second derivatives in the chosen jumps (sorted, s of them): s x s.

        A row counts for the pairs of jumps that its interval holds both, so with W[a, b] the rows
        whose first and last chosen jumps are a and b, the element j <= k sums W[a <= j, b >= k].
        """
        s = len(chosen)
        begin = np.searchsorted(chosen, self.first)
        last = np.searchsorted(chosen, self.end) - 1
        rows = self.bounded & (last >= begin)
        size = (self.weight * ratio**2 * point.odds * (1 + point.odds))[rows]
        table = np.bincount(begin[rows] * s + last[rows], weights=size, minlength=s * s)
        sums = table.reshape(s, s).cumsum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1]
        upper = np.triu(sums)
        both: FloatArray = upper + np.triu(upper, 1).T
        return both


@dataclass(frozen=True, eq=False)
class BaselinePoint:
    """The log likelihood and, by row, the cumulated hazard `before` and `within` its interval, and
    `odds` = 1/(exp(within) - 1), 0 for a row whose event has not been seen.
    """

    loglik: float
    before: FloatArray
    within: FloatArray
    odds: FloatArray
