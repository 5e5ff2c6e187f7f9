"""Growth of a liver observation between two examinations (rules LIR-05, LIR-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from trialwright.instruments.calendar import add_months

THRESHOLD_MONTHS: Final = 6
NEW_OBSERVATION_MM: Final = Decimal(10)


class Growth(StrEnum):
    """What the sizes of two examinations show."""

    THRESHOLD = "threshold"
    # In v2017 a new observation and slow doubling were threshold growth; in v2018 they are
    # ancillary, so the reader decides whether to apply them (LIR-11).
    SUBTHRESHOLD = "subthreshold"
    NONE = "none"


@dataclass(frozen=True)
class GrowthReading:
    """`growth` is None where there is no usable comparison.

    `missing` and `finding` are filled only where a prior examination is recorded in part or wrongly:
    without any prior examination growth cannot be shown and counts as absent (P).
    """

    growth: Growth | None
    missing: tuple[str, ...] = ()
    finding: str = ""

    @property
    def is_threshold(self) -> bool | None:
        return None if self.growth is None else self.growth is Growth.THRESHOLD

    @property
    def counts(self) -> bool | None:
        """Say whether the table counts threshold growth; None sends the read back."""
        if self.missing or self.finding:
            return None
        return self.growth is Growth.THRESHOLD


def read_growth(
    *,
    size_mm: Decimal | None,
    scan_date: date | None,
    prior_size_mm: Decimal | None,
    prior_date: date | None,
) -> GrowthReading:
    """Compare the size of an observation in mm with a prior CT or MRI, same phase and plane.

    A prior size of 0 means that the prior examination did not show it.
    """
    if prior_size_mm is None and prior_date is None:
        return GrowthReading(None)
    named = {
        "prior_size_mm": prior_size_mm,
        "prior_date": prior_date,
        "scan_date": scan_date,
        "size_mm": size_mm,
    }
    if size_mm is None or scan_date is None or prior_size_mm is None or prior_date is None:
        return GrowthReading(None, tuple(name for name, value in named.items() if value is None))
    if prior_date >= scan_date:
        return GrowthReading(None, finding=f"prior_date {prior_date} is not before {scan_date}")
    return GrowthReading(_growth(size_mm, prior_size_mm, _within(prior_date, scan_date)))


def _within(prior_date: date, scan_date: date) -> bool:
    return scan_date <= add_months(prior_date, THRESHOLD_MONTHS)


def _growth(size: Decimal, prior: Decimal, within_six_months: bool) -> Growth:
    if prior == 0:
        return Growth.SUBTHRESHOLD if size >= NEW_OBSERVATION_MM else Growth.NONE
    if within_six_months and 2 * size >= 3 * prior:
        return Growth.THRESHOLD
    doubled_slowly = not within_six_months and size >= 2 * prior
    return Growth.SUBTHRESHOLD if doubled_slowly else Growth.NONE
