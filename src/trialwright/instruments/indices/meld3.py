"""MELD 3.0, severity of end-stage liver disease, 6 to 40 (rules IDX-05, IDX-07)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from trialwright.instruments.indices.measured import (
    ALBUMIN_G_DL,
    BILIRUBIN_MG_DL,
    CREATININE_MG_DL,
    FORMULA,
    Measured,
    all_missing,
    convert,
    measure,
    read_sex,
    to_decimal,
)
from trialwright.instruments.inputs import Number

_FLOOR: Final = Fraction(1)
_CREATININE_CAP: Final = Fraction(3)
_SODIUM: Final = (Fraction(125), Fraction(137))
_ALBUMIN: Final = (Fraction("1.5"), Fraction("3.5"))
_CONSTANT: Final = Decimal(6)
_FEMALE: Final = Decimal("1.33")
_LOWEST, _HIGHEST = 6, 40


@dataclass(frozen=True)
class Meld3:
    """The score, and the formula's value before rounding and limits; None if an input is missing."""

    score: int | None
    unrounded: Decimal | None
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("IDX-05",)


@dataclass(frozen=True)
class _Terms:
    """What the formula is made of, after floors and caps."""

    ln_bilirubin: Decimal
    ln_inr: Decimal
    ln_creatinine: Decimal
    sodium_deficit: Decimal
    albumin_deficit: Decimal


def compute_meld3(
    *,
    sex: str | None,
    bilirubin: Number,
    bilirubin_unit: str | None,
    sodium: Number,
    inr: Number,
    creatinine: Number,
    creatinine_unit: str | None,
    albumin: Number,
    albumin_unit: str | None,
    dialysis: bool | None,
) -> Meld3:
    """Score an adult; sodium in mmol/L, INR a ratio, the others in mg/dL or umol/L, g/dL or g/L.

    Dialysis counts as creatinine 3.0 mg/dL, so creatinine is needed only without it; and whether
    there was dialysis is needed only where creatinine lies below that cap.
    """
    female, no_sex = read_sex(sex)
    pigment = convert("bilirubin", bilirubin, bilirubin_unit, BILIRUBIN_MG_DL)
    salt, ratio = measure("sodium", sodium), measure("inr", inr)
    level = _creatinine(
        convert("creatinine", creatinine, creatinine_unit, CREATININE_MG_DL), dialysis
    )
    protein = convert("albumin", albumin, albumin_unit, ALBUMIN_G_DL)
    if (
        female is None
        or pigment.value is None
        or salt.value is None
        or ratio.value is None
        or level.value is None
        or protein.value is None
    ):
        return Meld3(None, None, (*no_sex, *all_missing(pigment, salt, ratio, level, protein)))
    terms = _Terms(
        ln_bilirubin=_ln(max(pigment.value, _FLOOR)),
        ln_inr=_ln(max(ratio.value, _FLOOR)),
        ln_creatinine=_ln(min(max(level.value, _FLOOR), _CREATININE_CAP)),
        sodium_deficit=_deficit(salt.value, _SODIUM),
        albumin_deficit=_deficit(protein.value, _ALBUMIN),
    )
    value = _formula(terms, female)
    return Meld3(_rounded(value), value)


def _creatinine(level: Measured, dialysis: bool | None) -> Measured:
    if dialysis:
        return Measured(_CREATININE_CAP)
    at_cap = level.value is not None and level.value >= _CREATININE_CAP
    if dialysis is None and not at_cap:
        return Measured(None, (*level.missing, "dialysis"))
    return level


def _ln(value: Fraction) -> Decimal:
    return to_decimal(value).ln(FORMULA)


def _deficit(value: Fraction, limits: tuple[Fraction, Fraction]) -> Decimal:
    """How far a value, held within its limits, stays below the upper one."""
    low, high = limits
    return to_decimal(high - min(max(value, low), high))


def _formula(terms: _Terms, female: bool) -> Decimal:
    """Add the weighted terms (IDX-05)."""
    products = (
        (Decimal("4.56"), terms.ln_bilirubin),
        (Decimal("0.82"), terms.sodium_deficit),
        (Decimal("-0.24"), FORMULA.multiply(terms.sodium_deficit, terms.ln_bilirubin)),
        (Decimal("9.09"), terms.ln_inr),
        (Decimal("11.14"), terms.ln_creatinine),
        (Decimal("1.85"), terms.albumin_deficit),
        (Decimal("-1.83"), FORMULA.multiply(terms.albumin_deficit, terms.ln_creatinine)),
    )
    total = FORMULA.add(_CONSTANT, _FEMALE if female else Decimal(0))
    for weight, term in products:
        total = FORMULA.fma(weight, term, total)
    return total


def _rounded(value: Decimal) -> int:
    whole = int(value.to_integral_value(ROUND_HALF_UP))
    return min(max(whole, _LOWEST), _HIGHEST)
