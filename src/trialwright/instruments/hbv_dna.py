"""HBV DNA: undetectable below 10 IU/mL (rules HBD-01, HBD-06, HBD-07)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from trialwright.instruments.assay import (
    Interpretation,
    Qualifier,
    State,
    interpret,
    read_result,
    unit_of,
)

_LOG_UNITS: Final = frozenset({"log10 IU/mL", "lg IU/mL"})
# 10 IU/mL in each usable unit, exactly: log10 of it is 1, and 5.82 copies are one IU.
HBV_DNA_LIMITS: Final = {
    "IU/mL": Decimal("10"),
    "log10 IU/mL": Decimal("1"),
    "lg IU/mL": Decimal("1"),
    "copies/mL": Decimal("58.2"),
}


def interpret_hbv_dna(text: str | None, unit: str | None) -> Interpretation:
    """Say whether an HBV DNA result is negative (< 10 IU/mL), positive or undecidable.

    "Target not detected" is negative whatever the unit. A result in copies/mL is used, with a
    finding: the factor 5.82 belongs to one assay.
    """
    reading = read_result(text)
    if reading.qualifier is Qualifier.NOT_DETECTED:
        return Interpretation(State.NEGATIVE, reading)
    found = interpret(reading, unit, HBV_DNA_LIMITS, signed=_LOG_UNITS)
    if found.state and unit_of(unit, HBV_DNA_LIMITS) == "copies/mL":
        what = "copies/mL divided by 5.82, a factor that depends on the assay"
        return Interpretation(found.state, reading, what)
    return found
