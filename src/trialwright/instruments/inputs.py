"""Values as they reach an instrument: exact, missing, or refused with a reason."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence

# No float: 0.1 + 0.2 must never decide on which side of a threshold a participant stands.
Number = int | str | Decimal | None


class InputRefused(TrialwrightError):
    """An instrument was given a value that cannot be one of its inputs."""


# Named values, as for `sentence`: the call reads like what it says.
def refuse(name: str, what: str, cure: str = "", /, **values: object) -> NoReturn:
    """Refuse the input `name`: templates of what is wrong and of its cure.

    The file it came from is known to the caller only.
    """
    told = sentence(what, **values), sentence(cure, **values)
    raise InputRefused(Problem("", 0, name, *told))


def exact_number(value: Number, name: str) -> Decimal | None:
    """Take a measured value exactly; None or blank is missing, a negative value is refused."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, (bool, float)):
        refuse(
            name, "{value!r} is no exact number", "give an integer, a Decimal or text", value=value
        )
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        refuse(name, "{value!r} is no number", "write digits with a decimal point", value=value)
    if not number.is_finite() or number < 0:
        cure = "check the value against its source"
        refuse(name, "{value!r} cannot be measured", cure, value=value)
    return number


def coded(value: str | None, codes: Mapping[str, int], name: str) -> int | None:
    """Look a code up; None or blank is unknown, a code outside the list is refused."""
    if value is None or not value.strip():
        return None
    if value.strip() not in codes:
        refuse(name, "{value!r} is no code", "use one of: {codes}", value=value, codes=codes)
    return codes[value.strip()]


def unit_key(unit: str | None) -> str:
    """Fold the spellings of a unit that mean the same: width, blanks and the micro sign.

    Case is left alone: "mIU/mL" and "MIU/mL" are not the same unit.
    """
    folded = unicodedata.normalize("NFKC", unit or "")
    return "".join(folded.split()).replace("μ", "u")
