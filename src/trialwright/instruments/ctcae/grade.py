"""The grade of an adverse event, or the range it lies in (rules CTC-01, CTC-31)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

VERSION: Final = "CTCAE v5.0"
GRADES: Final = (1, 2, 3, 4, 5)
DEATH: Final = 5
# The record reports events from grade 2; grade 1 is captured all the same (CTC-31).
RECORD_THRESHOLD: Final = 2
_ENTERED: Final = tuple(map(str, GRADES))


@dataclass(frozen=True)
class Grade:
    """A grade 0 (no event) to 5; `grade` is None where what is missing leaves it open.

    `low` and `high` bound it. `flag` is the reason why it is open, or a caveat of a decided grade;
    `missing` names the inputs that would settle it. Severity says nothing of seriousness.
    """

    grade: int | None
    low: int
    high: int
    rules: tuple[str, ...]
    flag: str = ""
    missing: tuple[str, ...] = ()

    @property
    def reaches_record_threshold(self) -> bool | None:
        """Say whether the record reports an event of this grade (CTC-31)."""
        if self.low >= RECORD_THRESHOLD:
            return True
        return None if self.high >= RECORD_THRESHOLD else False


def entered_grade(text: str | None) -> int | None:
    """The grade of an event as a form holds it, 1 to 5; None where it is missing or no grade."""
    return int(text) if text in _ENTERED else None


def between(
    low: int, high: int, rules: tuple[str, ...], flag: str, missing: tuple[str, ...]
) -> Grade:
    """Give the grade if both bounds agree, else leave it open with its reason."""
    if low == high:
        return Grade(low, low, high, rules)
    return Grade(None, low, high, rules, flag, missing)
