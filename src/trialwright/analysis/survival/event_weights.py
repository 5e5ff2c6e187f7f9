"""How much each event time counts in a test: the weights of Fleming and Harrington."""

from __future__ import annotations

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, IntArray, analysis_error
from trialwright.analysis.numeric.options import check_number


def survival_weights(
    n_risk: FloatArray, n_event: FloatArray, starts: IntArray, rho: float, gamma: float
) -> FloatArray:
    """S(t-)^rho (1 - S(t-))^gamma, S the Kaplan-Meier curve of the stratum just before t (m).

    `n_risk`, `n_event` (m) at the event times by stratum, then time; `starts`: where each stratum
    begins. 0^0 = 1. Raises AnalysisError unless rho and gamma are finite and not negative.
    """
    for name, power in (("rho", rho), ("gamma", gamma)):
        if not 0 <= check_number(power, name) < np.inf:
            raise analysis_error(name, f"{name} {power} is not a number from 0")
    stays = (n_risk - n_event) / n_risk
    before = np.concatenate([_just_before(part) for part in np.split(stays, starts[1:])])
    return np.asarray(before**rho * (1 - before) ** gamma, dtype=np.float64)


def _just_before(stays: FloatArray) -> FloatArray:
    return np.cumprod(np.concatenate(([1.0], stays[:-1])), dtype=np.float64)
