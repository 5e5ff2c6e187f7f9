"""The range of an item in each of its units.

A form declares one range for all units of an item: its low end is written in the unit with the
smallest numbers, its high end in the one with the largest. "0.5 to 80" for albumin in g/L or g/dL
means 5 to 80 g/L and 0.5 to 8 g/dL. So a value typed under the wrong unit shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from trialwright.definition.forms import Item

#: How many of an analyte's first unit make one of another unit (rule IDX-07).
FACTORS: Final[Mapping[str, Mapping[str, Decimal]]] = {
    "albumin": {"g/L": Decimal(1), "g/dL": Decimal(10)},
    "bilirubin": {"umol/L": Decimal(1), "mg/dL": Decimal("17.1")},
    "creatinine": {"umol/L": Decimal(1), "mg/dL": Decimal("88.4")},
    "creatinine_uln": {"umol/L": Decimal(1), "mg/dL": Decimal("88.4")},
}


@dataclass(frozen=True)
class UnitRange:
    """The permitted values in one unit, both ends included; None = any."""

    low: Decimal | None
    high: Decimal | None

    def holds(self, value: Decimal) -> bool:
        """Whether the value is permitted."""
        above = self.low is None or value >= self.low
        return above and (self.high is None or value <= self.high)


def unit_range(item: Item, unit: str | None) -> UnitRange:
    """The range of `item` in `unit`; as declared where no conversion between its units is known."""
    if item.range is None:
        return UnitRange(None, None)
    low, high = item.range
    factors = _factors(item)
    if factors is None or unit is None or unit not in factors:
        return UnitRange(low, high)
    return UnitRange(
        low * max(factors.values()) / factors[unit], high * min(factors.values()) / factors[unit]
    )


def likely_value(item: Item, value: Decimal, unit: str | None) -> tuple[Decimal, str] | None:
    """What was probably meant by an impossible value: the same number in another unit of the item.

    Returns the value in `unit`; None where no other unit explains it.
    """
    factors = _factors(item)
    if factors is None or unit is None or unit not in factors:
        return None
    for other, factor in factors.items():
        if other != unit and unit_range(item, other).holds(value):
            return (value * factor / factors[unit]), unit
    return None


def slipped_value(item: Item, value: Decimal, unit: str | None) -> Decimal | None:
    """What was probably meant by a value above its range, typed without its decimal point.

    410 for albumin in g/L becomes 41.0. None where the point was typed, or no such number is
    permitted: then there is nothing to guess from.
    """
    limits = unit_range(item, unit)
    above = limits.high is not None and value > limits.high
    if item.type != "decimal" or not above or value.as_tuple().exponent != 0:
        return None
    return next((v for v in (value.scaleb(-1), value.scaleb(-2)) if limits.holds(v)), None)


def _factors(item: Item) -> Mapping[str, Decimal] | None:
    known = FACTORS.get(item.id, {})
    return {u: known[u] for u in item.units} if all(u in known for u in item.units) else None
