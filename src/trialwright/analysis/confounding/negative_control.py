"""A negative control outcome: the same estimator where the truth is known to be no effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trialwright.analysis.confounding.treatment_effect import TreatmentEffect


@dataclass(frozen=True)
class NegativeControl:
    """The effect found on an outcome that the treatment cannot touch.

    `expected`: no effect, on the effect's scale. `compatible`: the limits hold it. A False points
    to confounding or selection that the analysis left in; a True shows none, and does not prove
    there is none.
    """

    outcome: str
    effect: TreatmentEffect
    expected: float
    compatible: bool

    def __str__(self) -> str:
        verdict = "compatible with" if self.compatible else "NOT compatible with"
        return f"{self.outcome}: {self.effect}, {verdict} the expected {self.expected:g}"


def negative_control(outcome: str, estimate: Callable[[], TreatmentEffect]) -> NegativeControl:
    """Run `estimate`, the main analysis with the control outcome in the place of its own.

    `outcome` names the control, which shares the causes of the main outcome but not the treatment
    (Lipsitch, Tchetgen Tchetgen & Cohen 2010); STA-09 wants it fixed beforehand.

        negative_control("fracture", lambda: iptw_cox(days, fracture, treated, covariates).effect)

    Raises whatever AnalysisError `estimate` raises.
    """
    effect = estimate()
    return NegativeControl(
        outcome=outcome,
        effect=effect,
        expected=effect.null,
        compatible=effect.lower <= effect.null <= effect.upper,
    )
