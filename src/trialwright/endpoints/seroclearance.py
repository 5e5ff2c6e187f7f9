"""HBsAg seroclearance within two years of treatment start (rules HBS-01..HBS-10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from trialwright.endpoints.response import (
    LabTest,
    ResponseOutcome,
    ResponsePlan,
    ResponseStatus,
    derive_response,
    read_samples,
)
from trialwright.instruments.calendar import add_months, weeks
from trialwright.instruments.hbsag import interpret_hbsag

HORIZON_MONTHS: Final = 24
CONFIRMATION_WEEKS: Final = 24

SEROCLEARANCE_RULES: Final = {
    ResponseStatus.CONFIRMED: ("HBS-02", "HBS-03", "HBS-05"),
    ResponseStatus.CONFIRMED_LATE: ("HBS-03", "HBS-05"),
    ResponseStatus.UNCONFIRMED: ("HBS-04", "HBS-05"),
    ResponseStatus.NOT_ACHIEVED: ("HBS-02", "HBS-05"),
    ResponseStatus.CANNOT_DETERMINE: ("HBS-06",),
    ResponseStatus.NO_DATA: ("HBS-05",),
}


def derive_seroclearance(
    *,
    treatment_start: date,
    tests: Iterable[LabTest],
    data_cutoff: date | None = None,
    horizon_months: int = HORIZON_MONTHS,
) -> ResponseOutcome:
    """Decide whether HBsAg was lost: below 0.05 IU/mL twice, 168 days or more apart, no positive between.

    Both dates lie in (T_T, T_T + 24 months]; `treatment_start` is T_T. Results after `data_cutoff`
    are not used. Failed tests and unusable units are no tests and leave findings.
    """
    plan = ResponsePlan(
        start=treatment_start,
        window_end=add_months(treatment_start, horizon_months),
        confirmable_from=lambda onset: onset + timedelta(days=weeks(CONFIRMATION_WEEKS)),
        rules=SEROCLEARANCE_RULES,
        reversion_rule="HBS-09",
    )
    days, findings = read_samples(tests, interpret_hbsag, data_cutoff)
    return replace(derive_response(days, plan), findings=findings)
