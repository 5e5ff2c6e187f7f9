"""Child-Pugh component by component: what one answer on a form allows (rules CHP-01..CHP-04)."""

from __future__ import annotations

from typing import Final

from trialwright.instruments.child_pugh import score_child_pugh
from trialwright.instruments.inputs import InputRefused

COMPONENTS: Final = ("bilirubin", "albumin", "inr", "ascites", "encephalopathy")
MISSING: Final = (1, 3)
_OTHERS: Final = len(COMPONENTS) - 1


def component_bounds(name: str, value: str | None, unit: str | None = None) -> tuple[int, int]:
    """The least and most points of one component, 1 to 3.

    A value that is missing, in an unknown unit or none that can be measured leaves all three open:
    the check of the form asks about it, and the score keeps its bounds.
    """
    values = dict.fromkeys(COMPONENTS) | {name: value}
    units: dict[str, str | None] = {"bilirubin_unit": None, "albumin_unit": None}
    if f"{name}_unit" in units:
        units[f"{name}_unit"] = unit
    try:
        score = score_child_pugh(**values, **units)
    except InputRefused:
        return MISSING
    least, most = MISSING
    return score.low - _OTHERS * least, score.high - _OTHERS * most
