"""Whether groups are scanned equally often: the check before interval-censored comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    check_numbers,
    code_levels,
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
    column = np.asarray(group)
    code = code_levels(column, "group", len(when))
    present: list[Any] = np.unique(column).tolist()
    wanted = present if levels is None else list(levels)
    unknown = [value for value in present if value not in wanted]
    if unknown:
        raise analysis_error("group", f"group holds {unknown}, which are not among {wanted}")
    order = np.lexsort((when, who))
    who, when, code = who[order], when[order], code[order]
    same = np.diff(who) == 0
    gap = np.diff(when)[same]
    _check_scans(participant, order, same, gap, code)
    first = np.concatenate(([True], ~same))
    of_participant, owner = code[first], who[1:][same]
    groups = tuple(
        _describe(level, present, code, of_participant, gap, owner, who.max() + 1)
        for level in wanted
    )
    mean_gap, has_gap = _mean_by(owner, gap, len(of_participant))
    chisq, df = _kruskal_wallis(mean_gap[has_gap], of_participant[has_gap])
    return ScheduleComparison(groups, chisq, df, None if chisq is None else chdtrc(df, chisq))


def _check_scans(
    participant: ArrayLike, order: IntArray, same: np.ndarray[Any, Any], gap: FloatArray,
    code: IntArray,
) -> None:  # fmt: skip
    names = np.asarray(participant)[order][1:]
    if (gap <= 0).any():
        raise analysis_error(
            "time", f"participant {names[same][gap <= 0][0]} has two scans at the same time"
        )
    moved = same & (np.diff(code) != 0)
    if moved.any():
        raise analysis_error("group", f"participant {names[moved][0]} is in two groups")


def _mean_by(
    owner: IntArray, gap: FloatArray, n: int
) -> tuple[FloatArray, np.ndarray[Any, np.dtype[np.bool_]]]:
    count = np.bincount(owner, minlength=n)
    total = np.bincount(owner, weights=gap, minlength=n)
    return total / np.maximum(count, 1), count > 0


def _describe(
    level: Any,
    present: list[Any],
    code: IntArray,
    of_participant: IntArray,
    gap: FloatArray,
    owner: IntArray,
    n: int,
) -> GroupSchedule:
    own = present.index(level) if level in present else -1
    members = of_participant == own
    gaps = gap[members[owner]]
    has_gap = np.bincount(owner, minlength=n) > 0
    nothing = np.nan
    return GroupSchedule(
        level=level,
        n_participants=int(np.count_nonzero(members)),
        n_scans=int(np.count_nonzero(code == own)),
        n_without_gap=int(np.count_nonzero(members & ~has_gap)),
        n_gaps=len(gaps),
        gap_mean=float(gaps.mean()) if len(gaps) else nothing,
        gap_sd=float(gaps.std(ddof=1)) if len(gaps) > 1 else nothing,
        gap_quantiles=tuple(float(q) for q in np.quantile(gaps, _QUANTILES))
        if len(gaps)
        else (nothing,) * len(_QUANTILES),
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
