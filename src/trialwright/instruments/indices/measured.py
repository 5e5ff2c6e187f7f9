"""A measured input of an index: exact, in the unit of the formula, or missing by name (IDX-07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

from trialwright.instruments.inputs import Number, exact_number, refuse, unit_key

#: Logarithms, roots and powers carry 28 digits, whatever context the caller works in.
FORMULA: Final = Context(prec=28, rounding=ROUND_HALF_EVEN)

# How much of the first unit is one of the other (IDX-07). Keys as `unit_key` folds them.
BILIRUBIN_UMOL_L: Final = {"umol/l": Fraction(1), "mg/dl": Fraction("17.1")}
BILIRUBIN_MG_DL: Final = {"mg/dl": Fraction(1), "umol/l": 1 / Fraction("17.1")}
CREATININE_MG_DL: Final = {"mg/dl": Fraction(1), "umol/l": 1 / Fraction("88.4")}
ALBUMIN_G_L: Final = {"g/l": Fraction(1), "g/dl": Fraction(10)}
ALBUMIN_G_DL: Final = {"g/dl": Fraction(1), "g/l": Fraction(1, 10)}

# Beyond any laboratory; it keeps an absurd exponent from filling the memory.
_LARGEST_EXPONENT: Final = 12
_OLDEST: Final = 130


@dataclass(frozen=True)
class Measured:
    """One input; `missing` names what was not given, or the unit that cannot be used."""

    value: Fraction | None
    missing: tuple[str, ...] = ()


def measure(name: str, value: Number) -> Measured:
    """Take an input whose unit is fixed by its formula; zero cannot be measured and is refused."""
    number = exact_number(value, name)
    if number is None:
        return Measured(None, (name,))
    if number == 0 or abs(number.adjusted()) > _LARGEST_EXPONENT:
        refuse(name, f"{value!r} cannot be measured", "check the value against its source")
    return Measured(Fraction(number))


def convert(
    name: str, value: Number, unit: str | None, factors: Mapping[str, Fraction]
) -> Measured:
    """Take an input in one of the units of `factors`; an unknown unit is never converted."""
    taken = measure(name, value)
    factor = factors.get(unit_key(unit).casefold())
    if factor is None:
        return Measured(None, (*taken.missing, f"{name}_unit"))
    return taken if taken.value is None else Measured(taken.value * factor)


def completed_age(age: Number) -> Measured:
    """Take an age in completed years; a part of a year is refused."""
    taken = measure("age", age)
    if taken.value is not None and not (taken.value.denominator == 1 and taken.value <= _OLDEST):
        refuse("age", f"{age!r} is no age in completed years", f"give whole years up to {_OLDEST}")
    return taken


def read_sex(sex: str | None) -> tuple[bool | None, tuple[str, ...]]:
    """Say whether the participant is female; None with "sex" missing where that is unknown."""
    if sex is None or not sex.strip():
        return None, ("sex",)
    if sex.strip() not in ("F", "M"):
        refuse("sex", f"{sex!r} is no code", "use F or M, or leave it out if unknown")
    return sex.strip() == "F", ()


def all_missing(*inputs: Measured) -> tuple[str, ...]:
    """Name every missing input, in the order of the formula."""
    return tuple(name for each in inputs for name in each.missing)


def to_decimal(value: Fraction) -> Decimal:
    """Write an exact value with the digits of the formulas."""
    return FORMULA.divide(Decimal(value.numerator), Decimal(value.denominator))
