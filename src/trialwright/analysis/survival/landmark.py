"""The participants still followed without the event at a landmark, and who is left out and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, analysis_error
from trialwright.analysis.numeric.options import check_number
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class LandmarkPopulation:
    """Who is analysed from the landmark `at` on, and the columns to analyse them by.

    `chosen` (n): True for the rows in it, the other columns have only these. `time`, `event`,
    `entry`: entry is the landmark, or None where the clock was reset to 0 there. Left out, one
    reason a row: `not_entered` (entry after the landmark), `event_before`,
    `censored_before` (at the landmark included).
    """

    at: float
    chosen: BoolArray
    time: FloatArray
    event: BoolArray
    entry: FloatArray | None
    n: int
    not_entered: int
    event_before: int
    censored_before: int


def landmark(
    time: ArrayLike,
    event: ArrayLike,
    *,
    at: float,
    entry: ArrayLike | None = None,
    reset_clock: bool = False,
) -> LandmarkPopulation:
    """Choose those at risk just after the landmark `at` (Anderson, Cain & Gelber 1983).

    Groups that form after time 0, such as those who started a treatment by the landmark, must be
    read at it and not later: then nobody's group depends on having survived (STA-03). `at` and
    the columns in one unit; a row is in if entry <= at < time: an event or censoring at the
    landmark itself comes before it. `reset_clock`: count time from the landmark. Raises
    AnalysisError for columns that `SurvivalTimes.from_columns` refuses, a landmark below 0, and a
    landmark at which nobody is at risk.
    """
    times = SurvivalTimes.from_columns(time, event, entry)
    if not 0 <= check_number(at, "at") < np.inf:
        raise analysis_error("at", f"a landmark at {at} is no time from 0 on")
    entered = np.ones(times.n, dtype=np.bool_) if times.entry is None else times.entry <= at
    gone = times.time <= at
    chosen = entered & ~gone
    if not chosen.any():
        raise analysis_error("at", f"nobody is at risk at the landmark {at:g}", "choose another")
    return LandmarkPopulation(
        at=float(at),
        chosen=chosen,
        time=times.time[chosen] - at if reset_clock else times.time[chosen],
        event=times.event[chosen],
        entry=None if reset_clock else np.full(np.count_nonzero(chosen), float(at)),
        n=int(np.count_nonzero(chosen)),
        not_entered=int(np.count_nonzero(~entered)),
        event_before=int(np.count_nonzero(entered & gone & times.event)),
        censored_before=int(np.count_nonzero(entered & gone & ~times.event)),
    )
