"""Estimators from arrays to numbers, and results as rows before they are tables.

    from trialwright.analysis import cox, kaplan_meier, log_rank

Every estimator takes arrays in the order (time, event, ...) or (response, ...) and everything else
by keyword, and returns a frozen result with named fields. A name is loaded when it is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trialwright.analysis.confounding.balance import balance as balance
    from trialwright.analysis.confounding.balance import propensity_overlap as propensity_overlap
    from trialwright.analysis.confounding.logistic import logistic as logistic
    from trialwright.analysis.confounding.propensity_weights import (
        propensity_weights as propensity_weights,
    )
    from trialwright.analysis.longitudinal.mixed_model import lmm as lmm
    from trialwright.analysis.numeric.terms import factor as factor
    from trialwright.analysis.numeric.terms import interaction as interaction
    from trialwright.analysis.numeric.terms import number as number

# Public name -> the module it stands in, below this package.
_HOMES = {
    "balance": "confounding.balance",
    "factor": "numeric.terms",
    "interaction": "numeric.terms",
    "lmm": "longitudinal.mixed_model",
    "logistic": "confounding.logistic",
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
