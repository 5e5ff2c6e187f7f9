"""The columns of a comparison of groups, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    check_weights,
    code_levels,
    code_strata,
    read_array,
)
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class ComparedGroups:
    """Follow-up of n rows, the group of each numbered in the order of `levels`, and their strata.

    `weights` (n) and `cluster` (n, numbered from 0), if any, ask for a sandwich variance.
    """

    times: SurvivalTimes
    levels: tuple[Any, ...]
    code: IntArray
    stratum: IntArray | None = None
    weights: FloatArray | None = None
    cluster: IntArray | None = None

    @property
    def robust(self) -> bool:
        return self.weights is not None or self.cluster is not None


def read_groups(
    time: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    entry: ArrayLike | None,
    weights: ArrayLike | None,
    cluster: ArrayLike | None,
    strata: ArrayLike | Sequence[ArrayLike] | None,
    levels: Sequence[Any] | None,
    merge_close_times: bool,
) -> ComparedGroups:
    """Check all columns. Raises AnalysisError for fewer than two groups, a group that is not in
    `levels`, and no event.
    """
    times = SurvivalTimes.from_columns(time, event, entry, merge_close_times=merge_close_times)
    group_levels, code = code_groups(group, levels, times.n)
    if not times.n_events:
        raise analysis_error("event", "nobody had the event: there is nothing to compare")
    return ComparedGroups(
        times=times,
        levels=group_levels,
        code=code,
        stratum=code_strata(strata, times.n),
        weights=None if weights is None else check_weights(weights, times.n),
        cluster=None if cluster is None else code_levels(cluster, "cluster", times.n),
    )


def code_groups(
    group: ArrayLike, levels: Sequence[Any] | None, n: int
) -> tuple[tuple[Any, ...], IntArray]:
    """The levels in order (absent: sorted) and the number of each row's level (n)."""
    column = read_array(group, "group")
    code = code_levels(column, "group", n)
    present: list[Any] = column[_first_rows(code)].tolist()
    wanted = present if levels is None else list(levels)
    unknown = [value for value in present if value not in wanted]
    if unknown:
        raise analysis_error("group", f"group holds {unknown}, which are not among {wanted}")
    if len(wanted) < 2:
        raise analysis_error("group", f"there is one group, {wanted}: a test compares two or more")
    position = np.array([wanted.index(value) for value in present], dtype=np.intp)
    return tuple(wanted), position[code]


def _first_rows(code: IntArray) -> IntArray:
    """A row of each level."""
    rows = np.empty(code.max() + 1, dtype=np.intp)
    rows[code] = np.arange(len(code))
    return rows
