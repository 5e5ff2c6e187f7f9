"""Options that are one number, a pair, or a source of random numbers, checked by name."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np

from trialwright.analysis.numeric.columns import analysis_error


def check_number(value: Any, name: str) -> float:
    """One number as a float; its range is for the caller to check. Raises AnalysisError for others."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise analysis_error(name, f"{name} is {value!r}, which is not a number")
    return float(value)


def check_whole(value: Any, name: str, *, least: int) -> int:
    """A whole number of at least `least`. Raises AnalysisError for anything else, 2.0 included."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or value < least:
        raise analysis_error(
            name, f"{name} is {value!r}, which is not a whole number of at least {least}"
        )
    return int(value)


def check_pair(value: Any, name: str) -> tuple[float, float]:
    """Two numbers. Raises AnalysisError for anything else."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise analysis_error(name, f"{name} is {value!r}, which is not a pair of numbers")
    return check_number(value[0], name), check_number(value[1], name)


def check_rng(rng: Any) -> np.random.Generator:
    """The generator. Raises AnalysisError for a seed, or for one of NumPy's old generators."""
    if not isinstance(rng, np.random.Generator):
        raise analysis_error(
            "rng", f"rng is {rng!r}, which is no generator", "give numpy.random.default_rng(seed)"
        )
    return rng
