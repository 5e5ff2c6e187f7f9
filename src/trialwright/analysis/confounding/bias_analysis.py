"""Quantitative bias analysis: what an effect would be if a stated bias were taken off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import FloatArray, analysis_error, check_numbers


@dataclass(frozen=True, eq=False)
class ConfounderBias:
    """A grid over an unmeasured binary confounder: strength (r), prevalences (t) and (c).

    `factor` (r x t x c): the observed ratio over the one without this bias. `adjusted`, `lower`,
    `upper` (r x t x c): the observed ratio and its limits divided by it; the limits None without.
    """

    ratio: FloatArray
    prevalence_treated: FloatArray
    prevalence_control: FloatArray
    factor: FloatArray
    adjusted: FloatArray
    lower: FloatArray | None
    upper: FloatArray | None


@dataclass(frozen=True)
class CorrectedRisks:
    """Risks after correction of a misclassified outcome; NaN where the data exclude the errors."""

    risk_treated: float
    risk_control: float
    risk_ratio: float
    risk_difference: float


def confounder_bias(
    estimate: float,
    *,
    ratios: ArrayLike,
    prevalence_treated: ArrayLike,
    prevalence_control: ArrayLike,
    lower: float | None = None,
    upper: float | None = None,
) -> ConfounderBias:
    """Take an unmeasured binary confounder off a risk ratio, for every combination of a grid.

    `ratios`: how many times the confounder multiplies the risk, in both groups alike (no
    interaction on the ratio scale). `prevalence_*`: how common it is, given the measured
    covariates, in each group. Bias factor (1 + p1 (R - 1)) / (1 + p0 (R - 1)) (Bross 1966;
    Schlesselman 1978); a hazard ratio counts as a risk ratio while the outcome is rare. Raises
    AnalysisError for a ratio not above 0 or a prevalence outside [0, 1].
    """
    r = _checked(ratios, "ratios", 0.0, np.inf)
    treated = _checked(prevalence_treated, "prevalence_treated", 0.0, 1.0)
    control = _checked(prevalence_control, "prevalence_control", 0.0, 1.0)
    if (r == 0).any() or not estimate > 0:
        raise analysis_error("ratios", "a ratio is above 0")
    factor = confounder_bias_factor(
        r[:, None, None], treated[None, :, None], control[None, None, :]
    )
    return ConfounderBias(
        ratio=r,
        prevalence_treated=treated,
        prevalence_control=control,
        factor=factor,
        adjusted=estimate / factor,
        lower=None if lower is None else lower / factor,
        upper=None if upper is None else upper / factor,
    )


def confounder_bias_factor(
    ratio: FloatArray, prevalence_treated: FloatArray, prevalence_control: FloatArray
) -> FloatArray:
    """(1 + p1 (R - 1)) / (1 + p0 (R - 1)), element by element."""
    factor: FloatArray = (1 + prevalence_treated * (ratio - 1)) / (
        1 + prevalence_control * (ratio - 1)
    )
    return factor


def misclassified_outcome(
    *,
    events_treated: float,
    n_treated: float,
    events_control: float,
    n_control: float,
    sensitivity: float | tuple[float, float],
    specificity: float | tuple[float, float],
) -> CorrectedRisks:
    """Correct two risks for an outcome that is recorded with errors.

    Events may be weighted sums. `sensitivity`: the part of true events that were recorded;
    `specificity`: the part of those without that were recorded without; one number, or (treated,
    control) where the groups were looked at differently. Corrected risk: (recorded risk - (1 -
    specificity)) / (sensitivity + specificity - 1) (Rogan & Gladen 1978). A corrected risk outside
    [0, 1] is NaN: these errors cannot have given these data. Raises AnalysisError for a probability
    outside [0, 1], sensitivity + specificity at or below 1, or more events than participants.
    """
    risks = []
    for name, events, n, group in (
        ("treated", events_treated, n_treated, 0),
        ("control", events_control, n_control, 1),
    ):
        if not 0 <= events <= n or n <= 0:
            raise analysis_error(f"events_{name}", f"{events:g} of {n:g} is not a proportion")
        errors = [x[group] if isinstance(x, tuple) else x for x in (sensitivity, specificity)]
        _check_errors(*errors)
        risks.append(float(corrected_risk(np.array(events / n), *map(np.array, errors))))
    treated, control = risks
    return CorrectedRisks(
        risk_treated=treated,
        risk_control=control,
        risk_ratio=treated / control if control else float("nan"),
        risk_difference=treated - control,
    )


def corrected_risk(
    risk: FloatArray, sensitivity: FloatArray, specificity: FloatArray
) -> FloatArray:
    """The risk without errors of recording, NaN where they exclude it; element by element."""
    with np.errstate(divide="ignore", invalid="ignore"):
        corrected = (risk - (1 - specificity)) / (sensitivity + specificity - 1)
    possible = (sensitivity + specificity > 1) & (corrected >= 0) & (corrected <= 1)
    result: FloatArray = np.where(possible, corrected, np.nan)
    return result


def _check_errors(sensitivity: float, specificity: float) -> None:
    if not (0 <= sensitivity <= 1 and 0 <= specificity <= 1 and sensitivity + specificity > 1):
        raise analysis_error(
            "sensitivity",
            f"sensitivity {sensitivity:g} and specificity {specificity:g}: recording that is no "
            "better than chance cannot be corrected",
        )


def _checked(values: ArrayLike, name: str, least: float, most: float) -> FloatArray:
    numbers = check_numbers(np.atleast_1d(np.asarray(values)), name)
    if len(numbers) == 0 or (numbers < least).any() or (numbers > most).any():
        raise analysis_error(name, f"{name} holds values outside [{least:g}, {most:g}]")
    return numbers
