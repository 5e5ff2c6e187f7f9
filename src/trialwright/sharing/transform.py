"""One value of a form as it is shared: kept, turned into a study day or an age band, or left empty.

Rule REG-07: dates become days counted from T_R (T_R is day 1, there is no day 0), ages above 89
become 90+, free text is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from trialwright.capture.entry import EnteredValue
from trialwright.capture.participant import complete_date
from trialwright.definition.forms import Item
from trialwright.errors import TrialwrightError
from trialwright.instruments.calendar import completed_years, study_day
from trialwright.instruments.partial_date import DateSpan, read_partial_date
from trialwright.sharing.tables import is_readable_result

#: HIPAA Safe Harbor: ages above 89 are one category (45 CFR 164.514(b)(2)(i)(C)).
TOP_AGE = 90

#: Why a cell is empty although something was entered.
INCOMPLETE_DATE, NO_ORIGIN, UNREADABLE = "incomplete_date", "no_origin", "unreadable"
WITHHELD_REASONS = (INCOMPLETE_DATE, NO_ORIGIN, UNREADABLE)


@dataclass(frozen=True)
class Person:
    """One participant as the package sees them.

    `origin` is the date study days count from, `age_on` the date ages are taken on; None where the
    study does not know it. `visits` gives the name of each visit in the package.
    """

    id: str
    origin: date | None
    age_on: date | None
    visits: dict[str, str]
    suppressed: bool = False


class SharedValue(NamedTuple):
    """The cells one value becomes: the value, its unit, and why it is missing."""

    value: str
    unit: str
    missing: str


def share_value(
    item: Item, entered: EnteredValue | None, person: Person, band_years: int
) -> SharedValue:
    """The shared form of one entered value; dropped items never come here."""
    if entered is None or entered.value is None:
        return SharedValue("", "", (entered and entered.reason_missing) or "")
    text = entered.value.strip()
    if item.sharing.action == "study_day":
        return _day(text, person.origin)
    if item.sharing.action == "age_band":
        band = share_age(text, person.age_on, band_years)
        return SharedValue(band or "", "", "" if band else INCOMPLETE_DATE)
    if item.type == "result" and not is_readable_result(text):
        return SharedValue("", "", UNREADABLE)
    unit = "" if entered.unit in (None, "none") else entered.unit
    return SharedValue(text, unit, "")


def _day(text: str, origin: date | None) -> SharedValue:
    day = complete_date(text)
    if day is None:
        # A partial date never gains precision, and its year and month may not be shared.
        return SharedValue("", "", INCOMPLETE_DATE)
    if origin is None:
        return SharedValue("", "", NO_ORIGIN)
    return SharedValue(str(study_day(day, origin)), "", "")


def share_age(birth: str | None, on: date | None, band_years: int) -> str | None:
    """The age band on a day; None where a partial birth date leaves two bands possible."""
    span = _span(birth)
    if span is None or on is None:
        return None
    ages = (completed_years(span.latest, on), completed_years(span.earliest, on))
    if min(ages) < 0:
        return None
    bands = {age_band(age, band_years) for age in ages}
    return bands.pop() if len(bands) == 1 else None


def _span(text: str | None) -> DateSpan | None:
    try:
        return read_partial_date(text)
    except TrialwrightError:
        return None


def age_band(age: int, width: int) -> str:
    """The band of `width` years that holds an age: 40-49; ages above 89 are 90+."""
    if age >= TOP_AGE:
        return f"{TOP_AGE}+"
    low = age // width * width
    high = min(low + width - 1, TOP_AGE - 1)
    return f"{low}-{high}" if low < high else str(low)
