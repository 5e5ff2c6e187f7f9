"""FIB-4, likelihood of advanced fibrosis (rule IDX-03; cuts 1.45 and 3.25, Sterling 2006)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from trialwright.instruments.indices.measured import (
    FORMULA,
    all_missing,
    completed_age,
    measure,
    to_decimal,
)
from trialwright.instruments.inputs import Number

FibrosisBand = Literal["low", "indeterminate", "high"]

_LOW_BELOW: Final = Fraction("1.45")
_HIGH_ABOVE: Final = Fraction("3.25")


@dataclass(frozen=True)
class Fib4:
    """The index unrounded and its band; both cuts belong to the middle band."""

    value: Decimal | None
    band: FibrosisBand | None
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("IDX-03",)


def compute_fib4(*, age: Number, ast: Number, alt: Number, platelets_10e9_l: Number) -> Fib4:
    """Compute age x AST / (platelets x square root of ALT).

    Age in completed years, AST and ALT in U/L, platelets in 10^9/L.
    """
    years = completed_age(age)
    aspartate, alanine = measure("ast", ast), measure("alt", alt)
    platelets = measure("platelets_10e9_l", platelets_10e9_l)
    if (
        years.value is None
        or aspartate.value is None
        or alanine.value is None
        or platelets.value is None
    ):
        return Fib4(None, None, all_missing(years, aspartate, alanine, platelets))
    ratio = years.value * aspartate.value / platelets.value
    value = FORMULA.divide(to_decimal(ratio), FORMULA.sqrt(to_decimal(alanine.value)))
    return Fib4(value, _band(ratio**2 / alanine.value))


def _band(square: Fraction) -> FibrosisBand:
    """Compare squares, so that the root decides nothing by its last digit."""
    if square < _LOW_BELOW**2:
        return "low"
    return "high" if square > _HIGH_ABOVE**2 else "indeterminate"
