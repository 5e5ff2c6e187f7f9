"""ALBI and mALBI, liver function from bilirubin and albumin (rules IDX-01, IDX-02, IDX-07).

Johnson, J Clin Oncol 2015. Coefficient of albumin 0.085; sources that print 0.0852 are not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from trialwright.instruments.indices.measured import (
    ALBUMIN_G_L,
    BILIRUBIN_UMOL_L,
    FORMULA,
    all_missing,
    convert,
    to_decimal,
)
from trialwright.instruments.inputs import Number

AlbiGrade = Literal["1", "2", "3"]
ModifiedGrade = Literal["1", "2a", "2b", "3"]

# Highest value of each grade, included, on the unrounded index.
_GRADE_1_TO: Final = Decimal("-2.60")
_GRADE_2A_TO: Final = Decimal("-2.27")
_GRADE_2_TO: Final = Decimal("-1.39")


@dataclass(frozen=True)
class Albi:
    """The index unrounded with both grades; all None where an input or a unit is missing."""

    value: Decimal | None
    grade: AlbiGrade | None
    modified_grade: ModifiedGrade | None
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("IDX-01", "IDX-02")


def compute_albi(
    *, bilirubin: Number, bilirubin_unit: str | None, albumin: Number, albumin_unit: str | None
) -> Albi:
    """Compute 0.66 log10(bilirubin) - 0.085 albumin; lower is better.

    Bilirubin in umol/L or mg/dL, albumin in g/L or g/dL. Raises InputRefused for a value that cannot
    be measured.
    """
    pigment = convert("bilirubin", bilirubin, bilirubin_unit, BILIRUBIN_UMOL_L)
    protein = convert("albumin", albumin, albumin_unit, ALBUMIN_G_L)
    if pigment.value is None or protein.value is None:
        return Albi(None, None, None, all_missing(pigment, protein))
    logarithm = FORMULA.multiply(Decimal("0.66"), to_decimal(pigment.value).log10(FORMULA))
    product = FORMULA.multiply(Decimal("0.085"), to_decimal(protein.value))
    value = FORMULA.subtract(logarithm, product)
    modified = _modified_grade(value)
    return Albi(value, _grade(modified), modified)


def _modified_grade(value: Decimal) -> ModifiedGrade:
    if value <= _GRADE_1_TO:
        return "1"
    if value <= _GRADE_2A_TO:
        return "2a"
    return "2b" if value <= _GRADE_2_TO else "3"


def _grade(modified: ModifiedGrade) -> AlbiGrade:
    """Drop the division of grade 2, the only thing mALBI adds."""
    grades: dict[ModifiedGrade, AlbiGrade] = {"1": "1", "2a": "2", "2b": "2", "3": "3"}
    return grades[modified]
