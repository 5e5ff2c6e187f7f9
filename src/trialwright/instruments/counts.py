"""Counted cells and events, and their proportions: whole numbers, or missing by name."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from trialwright.instruments.inputs import Number, exact_number, refuse


def count(value: Number, name: str) -> int | None:
    """Take a count from 0; None or blank is missing, a part of a cell is refused."""
    number = exact_number(value, name)
    if number is None:
        return None
    if number.adjusted() > 12 or number != number.to_integral_value():
        refuse(name, f"{value!r} is no count", "give a whole number")
    return int(number)


def percent(part: int | None, whole: int | None) -> Fraction | None:
    """Give `part` in percent of `whole`; None where one is missing or there is nothing to divide."""
    return Fraction(100 * part, whole) if part is not None and whole else None


def missing_of(inputs: Mapping[str, object]) -> tuple[str, ...]:
    """Name the inputs that are None, in their order."""
    return tuple(name for name, value in inputs.items() if value is None)
