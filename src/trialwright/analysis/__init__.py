"""Estimators from arrays to numbers, and results as rows before they are tables.

    from trialwright.analysis import cox, kaplan_meier, log_rank

Every estimator takes arrays in the order (time, event, ...) or (response, ...) and everything else
by keyword, and returns a frozen result with named fields. A name is loaded when it is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trialwright.analysis.competing_risks.aalen_johansen import aalen_johansen as aalen_johansen
    from trialwright.analysis.competing_risks.cumulative_incidence import (
        cumulative_incidence as cumulative_incidence,
    )
    from trialwright.analysis.competing_risks.fine_gray import fine_gray as fine_gray
    from trialwright.analysis.competing_risks.gray_test import gray_test as gray_test
    from trialwright.analysis.confounding.balance import balance as balance
    from trialwright.analysis.confounding.balance import propensity_overlap as propensity_overlap
    from trialwright.analysis.confounding.logistic import logistic as logistic
    from trialwright.analysis.confounding.propensity_weights import (
        propensity_weights as propensity_weights,
    )
    from trialwright.analysis.longitudinal.marginal_means import contrasts as contrasts
    from trialwright.analysis.longitudinal.marginal_means import emmeans as emmeans
    from trialwright.analysis.longitudinal.mixed_model import lmm as lmm
    from trialwright.analysis.longitudinal.mmrm import STANDARD_FALLBACK as STANDARD_FALLBACK
    from trialwright.analysis.longitudinal.mmrm import mmrm as mmrm
    from trialwright.analysis.numeric.fixed_effects import linear_contrast as linear_contrast
    from trialwright.analysis.numeric.terms import factor as factor
    from trialwright.analysis.numeric.terms import interaction as interaction
    from trialwright.analysis.numeric.terms import number as number

# Public name -> the module it stands in, below this package.
_HOMES = {
    "STANDARD_FALLBACK": "longitudinal.mmrm",
    "aalen_johansen": "competing_risks.aalen_johansen",
    "balance": "confounding.balance",
    "contrasts": "longitudinal.marginal_means",
    "cumulative_incidence": "competing_risks.cumulative_incidence",
    "emmeans": "longitudinal.marginal_means",
    "factor": "numeric.terms",
    "fine_gray": "competing_risks.fine_gray",
    "gray_test": "competing_risks.gray_test",
    "interaction": "numeric.terms",
    "linear_contrast": "numeric.fixed_effects",
    "lmm": "longitudinal.mixed_model",
    "logistic": "confounding.logistic",
    "mmrm": "longitudinal.mmrm",
    "number": "numeric.terms",
    "propensity_overlap": "confounding.balance",
    "propensity_weights": "confounding.propensity_weights",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
