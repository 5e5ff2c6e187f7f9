"""A hazard ratio between groups made alike by weights: propensity model, weights, Cox model."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from trialwright.analysis.confounding.balance import Balance, balance
from trialwright.analysis.confounding.logistic import FirthUse, check_binary
from trialwright.analysis.confounding.propensity_weights import (
    PropensityWeights,
    WeightKind,
    propensity_weights,
)
from trialwright.analysis.confounding.time_zero import check_time_zero
from trialwright.analysis.confounding.treatment_effect import TreatmentEffect, ratio_effect
from trialwright.analysis.numeric.terms import Covariates, read_terms
from trialwright.analysis.proportional_hazards.cox import cox
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit
from trialwright.analysis.proportional_hazards.cox_likelihood import Ties


@dataclass(frozen=True, eq=False)
class IptwCox:
    """The hazard ratio (`effect`), and everything it rests on.

    `weights`: with the propensity model. `balance`: of the covariates of that model. `fit`: the
    weighted Cox model of the treatment alone, with its robust variance.
    """

    effect: TreatmentEffect
    weights: PropensityWeights
    balance: Balance
    fit: CoxFit


def iptw_cox(
    time: ArrayLike,
    event: ArrayLike,
    treatment: ArrayLike,
    covariates: Covariates,
    *,
    entry: ArrayLike | None = None,
    kind: WeightKind = "stabilised",
    truncate: tuple[float, float] | None = None,
    ties: Ties = "efron",
    cluster: ArrayLike | None = None,
    firth: FirthUse = "never",
    assigned: ArrayLike | None = None,
    conf_level: float = 0.95,
) -> IptwCox:
    """Estimate the marginal hazard ratio of treated over control by weighting.

    `time`, `event`, `entry` (n): follow-up as for `cox`. `treatment` (n): boolean or 0/1.
    `covariates`: those of the propensity model (STA-08: fixed beforehand). `kind`, `truncate`,
    `firth`: as for `propensity_weights`. The variance is the sandwich (Lin & Wei 1989) summed
    within `cluster`, and takes the weights as known, which for `ate` and `stabilised` is
    conservative; `bootstrap_iptw_cox` refits the propensity model (Austin 2016). Assumes no
    unmeasured confounding, positivity, and censoring that tells nothing within each group.
    `assigned` (n): when each participant's group became known, on the clock of `time`; later than
    the start of follow-up is refused (`check_time_zero`). Raises AnalysisError as `logistic` and
    `cox` do.
    """
    z = check_binary(treatment, "treatment")
    if assigned is not None:
        check_time_zero(assigned, entry, len(z))
    terms = read_terms(covariates, len(z))
    weights = propensity_weights(z, terms, kind=kind, truncate=truncate, firth=firth)
    fit = cox(
        time,
        event,
        {"treatment": z},
        entry=entry,
        weights=weights.weights,
        ties=ties,
        robust=True,
        cluster=cluster,
    )
    return IptwCox(
        effect=ratio_effect("hazard ratio", float(fit.coef[0]), float(fit.se[0]), conf_level),
        weights=weights,
        balance=balance(z, terms, weights=weights.weights),
        fit=fit,
    )
