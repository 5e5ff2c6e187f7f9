"""Follow-up before and after the start of a treatment, as rows of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    IntArray,
    analysis_error,
)
from trialwright.analysis.numeric.options import check_number
from trialwright.analysis.survival.survival_times import SurvivalTimes
from trialwright.analysis.target_trial.treatment_start import check_treatment_start


@dataclass(frozen=True, eq=False)
class ExposureRows:
    """Rows (m): at risk on (entry, time], `exposed` 1 after the start and 0 before.

    `participant` (m): the number of the row of the input: repeat covariates by it, and give it to
    `cox` as `subject`. `event`: at the end of the participant's last row only.
    """

    participant: IntArray
    entry: FloatArray
    time: FloatArray
    event: BoolArray
    exposed: FloatArray


def time_dependent_exposure(
    time: ArrayLike,
    event: ArrayLike,
    start: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    lag: float = 0.0,
) -> ExposureRows:
    """Cut each participant's follow-up where the treatment was started.

    `time`, `event`, `entry` (n): follow-up, at risk on (entry, time]. `start` (n): on the same
    clock, NaN = never. Exposed from just after start + `lag`: an event on the day of the start
    counts as unexposed. Time before the start is then credited to no treatment, whatever comes
    later (Suissa 2008); the hazard ratio compares being on treatment with being not yet on it. It
    is causal only if the start depends on nothing that also bears on the event and that the model
    leaves out. Raises AnalysisError as `SurvivalTimes` does, and for a start or lag below 0.
    """
    if not 0 <= check_number(lag, "lag") < np.inf:
        raise analysis_error("lag", f"a lag of {lag} is no time")
    times = SurvivalTimes.from_columns(time, event, entry)
    begins = np.zeros(times.n) if times.entry is None else times.entry
    if times.entry is None and (times.time <= 0).any():
        raise analysis_error("time", "a participant is not followed beyond time zero")
    change = check_treatment_start(start, times) + lag
    changes = (change > begins) & (change < times.time)
    row = np.repeat(np.arange(times.n), 1 + changes)
    second = np.concatenate(([False], row[1:] == row[:-1]))
    first_of_two = changes[row] & ~second
    return ExposureRows(
        participant=row,
        entry=np.where(second, change[row], begins[row]),
        time=np.where(first_of_two, change[row], times.time[row]),
        event=times.event[row] & ~first_of_two,
        exposed=(second | (change[row] <= begins[row])).astype(np.float64),
    )
