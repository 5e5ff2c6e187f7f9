"""By when a serious adverse event must be reported (rule SAF-20; ICH E2A, NMPA GCP 2020).

The clocks hold for registration trials. A study started by investigators follows its institution,
ethics committee and health authority; these days are then the outer limit the program shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from trialwright.instruments.inputs import refuse
from trialwright.instruments.three_valued import all_of, negation
from trialwright.instruments.who_umc import Category, counts_as_related_when_expedited

TO_SPONSOR: Final = timedelta(hours=24)
# Calendar days; the day the sponsor became aware is day 0.
FATAL_DAYS: Final = 7
FATAL_COMPLETION_DAYS: Final = 8
OTHER_DAYS: Final = 15


@dataclass(frozen=True)
class ReportingClock:
    """The deadlines of one event; each is None where it does not run or its start is not known.

    `susar`: a suspected unexpected serious adverse reaction. While that is open the clock runs as if
    it were one, and while danger to life is open as if there was danger (P).
    """

    susar: bool | None
    to_sponsor_by: datetime | None = None
    report_by: date | None = None
    complete_by: date | None = None
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("SAF-20",)


def derive_reporting_clock(
    *,
    serious: bool | None,
    expected: bool | None,
    fatal_or_life_threatening: bool | None,
    investigator_category: Category | None,
    sponsor_category: Category | None,
    investigator_aware: datetime | None,
    sponsor_aware: datetime | None,
) -> ReportingClock:
    """Derive the deadlines of one event for one drug; the causal view of the two prevails.

    Categories are those of WHO-UMC; one that is open counts as related (SAF-14). Times need a zone,
    and the days run in the zone of the sponsor's time.
    """
    for name, time in {"investigator": investigator_aware, "sponsor": sponsor_aware}.items():
        _check_zone(time, f"{name}_aware")
    views = (investigator_category, sponsor_category)
    susar = all_of((serious, negation(expected), any(map(counts_as_related_when_expedited, views))))
    # Whether the event is serious also decides the 24 hours, expected or not.
    missing = ["serious"] * (serious is None) + ["expected"] * (expected is None and susar is None)
    to_sponsor = None
    if serious is not False:
        to_sponsor = None if investigator_aware is None else investigator_aware + TO_SPONSOR
        missing += ["investigator_aware"] * (investigator_aware is None)
    if susar is False:
        return ReportingClock(susar, to_sponsor, missing=tuple(missing))
    missing += ["fatal_or_life_threatening"] * (fatal_or_life_threatening is None)
    if sponsor_aware is None:
        return ReportingClock(susar, to_sponsor, missing=(*missing, "sponsor_aware"))
    fatal = fatal_or_life_threatening is not False
    report_by = sponsor_aware.date() + timedelta(days=FATAL_DAYS if fatal else OTHER_DAYS)
    complete_by = report_by + timedelta(days=FATAL_COMPLETION_DAYS) if fatal else None
    return ReportingClock(susar, to_sponsor, report_by, complete_by, tuple(missing))


def first_awareness(times: Sequence[datetime]) -> datetime | None:
    """Give the earliest time ever recorded: an edit never resets the clock."""
    for time in times:
        _check_zone(time, "awareness")
    return min(times, default=None)


def _check_zone(time: datetime | None, name: str) -> None:
    if time is not None and time.utcoffset() is None:
        refuse(name, f"{time.isoformat()} has no zone", "write the offset, such as +08:00")
