"""The innermost intervals: the only places where a nonparametric estimate puts probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.interval_censoring.event_intervals import EventIntervals
from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class InnermostIntervals:
    """The K intervals (lower, upper] between a left end and a right end with no end in between.

    `is_point` (K): the interval is the single time `lower` = `upper`. Participant i (of n) can have
    had the event in the intervals `first[i]` to `end[i]` - 1, always at least one.
    """

    lower: FloatArray
    upper: FloatArray
    is_point: BoolArray
    first: IntArray
    end: IntArray

    @property
    def size(self) -> int:
        return len(self.lower)


def find_innermost(intervals: EventIntervals) -> InnermostIntervals:
    """Find the innermost intervals of Peto (1973) and Turnbull (1976). O(n log n).

    Ends at one time t stand in the order [t of an exact event, t] of a right end, (t of a left
    end: an interval that ends at t holds t, one that begins there does not.
    """
    values = np.unique(np.concatenate((intervals.left, intervals.right)))
    left = 3 * np.searchsorted(values, intervals.left) + np.where(intervals.is_exact, 0, 2)
    right = 3 * np.searchsorted(values, intervals.right) + 1
    ends = np.unique(np.concatenate((left, right)))
    closes = ends % 3 == 1
    at = np.flatnonzero(~closes[:-1] & closes[1:])
    opening, closing = ends[at], ends[at + 1]
    return InnermostIntervals(
        lower=values[opening // 3],
        upper=values[closing // 3],
        is_point=opening % 3 == 0,
        first=np.searchsorted(closing, left, side="left"),
        end=np.searchsorted(closing, right, side="right"),
    )
