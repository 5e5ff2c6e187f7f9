"""Is creatinine above 1.5 times its upper limit? (rule IDX-08, for criterion ELI-E7)"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from trialwright.instruments.indices.measured import all_missing, measure
from trialwright.instruments.inputs import Number, unit_key

LIMIT: Final = Fraction("1.5")


@dataclass(frozen=True)
class CreatinineLimit:
    """`exceeded` is None where a value or a unit is missing, or the two units differ."""

    exceeded: bool | None
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("IDX-08",)


def judge_creatinine(
    *,
    creatinine: Number,
    creatinine_unit: str | None,
    creatinine_uln: Number,
    creatinine_uln_unit: str | None,
) -> CreatinineLimit:
    """Say whether creatinine lies strictly above 1.5 times the limit of the same laboratory.

    Nothing is converted: two units that differ come from two laboratories or from a slip, and
    somebody has to look.
    """
    level = measure("creatinine", creatinine)
    limit = measure("creatinine_uln", creatinine_uln)
    units = {
        "creatinine_unit": unit_key(creatinine_unit),
        "creatinine_uln_unit": unit_key(creatinine_uln_unit),
    }
    absent = tuple(name for name, unit in units.items() if not unit)
    missing = (*all_missing(level, limit), *absent)
    if not absent and len(set(units.values())) > 1:
        missing = (*missing, "creatinine_uln in the unit of creatinine")
    if missing or level.value is None or limit.value is None:
        return CreatinineLimit(None, missing)
    return CreatinineLimit(level.value > LIMIT * limit.value)
