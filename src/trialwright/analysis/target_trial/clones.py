"""Every participant twice: once on each strategy, until what they did leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray

ControlStrategy = Literal["not_in_grace", "never"]


@dataclass(frozen=True, eq=False)
class Clones:
    """The clones of n participants on one strategy, in their order.

    `time`: end of follow-up on the strategy; `event` and `competing`: it ended by these;
    `deviated`: it ended because the participant left the strategy. All (n).
    """

    time: FloatArray
    event: BoolArray
    competing: BoolArray
    deviated: BoolArray


def clone_starters(
    time: FloatArray, event: BoolArray, competing: BoolArray, start: FloatArray, grace: float
) -> Clones:
    """Clones on "start within the grace period": who has not started when it ends deviates then.

    Whoever leaves follow-up within the grace period has kept to the strategy so far. `start`:
    infinity = never. A start on the last day of grace is in time.
    """
    deviated = (time > grace) & (start > grace)
    return _clones(np.where(deviated, grace, time), event, competing, deviated)


def clone_controls(
    time: FloatArray,
    event: BoolArray,
    competing: BoolArray,
    start: FloatArray,
    grace: float,
    control: ControlStrategy,
) -> Clones:
    """Clones on "do not start": who starts deviates on that day.

    `not_in_grace`: only a start within the grace period deviates; `never`: any start.
    """
    deviated = start <= grace if control == "not_in_grace" else np.isfinite(start)
    return _clones(np.where(deviated, start, time), event, competing, deviated)


def _clones(
    time: FloatArray, event: BoolArray, competing: BoolArray, deviated: BoolArray
) -> Clones:
    return Clones(time, event & ~deviated, competing & ~deviated, deviated)
