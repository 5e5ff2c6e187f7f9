"""A treatment column that holds two arms."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import BoolArray, analysis_error, code_levels, read_array


def code_arms(treatment: ArrayLike, treated: Any, control: Any, n: int) -> BoolArray:
    """True for rows with `treated`. Raises AnalysisError unless all others are `control` and
    both arms have rows.
    """
    column = read_array(treatment, "treatment")
    code_levels(column, "treatment", n)
    is_treated: BoolArray = np.asarray(column == treated, dtype=np.bool_)
    other = np.flatnonzero(~is_treated & ~np.asarray(column == control, dtype=np.bool_))
    if len(other):
        raise analysis_error(
            "treatment",
            f"treatment is {column[other[0]]!s} in row {other[0] + 1}, "
            f"neither {treated!r} nor {control!r}",
            "leave other arms out by a stated rule, or name the two that are compared",
        )
    for arm, count in ((treated, is_treated.sum()), (control, (~is_treated).sum())):
        if not count:
            raise analysis_error("treatment", f"nobody has the treatment {arm!r}")
    return is_treated
