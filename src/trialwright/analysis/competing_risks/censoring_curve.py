"""How likely it is to be still uncensored: the weights of the subdistribution risk sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class CensoringCurve:
    """G(t-), the Kaplan-Meier estimate of staying uncensored up to just before t, in one group.

    `time` (m): the distinct censoring times; `n_risk`, `n_censored` (m) there; `after` (m): G
    from each time on. `last`: the last follow-up time. A row with an event at a censoring time
    still counts as at risk there.
    """

    time: FloatArray
    n_risk: FloatArray
    n_censored: FloatArray
    after: FloatArray
    last: float

    @classmethod
    def of(cls, time: FloatArray, is_censored: BoolArray) -> CensoringCurve:
        moments, n_censored = np.unique(time[is_censored], return_counts=True)
        n_risk = len(time) - np.searchsorted(np.sort(time), moments, side="left")
        return cls(
            time=moments,
            n_risk=n_risk.astype(np.float64),
            n_censored=n_censored.astype(np.float64),
            after=np.cumprod(1 - n_censored / n_risk, dtype=np.float64),
            last=float(time.max()),
        )

    def before(self, times: FloatArray) -> FloatArray:
        """G(t-) at each of `times`; 0 after the last follow-up time of the group."""
        row = np.searchsorted(self.time, times, side="left")
        value = np.concatenate(([1.0], self.after))[row]
        return np.where(times > self.last, 0.0, value)
