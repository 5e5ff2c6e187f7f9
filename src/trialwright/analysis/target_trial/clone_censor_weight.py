"""Clone, censor, weight: a trial of starting a treatment within a grace period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.confounding.horizon_status import check_competing
from trialwright.analysis.confounding.logistic import FirthUse
from trialwright.analysis.confounding.propensity_weights import effective_size
from trialwright.analysis.confounding.treatment_effect import TreatmentEffect, ratio_effect
from trialwright.analysis.numeric.columns import (
    analysis_error,
)
from trialwright.analysis.numeric.options import check_number
from trialwright.analysis.numeric.terms import Covariates, read_terms
from trialwright.analysis.proportional_hazards.cox import cox
from trialwright.analysis.survival.survival_times import SurvivalTimes
from trialwright.analysis.target_trial.clones import Clones, ControlStrategy
from trialwright.analysis.target_trial.emulation import (
    CloneOptions,
    CloneRows,
    Participants,
    weigh_clones,
)
from trialwright.analysis.target_trial.inverse_censoring_weights import CensoringModel
from trialwright.analysis.target_trial.treatment_start import (
    check_followed,
    check_treatment_start,
)
from trialwright.analysis.target_trial.weighted_risk import RiskCurve


@dataclass(frozen=True)
class StrategyFlow:
    """What became of the clones of one strategy."""

    n: int
    n_deviated: int
    n_events: int
    n_competing: int
    largest_weight: float
    effective_size_after_grace: float


@dataclass(frozen=True, eq=False)
class CloneCensorWeight:
    """Risks by `horizon` had everybody followed a strategy, and how they compare.

    `starters`: start within the grace period; `controls`: do not. `risk_difference` and
    `risk_ratio`: starters against controls; their limits need `bootstrap_clone_censor_weight`.
    `hazard_ratio`: weighted Cox model of the strategy, robust variance over participants, which
    takes the weights as known. `curves` and `flow`: of starters, then controls. `rows`: the
    weighted pieces of both, for any other model.
    """

    horizon: float
    grace: float
    risk_starters: float
    risk_controls: float
    risk_difference: float
    risk_ratio: float
    hazard_ratio: TreatmentEffect
    curves: tuple[RiskCurve, RiskCurve]
    flow: tuple[StrategyFlow, StrategyFlow]
    rows: CloneRows
    options: CloneOptions


def clone_censor_weight(
    time: ArrayLike,
    event: ArrayLike,
    start: ArrayLike,
    covariates: Covariates,
    *,
    horizon: float,
    grace: float = 84.0,
    control: ControlStrategy = "not_in_grace",
    competing: ArrayLike | None = None,
    model: CensoringModel = "pooled_logistic",
    interval: float | None = None,
    time_degree: int = 2,
    stabilise: bool = True,
    truncate: tuple[float, float] | None = None,
    firth: FirthUse = "never",
    conf_level: float = 0.95,
) -> CloneCensorWeight:
    """Compare starting a treatment within a grace period with not starting it (STA-03).

    `time`, `event` (n): follow-up from time zero, when every participant was eligible for either
    strategy; `competing` (n): it ended by an event that prevents the event. `start` (n): when the
    treatment was started, NaN = never. `grace`: in the unit of time, 84 days by default.
    `covariates` (n): at time zero, what starting depends on. At time zero nobody is on a strategy:
    each participant is cloned onto both, a clone is censored when the participant leaves its
    strategy, and those who stay are weighted by the inverse probability of staying (Cain et al.
    2010; Hernan 2018). So nobody is credited with the time they had to survive in order to start.

    Controls are censored on the day of a start: within the grace period for `not_in_grace`, at any
    time for `never`; the probability of staying is that of `inverse_censoring_weights` with
    `model`, `interval` (absent: a twelfth of the grace period), `time_degree` and `firth`. Starters
    are censored at the end of the grace period if they have not started; those who have are then
    weighted by 1/P(started by then), logistic in the covariates among those still followed.
    `stabilise`: multiply by the same probabilities without covariates. `truncate`: percentiles of
    the weights of each strategy. Risks: weighted Aalen-Johansen, an event at the horizon counted.

    Assumes that, given the covariates, starting within the grace period depends on nothing else
    that bears on the event; that loss of follow-up tells nothing; and that everybody could have
    started or not. Raises AnalysisError for a start before time zero, for participants who are
    not followed beyond it, and when a strategy has no events or nobody.
    """
    trial = read_participants(time, event, start, covariates, competing)
    options = CloneOptions(
        grace=_check_grace(grace, horizon, control),
        control=control,
        model=model,
        interval=grace / 12 if interval is None else interval,
        time_degree=time_degree,
        stabilise=stabilise,
        truncate=truncate,
        firth=firth,
    )
    clones, rows = weigh_clones(trial, options)
    curves = tuple(rows.risk_curve(strategy) for strategy in (1, 0))
    treated, untreated = (curve.at(horizon) for curve in curves)
    return CloneCensorWeight(
        horizon=horizon,
        grace=grace,
        risk_starters=treated,
        risk_controls=untreated,
        risk_difference=treated - untreated,
        risk_ratio=treated / untreated if untreated else float("nan"),
        hazard_ratio=_hazard_ratio(rows, conf_level),
        curves=(curves[0], curves[1]),
        flow=(_flow(clones[0], rows, 1, grace), _flow(clones[1], rows, 0, grace)),
        rows=rows,
        options=options,
    )


def read_participants(
    time: ArrayLike,
    event: ArrayLike,
    start: ArrayLike,
    covariates: Covariates,
    competing: ArrayLike | None,
) -> Participants:
    """Check the columns of `clone_censor_weight`."""
    times = SurvivalTimes.from_columns(time, event)
    check_followed(times)
    return Participants(
        times.time,
        times.event,
        check_competing(competing, times),
        check_treatment_start(start, times),
        read_terms(covariates, times.n),
    )


def _check_grace(grace: float, horizon: float, control: ControlStrategy) -> float:
    if control not in get_args(ControlStrategy):
        raise analysis_error("control", f"unknown control strategy {control!r}")
    if not 0 <= check_number(grace, "grace") < check_number(horizon, "horizon") < np.inf:
        raise analysis_error(
            "grace", f"a grace period of {grace:g} does not end before the horizon {horizon:g}"
        )
    return grace


def _hazard_ratio(rows: CloneRows, conf_level: float) -> TreatmentEffect:
    fit = cox(
        rows.time,
        rows.event,
        {"strategy": rows.strategy},
        entry=rows.entry,
        weights=rows.weight,
        cluster=rows.participant,
        robust=True,
    )
    return ratio_effect("hazard ratio", float(fit.coef[0]), float(fit.se[0]), conf_level)


def _flow(clones: Clones, rows: CloneRows, strategy: int, grace: float) -> StrategyFlow:
    here = rows.strategy == strategy
    # A piece of follow-up that spans the end of grace, or begins there.
    after = here & (rows.entry <= grace) & (rows.time > grace)
    return StrategyFlow(
        n=len(clones.time),
        n_deviated=int(clones.deviated.sum()),
        n_events=int(clones.event.sum()),
        n_competing=int(clones.competing.sum()),
        largest_weight=float(rows.weight[here].max()),
        effective_size_after_grace=effective_size(rows.weight[after]),
    )
