"""Whether the event came by a horizon, for whom that is known, and who stands for the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.confounding.censoring_curve import CensoringCurve
from trialwright.analysis.confounding.logistic import check_binary
from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    IntArray,
    analysis_error,
)
from trialwright.analysis.numeric.options import check_number
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class HorizonStatus:
    """The status of n participants at `horizon`, with inverse probability of censoring weights.

    `ended` (n): follow-up ended by any event, not by censoring. `failed` (n): 1.0 where the event
    came by the horizon. `weights` (n): 0 where the status is not known, else 1 over the probability
    of not being censored before min(time, horizon) in the participant's `group` (n).
    """

    time: FloatArray
    ended: BoolArray
    failed: FloatArray
    horizon: float
    group: IntArray
    curves: tuple[CensoringCurve, ...]
    weights: FloatArray

    def influence(self, terms: FloatArray) -> FloatArray:
        """What the estimation of the weights adds to the influence on sum(weights * terms) (n)."""
        total = np.zeros(len(self.time))
        until = np.minimum(self.time, self.horizon)
        for number, curve in enumerate(self.curves):
            here = self.group == number
            total[here] = curve.influence(
                self.time[here], self.ended[here], until[here], (self.weights * terms)[here]
            )
        return total


def derive_horizon_status(
    time: FloatArray,
    event: BoolArray,
    competing: BoolArray,
    horizon: float,
    group: IntArray,
    names: tuple[str, ...],
) -> HorizonStatus:
    """Find the status at the horizon; an event at it counts, and so does follow-up to it.

    `names` says whom each number of `group` (n) stands for, for the error of a group whose
    follow-up ends before the horizon.
    """
    if not 0 < check_number(horizon, "horizon") < np.inf:
        raise analysis_error("horizon", f"a horizon of {horizon:g} is not a length of follow-up")
    ended = event | competing
    known = (ended & (time <= horizon)) | (time >= horizon)
    curves = tuple(
        CensoringCurve.of(time[group == number], ended[group == number], horizon, name)
        for number, name in enumerate(names)
    )
    until, weights = np.minimum(time, horizon), np.zeros(len(time))
    for number, curve in enumerate(curves):
        here = known & (group == number)
        weights[here] = 1 / curve.before(until[here])
    failed = (event & (time <= horizon)).astype(np.float64)
    return HorizonStatus(time, ended, failed, horizon, group, curves, weights)


def check_competing(competing: ArrayLike | None, times: SurvivalTimes) -> BoolArray:
    """Competing events (n), none where no column is given. Raises AnalysisError for a row that
    ends by both kinds.
    """
    if competing is None:
        return np.zeros(times.n, dtype=np.bool_)
    other: BoolArray = check_binary(competing, "competing") == 1
    if len(other) != times.n:
        raise analysis_error("competing", f"competing has {len(other)} rows, time has {times.n}")
    both = np.flatnonzero(other & times.event)
    if len(both):
        raise analysis_error(
            "competing", f"row {both[0] + 1} ends by the event and by a competing event"
        )
    return other
