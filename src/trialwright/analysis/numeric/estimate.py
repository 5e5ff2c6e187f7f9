"""A number with its confidence limits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A number with its confidence limits; None = cannot be determined from these data."""

    value: float | None
    lower: float | None
    upper: float | None


UNDETERMINED = Estimate(None, None, None)
