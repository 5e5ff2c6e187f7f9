"""Stored values as printed numbers. Rounding is half up on the decimal digits that are stored.

A result is kept as a float of at most 12 significant digits; `repr` gives these digits back, so
0.125 prints as 0.13 and never as 0.12 because of its binary neighbour.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
_SMALLEST_P, _LARGEST_P = Decimal("0.001"), Decimal("0.999")


def fixed(value: float, places: int) -> str:
    """A number with a fixed count of decimals."""
    return _fixed(Decimal(repr(value)), places)


def percentage(value: float, places: int = 1) -> str:
    """A proportion as a percentage, without the sign."""
    return _fixed(Decimal(repr(value)) * 100, places)


def p_value(value: float) -> str:
    """A P value with three decimals, "<0.001" or ">0.999"."""
    exact = Decimal(repr(value))
    if exact < _SMALLEST_P:
        return f"<{_SMALLEST_P}"
    return f">{_LARGEST_P}" if exact > _LARGEST_P else _fixed(exact, 3)


def stored(value: float) -> str:
    """A value with every digit that is kept, as the appendix shows it."""
    return f"{value:.12g}".replace("-", MINUS)


def _fixed(value: Decimal, places: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    # A rounded zero has no sign: "-0.0" would claim a direction.
    return f"{abs(rounded) if rounded == 0 else rounded:f}".replace("-", MINUS)
