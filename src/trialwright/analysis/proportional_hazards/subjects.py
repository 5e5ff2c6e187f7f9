"""Several rows of one person: times that do not overlap."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import IntArray, analysis_error, code_levels
from trialwright.analysis.survival.survival_times import SurvivalTimes


def check_subjects(subject: ArrayLike, times: SurvivalTimes) -> IntArray:
    """Number the subjects (n) and check that nobody is at risk twice at one time.

    The rows of a subject are intervals (entry, time]; gaps are time away from risk, and more than
    one event is allowed (Andersen & Gill 1982). Raises AnalysisError for rows that overlap.
    """
    who = code_levels(subject, "subject", times.n)
    entry = np.full(times.n, -np.inf) if times.entry is None else times.entry
    order = np.lexsort((times.time, entry, who))
    before, after = order[:-1], order[1:]
    overlap = (who[before] == who[after]) & (entry[after] < times.time[before])
    found = np.flatnonzero(overlap)
    if len(found):
        one, two = sorted((int(before[found[0]]), int(after[found[0]])))
        label = np.asarray(subject)[one]
        raise analysis_error(
            "subject",
            f"subject {label} is at risk twice at one time: rows {one + 1} and {two + 1} overlap",
            "give each row the interval (entry, time] for which its covariates hold",
        )
    return who
