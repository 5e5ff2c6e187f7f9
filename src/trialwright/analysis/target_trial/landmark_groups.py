"""Groups read at a landmark: who had started the treatment by then, among those still at risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import BoolArray
from trialwright.analysis.survival.landmark import LandmarkPopulation, landmark
from trialwright.analysis.survival.survival_times import SurvivalTimes
from trialwright.analysis.target_trial.treatment_start import check_treatment_start


@dataclass(frozen=True, eq=False)
class LandmarkGroups:
    """`population`: who is analysed from the landmark on, and who is left out and why.

    `started` (its rows): whether the treatment had been started by the landmark. `n_later`: of the
    others, those who started it afterwards; they stay where the landmark put them.
    """

    population: LandmarkPopulation
    started: BoolArray
    n_later: int


def landmark_groups(
    time: ArrayLike, event: ArrayLike, start: ArrayLike, *, at: float, reset_clock: bool = True
) -> LandmarkGroups:
    """Group participants by whether they started by the landmark `at` (Anderson et al. 1983).

    `time`, `event`, `start` (n) from time zero; `start` NaN = never. Nobody's group depends on
    what comes after the landmark, so no time is immortal; but the result speaks only of those who
    reach it, and the groups still need adjustment for why they started (`iptw_cox`, covariates in
    `population.chosen` rows). A start at the landmark is in time; an event or censoring at it is
    not followed further. Raises AnalysisError as `landmark` and for a start before time zero.
    """
    times = SurvivalTimes.from_columns(time, event)
    starts = check_treatment_start(start, times)
    population = landmark(time, event, at=at, reset_clock=reset_clock)
    here = starts[population.chosen]
    started: BoolArray = here <= at
    later = np.isfinite(here) & ~started
    return LandmarkGroups(population, started, int(np.count_nonzero(later)))
