"""Whether groups are scanned equally often: the check before interval-censored comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    check_numbers,
    code_levels,
    read_array,
)

_QUANTILES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, eq=False)
class GroupSchedule:
    """The scans of one group.

    `n_gaps` times between successive scans, with `gap_mean`, `gap_sd` and `gap_quantiles` (minimum,
    lower quartile, median, upper quartile, maximum); NaN without gaps. `n_without_gap`: participants
    with one scan only.
    """

    level: Any
    n_participants: int
    n_scans: int
    n_without_gap: int
    n_gaps: int
    gap_mean: float
    gap_sd: float
    gap_quantiles: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class ScheduleComparison:
    """The schedules of the groups, and the Kruskal-Wallis test of the participants' mean gaps.

    `chisq`, `p` are None and `df` 0 where fewer than two groups have gaps, or all gaps are alike.
    """

    groups: tuple[GroupSchedule, ...]
    chisq: float | None
    df: int
    p: float | None


def compare_scan_schedules(
    participant: ArrayLike,
    time: ArrayLike,
    group: ArrayLike,
    *,
    levels: Sequence[Any] | None = None,
) -> ScheduleComparison:
    """Describe and compare the times between successive scans in each group (STA-07).

    One row a scan: `participant` (m) whose, `time` (m) when, `group` (m) of the participant. Who
    is scanned more often is found to have the event earlier; estimates from intervals allow for it,
    the permutation variance of `interval_log_rank` and a comparison of dates of detection do not.

    A participant counts once in the test, by the mean of the gaps: gaps of one participant are not
    independent. Mid-ranks, corrected for ties (Kruskal & Wallis 1952). The test finds differences
    in length; the quantiles show those in spread.

    Raises AnalysisError for missing values, two scans of one participant at one time, a participant
    in two groups, or a group not in `levels`.
    """
    when = check_numbers(time, "time")
    if not len(when):
        raise analysis_error("time", "nobody was scanned: there is no schedule to compare")
    who = code_levels(participant, "participant", len(when))
    column = read_array(group, "group")
    code = code_levels(column, "group", len(when))
    present: list[Any] = np.unique(column).tolist()
    wanted = present if levels is None else list(levels)
    unknown = [value for value in present if value not in wanted]
    if unknown:
        raise analysis_error("group", f"group holds {unknown}, which are not among {wanted}")
    gaps = _read_gaps(np.asarray(participant), who, when, code)
    groups = tuple(
        _describe(level, present.index(level) if level in present else -1, code, gaps)
        for level in wanted
    )
    chisq, df = _kruskal_wallis(gaps.mean[gaps.count > 0], gaps.group[gaps.count > 0])
    return ScheduleComparison(
        groups, chisq, df, None if chisq is None else float(chdtrc(df, chisq))
    )


@dataclass(frozen=True, eq=False)
class _Gaps:
    """`length` of every gap and its `owner`; by participant the `group`, and `count` of gaps."""

    length: FloatArray
    owner: IntArray
    group: IntArray
    count: IntArray

    @property
    def mean(self) -> FloatArray:
        """Mean gap of each participant, 0 without gaps."""
        total = np.bincount(self.owner, weights=self.length, minlength=len(self.count))
        mean: FloatArray = total / np.maximum(self.count, 1)
        return mean


def _read_gaps(names: NDArray[Any], who: IntArray, when: FloatArray, code: IntArray) -> _Gaps:
    """The gaps, from scans in any order: `who` numbers the participants, `code` the groups."""
    order = np.lexsort((when, who))
    who, when, code, names = who[order], when[order], code[order], names[order]
    same = np.diff(who) == 0
    at_once = np.flatnonzero(same & (np.diff(when) <= 0))
    if len(at_once):
        name = names[at_once[0]]
        raise analysis_error("time", f"participant {name} has two scans at the same time")
    moved = np.flatnonzero(same & (np.diff(code) != 0))
    if len(moved):
        raise analysis_error("group", f"participant {names[moved[0]]} is in two groups")
    owner = who[1:][same]
    group = code[np.concatenate(([True], ~same))]
    count = np.bincount(owner, minlength=len(group))
    return _Gaps(np.diff(when)[same], owner, group, count)


def _describe(level: Any, own: int, code: IntArray, gaps: _Gaps) -> GroupSchedule:
    """The schedule of the group numbered `own`; `code` (m) is the group of each scan."""
    members = gaps.group == own
    lengths = gaps.length[members[gaps.owner]]
    some = len(lengths) > 0
    quantiles = np.quantile(lengths, _QUANTILES) if some else np.full(len(_QUANTILES), np.nan)
    return GroupSchedule(
        level=level,
        n_participants=int(np.count_nonzero(members)),
        n_scans=int(np.count_nonzero(code == own)),
        n_without_gap=int(np.count_nonzero(members & (gaps.count == 0))),
        n_gaps=len(lengths),
        gap_mean=float(lengths.mean()) if some else np.nan,
        gap_sd=float(lengths.std(ddof=1)) if len(lengths) > 1 else np.nan,
        gap_quantiles=tuple(float(q) for q in quantiles),
    )


def _kruskal_wallis(values: FloatArray, group: IntArray) -> tuple[float | None, int]:
    n, levels = len(values), np.unique(group)
    if len(levels) < 2:
        return None, 0
    _, place, ties = np.unique(values, return_inverse=True, return_counts=True)
    correction = 1 - np.sum(ties**3 - ties) / (n**3 - n)
    if correction <= 0:
        return None, 0
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[place]
    between = sum(ranks[group == level].sum() ** 2 / np.sum(group == level) for level in levels)
    statistic = 12 * between / (n * (n + 1)) - 3 * (n + 1)
    return float(statistic / correction), len(levels) - 1
