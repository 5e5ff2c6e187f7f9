"""Ages and periods of the registry as ISO 8601 durations: '18 Years' is P18Y."""

from __future__ import annotations

import re
from typing import Final

_FORM = re.compile(r"\s*([0-9]{1,6})\s+(Year|Month|Week|Day|Hour|Minute)s?\s*", re.IGNORECASE)
_PATTERNS: Final = {
    "year": "P{}Y",
    "month": "P{}M",
    "week": "P{}W",
    "day": "P{}D",
    "hour": "PT{}H",
    "minute": "PT{}M",
}


def iso_duration(text: str | None) -> str | None:
    """The duration a registry text states; None where it states none.

    The unit stays as registered: 24 Months is P24M, never P2Y.
    """
    match = _FORM.fullmatch(text or "")
    if match is None:
        return None
    return _PATTERNS[match[2].lower()].format(int(match[1]))


def split_duration(text: str | None) -> tuple[int, str] | None:
    """Number and unit, in the singular and in lower case."""
    match = _FORM.fullmatch(text or "")
    return (int(match[1]), match[2].lower()) if match else None
