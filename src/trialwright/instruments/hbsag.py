"""HBsAg: negative below 0.05 IU/mL (rules HBS-01, HBS-06, HBS-07)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from trialwright.instruments.assay import Interpretation, State, interpret, read_result

# The one limit written in each usable unit, so that no value is converted before it is compared.
HBSAG_LIMITS: Final = {
    "IU/mL": Decimal("0.05"),
    "mIU/mL": Decimal("50"),
    "kIU/mL": Decimal("0.00005"),
}
_REACTIVE: Final = {"reactive": True, "non-reactive": False, "nonreactive": False}


def interpret_hbsag(text: str | None, unit: str | None) -> Interpretation:
    """Say whether a quantitative HBsAg result is negative (< 0.05 IU/mL), positive or undecidable."""
    return interpret(read_result(text), unit, HBSAG_LIMITS, signed=frozenset())


def hbsag_is_positive(text: str | None, unit: str | None) -> bool | None:
    """Say whether HBsAg is present (rule ELI-I2): a quantity, or "reactive" / "non-reactive".

    None where the result is undecidable, failed, missing or in a unit that cannot be used.
    """
    word = (text or "").strip().casefold().replace(" ", "-")
    if word in _REACTIVE:
        return _REACTIVE[word]
    state = interpret_hbsag(text, unit).state
    return None if state in (None, State.UNDECIDABLE) else state is State.POSITIVE
