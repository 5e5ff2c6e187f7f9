"""The effect of a treatment, with its limits and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import Literal

from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import analysis_error
from trialwright.analysis.numeric.confidence import normal_quantile

Measure = Literal["hazard ratio", "risk ratio", "odds ratio", "risk difference"]


@dataclass(frozen=True)
class TreatmentEffect:
    """Treated over, or minus, control: `value` with `lower` and `upper` limits.

    `std_err`: of the logarithm for ratios. `p`: two-sided, of no effect. `label`: what has to
    stand beside the number wherever it is shown, "naive, biased" say; "" when there is nothing.
    """

    measure: Measure
    value: float
    std_err: float
    lower: float
    upper: float
    p: float
    conf_level: float
    label: str = ""

    @property
    def null(self) -> float:
        """The value that says no effect: 0 for a difference, 1 for a ratio."""
        return 0.0 if self.measure == "risk difference" else 1.0

    def __str__(self) -> str:
        text = (
            f"{self.measure} {self.value:.3g} "
            f"({100 * self.conf_level:g} % limits {self.lower:.3g} to {self.upper:.3g})"
        )
        return f"{text} [{self.label}]" if self.label else text


def ratio_effect(
    measure: Measure, log_ratio: float, std_err: float, conf_level: float, label: str = ""
) -> TreatmentEffect:
    """A ratio from its logarithm and the standard error of that, with normal limits on its scale.

    Raises AnalysisError where either is not finite: such a ratio has no limits to show.
    """
    _check_finite(measure, log_ratio, std_err)
    reach = normal_quantile(conf_level) * std_err
    return TreatmentEffect(
        measure=measure,
        value=exp(log_ratio),
        std_err=std_err,
        lower=exp(log_ratio - reach),
        upper=exp(log_ratio + reach),
        p=_p(log_ratio, std_err),
        conf_level=conf_level,
        label=label,
    )


def difference_effect(
    measure: Measure, difference: float, std_err: float, conf_level: float, label: str = ""
) -> TreatmentEffect:
    """A difference and its standard error, with normal limits."""
    _check_finite(measure, difference, std_err)
    reach = normal_quantile(conf_level) * std_err
    return TreatmentEffect(
        measure=measure,
        value=difference,
        std_err=std_err,
        lower=difference - reach,
        upper=difference + reach,
        p=_p(difference, std_err),
        conf_level=conf_level,
        label=label,
    )


def log_of(ratio: float, measure: str) -> float:
    """The logarithm of a ratio. Raises AnalysisError unless it is above 0."""
    if not ratio > 0:
        raise analysis_error(measure, f"the {measure} is {ratio:g}; a ratio is above 0")
    return log(ratio)


def _check_finite(measure: str, value: float, std_err: float) -> None:
    if not abs(value) < float("inf") or not 0 <= std_err < float("inf"):
        raise analysis_error(
            measure,
            f"the {measure} cannot be determined: estimate {value:g}, standard error {std_err:g}",
            "a group without events, or with nothing but events, gives no ratio",
        )


def _p(value: float, std_err: float) -> float:
    if std_err == 0:
        return 1.0 if value == 0 else 0.0
    return ChiSquareTest((value / std_err) ** 2, 1).p
