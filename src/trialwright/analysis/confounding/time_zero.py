"""Nobody may be put in a group by what happened after their follow-up began (STA-02, STA-03)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import analysis_error, check_numbers


def check_time_zero(assigned: ArrayLike, entry: ArrayLike | None, n: int) -> None:
    """Refuse groups that were not settled when follow-up began.

    `assigned` (n): when the group of each participant became known. `entry` (n): when follow-up
    began, on the same clock; absent: at 0. Whoever is put in a group later has survived until
    then by definition; that immortal time would be credited to the treatment (Suissa 2008). Raises
    AnalysisError saying how many rows it concerns.
    """
    settled = check_numbers(assigned, "assigned")
    start = np.zeros(n) if entry is None else check_numbers(entry, "entry")
    if len(settled) != n or len(start) != n:
        raise analysis_error("assigned", f"assigned has {len(settled)} rows, there are {n}")
    late = np.flatnonzero(settled > start)
    if len(late):
        row = int(late[0])
        raise analysis_error(
            "assigned",
            f"the group of {len(late)} participants was not known when their follow-up began, "
            f"first in row {row + 1}: known at {settled[row]:g}, followed from {start[row]:g}",
            "use clone_censor_weight, landmark_groups or time_dependent_exposure",
        )
