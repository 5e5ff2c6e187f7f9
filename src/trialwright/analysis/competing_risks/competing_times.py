"""Follow-up that can end by one of several causes, checked once before any estimator sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    IntArray,
    analysis_error,
    read_array,
)
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class CompetingTimes:
    """When each participant left the risk set, and what ended the follow-up.

    `time` (n) end of follow-up; `code` (n) 0 = censored, k = the k-th of `causes`; `entry` (n) or
    None: at risk on (entry, time], None = at risk from the very start.
    """

    time: FloatArray
    code: IntArray
    entry: FloatArray | None
    causes: tuple[Any, ...]

    @classmethod
    def from_columns(
        cls,
        time: ArrayLike,
        cause: ArrayLike,
        causes: Sequence[Any],
        *,
        censored: Any = 0,
        entry: ArrayLike | None = None,
        merge_close_times: bool = False,
    ) -> CompetingTimes:
        """Check the columns and keep copies.

        `cause` (n) holds `censored` or one of `causes`, numbers or texts alike.
        `merge_close_times`: times that differ by rounding tie. Raises
        AnalysisError for any other value, a cause given twice, and whatever `SurvivalTimes`
        refuses: missing times, unequal lengths, rows with entry >= time.
        """
        codes = _code_causes(read_array(cause, "cause"), _listed(causes), censored)
        times = SurvivalTimes.from_columns(
            time, codes > 0, entry, merge_close_times=merge_close_times
        )
        return cls(times.time, codes, times.entry, tuple(causes))

    @property
    def n(self) -> int:
        return len(self.time)

    @property
    def n_events(self) -> IntArray:
        """How many had each cause, in the order of `causes`."""
        return np.bincount(self.code, minlength=len(self.causes) + 1)[1:]

    def position(self, cause: Any) -> int:
        """The code of a cause. Raises AnalysisError if it is not one of `causes`."""
        if cause not in self.causes:
            raise analysis_error(
                "cause_of_interest", f"{cause!r} is not one of the causes {list(self.causes)}"
            )
        return self.causes.index(cause) + 1

    def check_has_events(self, cause: Any) -> int:
        """The code of a cause that somebody had. Raises AnalysisError if nobody did."""
        code = self.position(cause)
        if not (self.code == code).any():
            raise analysis_error("cause", f"nobody had the cause {cause!r}: nothing to estimate")
        return code


def _listed(causes: Sequence[Any]) -> tuple[Any, ...]:
    """The causes as a tuple. Raises AnalysisError for one cause that stands alone."""
    if isinstance(causes, str) or np.ndim(causes) != 1:
        raise analysis_error("causes", f"causes is {causes!r}", "give a list: [1, 2]")
    return tuple(causes)


def _code_causes(cause: NDArray[Any], causes: tuple[Any, ...], censored: Any) -> IntArray:
    if cause.ndim != 1:
        raise analysis_error("cause", "cause is not one column")
    known = (censored, *causes)
    if not causes or len(set(known)) < len(known):
        raise analysis_error(
            "causes",
            f"the causes {list(causes)} and the value for censored, {censored!r}, must all differ, "
            "and there must be a cause",
        )
    codes = np.full(len(cause), -1, dtype=np.intp)
    for code, value in enumerate(known):
        codes[cause == value] = code
    unknown = np.flatnonzero(codes < 0)
    if len(unknown):
        row = int(unknown[0])
        raise analysis_error(
            "cause",
            f"cause is {cause[row]!s} in row {row + 1}, which is neither {censored!r} for censored "
            f"nor one of {list(causes)}; {len(unknown)} rows in all",
            "name every cause that occurs, and give rows without a cause their censoring",
        )
    return codes


@dataclass(frozen=True, eq=False)
class CauseTable:
    """What happens at each distinct time, censored times included.

    `time` (m); `n_risk` (m) with entry < t <= time; `n_event` (m x K) by cause; `n_censor` (m):
    sums of weights. `empties` (m): everybody at risk has an event there. `emptied_at`: times after
    which nobody was at risk until somebody entered.
    """

    time: FloatArray
    n_risk: FloatArray
    n_event: FloatArray
    n_censor: FloatArray
    empties: BoolArray
    emptied_at: tuple[float, ...]

    @property
    def any_event(self) -> FloatArray:
        """Events of any cause at each time (m)."""
        total: FloatArray = self.n_event.sum(axis=1)
        return total


def derive_cause_table(times: CompetingTimes, weights: FloatArray | None = None) -> CauseTable:
    """Count, or sum the weights of, who is at risk and who leaves at each time. O(n log n)."""
    moments, row = np.unique(times.time, return_inverse=True)
    weight = np.ones(times.n) if weights is None else weights
    by_code = [
        _sums(row, weight * (times.code == code), len(moments))
        for code in range(len(times.causes) + 1)
    ]
    n_event = np.column_stack(by_code[1:])
    at_risk = _count_at_risk(times, moments, np.ones(times.n))
    events = np.bincount(row[times.code > 0], minlength=len(moments))
    leaving = np.bincount(row, minlength=len(moments))
    return CauseTable(
        time=moments,
        n_risk=at_risk if weights is None else _count_at_risk(times, moments, weight),
        n_event=n_event,
        n_censor=by_code[0],
        empties=events == at_risk,
        emptied_at=_emptied_at(times, moments[leaving == at_risk]),
    )


def _count_at_risk(times: CompetingTimes, moments: FloatArray, weight: FloatArray) -> FloatArray:
    """The weight of the rows with entry < t <= time, at each moment t."""
    staying = _sum_from(times.time, weight, moments)
    return staying if times.entry is None else staying - _sum_from(times.entry, weight, moments)


def _sum_from(values: FloatArray, weight: FloatArray, moments: FloatArray) -> FloatArray:
    """The weight of the rows with value >= t, at each moment t."""
    slot = np.searchsorted(moments, values, side="right")
    by_slot = _sums(slot, weight, len(moments) + 1)
    total: FloatArray = np.cumsum(by_slot[::-1])[::-1][1:]
    return total


def _sums(slot: IntArray, weight: FloatArray, length: int) -> FloatArray:
    return np.bincount(slot, weights=weight, minlength=length).astype(np.float64)


def _emptied_at(times: CompetingTimes, emptied: FloatArray) -> tuple[float, ...]:
    if times.entry is None:
        return ()
    entries = np.sort(times.entry)
    return tuple(float(t) for t in emptied if np.searchsorted(entries, t) < len(entries))
