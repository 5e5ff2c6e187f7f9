"""Between which two times each event lies, checked once before any estimator sees it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, analysis_error, read_floats


@dataclass(frozen=True, eq=False)
class EventIntervals:
    """The event of each participant lies in (left, right]; at exactly `left` where both are equal.

    `left` (n) 0 or more; `right` (n), infinite = still event-free at `left` (right-censored).
    `left` 0 with a finite `right` = the event was there at the first look (left-censored).
    """

    left: FloatArray
    right: FloatArray

    @classmethod
    def from_columns(cls, left: ArrayLike, right: ArrayLike) -> EventIntervals:
        """Check the columns and keep copies.

        Raises AnalysisError for a missing value (say infinity for an event that has not been
        seen), unequal lengths, a time below 0, or right < left.
        """
        checked = cls(_numbers(left, "left"), _numbers(right, "right"))
        if len(checked.left) != len(checked.right):
            raise analysis_error(
                "right", f"right has {len(checked.right)} rows, left has {len(checked.left)}"
            )
        if not checked.n:
            raise analysis_error("left", "nobody is in this analysis", "check its population")
        wrong = (checked.left < 0) | ~np.isfinite(checked.left) | (checked.right < checked.left)
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise analysis_error(
                "left",
                f"{np.count_nonzero(wrong)} rows have no interval from 0 on, first row {row + 1}: "
                f"left {checked.left[row]:g}, right {checked.right[row]:g}",
            )
        return checked

    @property
    def n(self) -> int:
        return len(self.left)

    @property
    def is_exact(self) -> BoolArray:
        """Where the time of the event is known (n)."""
        exact: BoolArray = self.left == self.right
        return exact

    @property
    def has_event(self) -> BoolArray:
        """Where the event is known to have happened by some time (n)."""
        happened: BoolArray = np.isfinite(self.right)
        return happened

    @property
    def n_events(self) -> int:
        return int(np.count_nonzero(self.has_event))

    def check_has_events(self) -> None:
        """Raise AnalysisError if nobody is known to have had the event."""
        if not self.n_events:
            raise analysis_error("right", "nobody had the event: there is nothing to estimate")


def _numbers(values: ArrayLike, name: str) -> FloatArray:
    numbers = read_floats(values, name)
    if numbers.ndim != 1:
        raise analysis_error(name, f"{name} is not one column")
    missing = np.flatnonzero(np.isnan(numbers))
    if len(missing):
        raise analysis_error(
            name,
            f"{name} is missing in {len(missing)} of {len(numbers)} rows, first in row "
            f"{missing[0] + 1}",
            "give infinity on the right of who was event-free when last seen, and 0 on the left of "
            "who had the event at the first look",
        )
    return numbers
