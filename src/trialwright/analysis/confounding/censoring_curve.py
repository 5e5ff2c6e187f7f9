"""The distribution of censoring within groups, and how each participant bears on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray, analysis_error


@dataclass(frozen=True, eq=False)
class CensoringCurve:
    """Kaplan-Meier of being censored, in one group, up to a horizon.

    An event at a time comes before a censoring at it, so `at_risk` (m) for a censoring at
    `moments` (m, ascending, before the horizon) are those with time >= moment without an event
    there. `hazard` (m): censored over at risk; never 1, since then nobody would be seen later.
    """

    moments: FloatArray
    at_risk: FloatArray
    hazard: FloatArray

    @classmethod
    def of(cls, time: FloatArray, ended: BoolArray, horizon: float, group: str) -> CensoringCurve:
        """From times (n) that `ended` (n) by an event of any cause, the others censored.

        Raises AnalysisError naming the `group` when its follow-up ends before the horizon.
        """
        moments, censored = np.unique(time[~ended & (time < horizon)], return_counts=True)
        sorted_times, sorted_ends = np.sort(time), np.sort(time[ended])
        later = len(time) - np.searchsorted(sorted_times, moments, side="left")
        events = np.searchsorted(sorted_ends, moments, side="right") - np.searchsorted(
            sorted_ends, moments, side="left"
        )
        at_risk = np.asarray(later - events, dtype=np.float64)
        hazard = censored / at_risk
        if (hazard == 1).any():
            raise analysis_error(
                "horizon",
                f"nobody {group} is followed to {horizon:g}: the last one is censored at "
                f"{moments[-1]:g}",
                "choose an earlier horizon",
            )
        return cls(moments, at_risk, hazard)

    def before(self, at: FloatArray) -> FloatArray:
        """The probability of not being censored before each time of `at`."""
        steps = np.concatenate(([1.0], np.cumprod(1 - self.hazard)))
        found: FloatArray = steps[np.searchsorted(self.moments, at, side="left")]
        return found

    def influence(
        self, time: FloatArray, ended: BoolArray, until: FloatArray, weighted: FloatArray
    ) -> FloatArray:
        """What the estimation of the curve adds to each participant's influence (n).

        The estimate holds a sum of `weighted` (n), terms already divided by `before(until)`, over
        the participants of this group (`time`, `ended`, `until`, all n). A participant moves each
        hazard by (censored here - at risk here * hazard) / at_risk, and with it all terms later.
        """
        order = np.argsort(until)
        sums = np.concatenate(([0.0], np.cumsum(weighted[order])))
        later = sums[-1] - sums[np.searchsorted(until[order], self.moments, side="right")]
        per_censoring = later / (self.at_risk * (1 - self.hazard))
        while_at_risk = np.concatenate(([0.0], np.cumsum(per_censoring * self.hazard)))
        exposed = np.where(
            ended,
            np.searchsorted(self.moments, time, side="left"),
            np.searchsorted(self.moments, time, side="right"),
        )
        own = np.zeros(len(time))
        place = _places(self.moments, time, ended)
        own[place >= 0] = per_censoring[place[place >= 0]]
        influence: FloatArray = own - while_at_risk[exposed]
        return influence


def _places(moments: FloatArray, time: FloatArray, ended: BoolArray) -> IntArray:
    """The number of the moment at which each participant is censored; -1 = none before the end."""
    place = np.searchsorted(moments, time, side="left")
    inside = np.minimum(place, max(len(moments) - 1, 0))
    censored_there = ~ended & (len(moments) > 0)
    if len(moments):
        censored_there &= moments[inside] == time
    return np.where(censored_there, place, -1)
