"""The comparison that must not be made unawares: ever against never treated, from time zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.confounding.treatment_effect import TreatmentEffect, ratio_effect
from trialwright.analysis.numeric.columns import BoolArray, FloatArray, analysis_error
from trialwright.analysis.proportional_hazards.cox import cox
from trialwright.analysis.survival.survival_times import SurvivalTimes
from trialwright.analysis.target_trial.treatment_start import check_treatment_start

#: What has to be written to get this comparison, and what stands beside every number of it.
NAIVE_LABEL = "naive, biased"


@dataclass(frozen=True, eq=False)
class NaiveEverNever:
    """A biased hazard ratio, shown to say how biased it is. `label` goes wherever it goes.

    `immortal_time`: the time that the ever treated had to survive before they started, summed,
    and `immortal_share`: its part of all their follow-up. `start_quantiles`: 0, 25, 50, 75 and
    100 % of the time from time zero to the start (STA-03).
    """

    label: str
    hazard_ratio: TreatmentEffect
    ever: BoolArray
    n_ever: int
    n_never: int
    immortal_time: float
    immortal_share: float
    start_quantiles: FloatArray

    def __str__(self) -> str:
        return (
            f"{self.hazard_ratio}; {self.immortal_time:g} ({100 * self.immortal_share:.0f} %) of "
            f"the follow-up of the ever treated passed before they started"
        )


def naive_ever_never(
    time: ArrayLike,
    event: ArrayLike,
    start: ArrayLike,
    *,
    label: str = "",
    conf_level: float = 0.95,
) -> NaiveEverNever:
    """Compare who ever started the treatment with who never did, from time zero on.

    Refused unless `label` is "naive, biased": who had the event early had no time to start, so
    the ever treated are event-free until their start by definition (immortal time; Suissa 2008;
    STA-03). `time`, `event`, `start` (n) from time zero; `start` NaN = never. A Cox model of the
    group alone, with robust variance. Raises AnalysisError without the label, and when there are
    no ever or no never treated.
    """
    if label != NAIVE_LABEL:
        raise analysis_error(
            "label",
            "ever against never treated from time zero credits the treatment with the time "
            "participants had to survive in order to start it",
            "use clone_censor_weight, landmark_groups or time_dependent_exposure; to show the bias "
            f"itself, say label={NAIVE_LABEL!r}",
        )
    times = SurvivalTimes.from_columns(time, event)
    starts = check_treatment_start(start, times)
    ever = np.isfinite(starts)
    if not ever.any() or ever.all():
        raise analysis_error(
            "start", f"{'everybody' if ever.any() else 'nobody'} started: there is one group"
        )
    fit = cox(times.time, times.event, {"ever": ever}, robust=True)
    return NaiveEverNever(
        label=NAIVE_LABEL,
        hazard_ratio=ratio_effect(
            "hazard ratio", float(fit.coef[0]), float(fit.se[0]), conf_level, label=NAIVE_LABEL
        ),
        ever=ever,
        n_ever=int(ever.sum()),
        n_never=int((~ever).sum()),
        immortal_time=float(starts[ever].sum()),
        immortal_share=float(starts[ever].sum() / times.time[ever].sum()),
        start_quantiles=np.quantile(starts[ever], [0, 0.25, 0.5, 0.75, 1]),
    )
