"""What proportions and rates are made of: counts of participants, and events in a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.analysis.numeric.columns import (
    analysis_error,
    code_levels,
    combine_levels,
    read_array,
)
from trialwright.analysis.numeric.options import check_whole


@dataclass(frozen=True)
class Count:
    """So many of so many: `events` of `n` participants, whole numbers."""

    events: int
    n: int

    def __post_init__(self) -> None:
        for name in ("events", "n"):
            check_whole(getattr(self, name), name, least=0)
        if not self.events <= self.n:
            raise analysis_error("events", f"{self.events} of {self.n} is not a proportion")

    @property
    def proportion(self) -> Fraction | None:
        """The exact proportion; None when nobody was counted."""
        return Fraction(self.events, self.n) if self.n else None


@dataclass(frozen=True)
class Rate:
    """`events` in the `time` that participants were watched, summed over them, in any unit."""

    events: int
    time: float

    def __post_init__(self) -> None:
        check_whole(self.events, "events", least=0)
        sensible = 0 <= self.time < float("inf")
        if not sensible or (self.events and not self.time):
            raise analysis_error(
                "events", f"{self.events} events in a time of {self.time} is no rate"
            )

    @property
    def value(self) -> Fraction | None:
        """Events for each unit of time, exactly; None when nobody was watched."""
        return self.events / Fraction(self.time) if self.time else None


@dataclass(frozen=True)
class StratifiedCounts:
    """Counts of two groups, stratum by stratum (k), in the sorted order of the strata."""

    treated: tuple[Count, ...]
    control: tuple[Count, ...]


def count_by_stratum(
    response: ArrayLike, treated: ArrayLike, strata: Sequence[ArrayLike]
) -> StratifiedCounts:
    """Count responders of two groups in each combination of the strata.

    `response` and `treated` (n) are true or false, or 1 and 0; `strata` are columns (n each).
    Raises AnalysisError for a missing value: no answer is not "no".
    """
    yes, group = check_yes_or_no(response, "response"), check_yes_or_no(treated, "treated")
    if len(yes) != len(group):
        raise analysis_error("treated", f"treated has {len(group)} rows, response {len(yes)}")
    stratum = combine_levels(strata, "strata", len(yes))
    counts = [
        tuple(
            Count(int(yes[rows].sum()), int(rows.sum()))
            for code in range(int(stratum.max(initial=-1)) + 1)
            for rows in [(stratum == code) & (group == side)]
        )
        for side in (True, False)
    ]
    return StratifiedCounts(*counts)


def check_yes_or_no(values: ArrayLike, name: str) -> NDArray[np.bool_]:
    """A column of true and false, or 1 and 0, as booleans. Raises AnalysisError for any other."""
    column = read_array(values, name)
    if column.ndim != 1:
        raise analysis_error(name, f"{name} is not one column")
    code_levels(column, name, len(column))  # refuses a missing value
    answers: NDArray[np.bool_] = column.astype(np.bool_)
    if not np.array_equal(column, answers):
        raise analysis_error(name, f"{name} holds something besides true and false, or 1 and 0")
    return answers
