"""When each participant started the treatment, counted from time zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import (
    FloatArray,
    analysis_error,
    is_missing,
    read_array,
    read_floats,
)
from trialwright.analysis.survival.survival_times import SurvivalTimes


def check_treatment_start(start: ArrayLike, times: SurvivalTimes) -> FloatArray:
    """The start (n) of each participant, infinity where follow-up ends without one.

    `start` (n): time from time zero, on the clock of `times`; NaN or None = never. A start on the
    day of the event or later is none: the event came first. Raises AnalysisError for a start before
    time zero, which is prevalent use: the trial is of new users (STA-02).
    """
    column = read_array(start, "start")
    if column.ndim == 1 and column.dtype.kind == "O":
        column = np.array([np.nan if is_missing(value) else value for value in column])
    days = read_floats(column, "start")
    if days.shape != (times.n,):
        raise analysis_error("start", f"start has shape {days.shape}, there are {times.n} rows")
    early = np.flatnonzero(days < 0)
    if len(early):
        raise analysis_error(
            "start",
            f"{len(early)} participants started before time zero, first in row {early[0] + 1}",
            "they are no new users: leave them out by a criterion of the target trial",
        )
    return np.where(days < times.time, days, np.inf)


def check_followed(times: SurvivalTimes) -> None:
    """Raises AnalysisError where follow-up does not go beyond time zero."""
    never = np.flatnonzero(times.time <= 0)
    if len(never):
        raise analysis_error(
            "time",
            f"{len(never)} participants are not followed beyond time zero, first in row "
            f"{never[0] + 1}",
            "leave them out and count them in the flow (STA-01)",
        )
