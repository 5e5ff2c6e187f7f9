"""Estimated glomerular filtration rate, CKD-EPI 2021 creatinine equation (rules IDX-06, IDX-07)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from trialwright.instruments.indices.measured import (
    CREATININE_MG_DL,
    FORMULA,
    completed_age,
    convert,
    read_sex,
    to_decimal,
)
from trialwright.instruments.inputs import Number

# Creatinine (mg/dL) at which the curve bends, and the exponent below it.
_FEMALE: Final = (Fraction("0.7"), Decimal("-0.241"))
_MALE: Final = (Fraction("0.9"), Decimal("-0.302"))
_EXPONENT_ABOVE: Final = Decimal("-1.2")


@dataclass(frozen=True)
class Egfr:
    """The rate in mL/min/1.73 m2, unrounded; None where an input, its unit or the sex is missing."""

    value: Decimal | None
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("IDX-06",)


def compute_egfr(
    *, age: Number, sex: str | None, creatinine: Number, creatinine_unit: str | None
) -> Egfr:
    """Estimate the filtration rate of an adult from creatinine, age and sex (F or M).

    Creatinine in umol/L or mg/dL, age in completed years. Dialysis does not enter (IDX-06).
    """
    years = completed_age(age)
    level = convert("creatinine", creatinine, creatinine_unit, CREATININE_MG_DL)
    female, no_sex = read_sex(sex)
    if years.value is None or level.value is None or female is None:
        return Egfr(None, (*years.missing, *no_sex, *level.missing))
    factors = [
        Decimal(142),
        _creatinine_factor(level.value, female),
        FORMULA.power(Decimal("0.9938"), int(years.value)),
    ]
    if female:
        factors.append(Decimal("1.012"))
    value = Decimal(1)
    for factor in factors:
        value = FORMULA.multiply(value, factor)
    return Egfr(value)


def _creatinine_factor(level: Fraction, female: bool) -> Decimal:
    """Only one of the two powers differs from 1: which one depends on the side of the bend."""
    bend, exponent_below = _FEMALE if female else _MALE
    ratio = level / bend
    return FORMULA.power(to_decimal(ratio), exponent_below if ratio < 1 else _EXPONENT_ABOVE)
