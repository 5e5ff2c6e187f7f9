"""How long a study can take people in, so that the last one still reaches the primary outcome."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from trialwright.instruments.partial_date import DateSpan
from trialwright.record.calendar_lengths import latest_origin, months_within
from trialwright.record.durations import Duration
from trialwright.record.models import StudyView
from trialwright.record.module_paths import OUTCOMES
from trialwright.record.partial_date import PartialDate
from trialwright.record.plaintext import plain_text
from trialwright.record.time_frames import parse_time_frame


@dataclass(frozen=True)
class Horizon:
    """The latest time at which one outcome is measured, and where the record says so."""

    length: Duration
    words: str
    path: str


@dataclass(frozen=True)
class Accrual:
    """What the dates and the longest primary horizon leave for enrolment (DAT-06).

    `limit` is the last day of entry, `months` the shortest and longest accrual window the
    registered dates allow; both None where the record does not say enough. `unread` are paths of
    primary time frames without a number: the horizon may then be longer, the limit earlier.
    """

    horizon: Horizon | None
    limit: DateSpan | None
    months: tuple[Fraction, Fraction] | None
    unread: tuple[str, ...]


def derive_accrual(view: StudyView) -> Accrual:
    """Accrual window = primary completion - longest primary horizon - start (DAT-06)."""
    horizons, unread = read_horizons(view, "primary")
    longest = max(horizons, key=lambda h: h.length.nominal_days, default=None)
    completion, start = view.status.primary_completion, view.status.start
    limit = _limit(completion.date, longest) if completion and longest else None
    months = None
    if limit and start:
        first = start.date
        months = (
            months_within(first.last_day, limit.earliest),
            months_within(first.first_day, limit.latest),
        )
    return Accrual(longest, limit, months, unread)


def read_horizons(view: StudyView, level: str) -> tuple[tuple[Horizon, ...], tuple[str, ...]]:
    """The horizons of the primary, secondary or other outcomes, and the paths without one."""
    horizons, unread = [], []
    for number, outcome in enumerate(getattr(view.outcomes, level)):
        path = f"{OUTCOMES}.{level}Outcomes[{number}].timeFrame"
        words = plain_text(outcome.time_frame or "").text
        length = parse_time_frame(words).horizon
        if length is None:
            unread.append(path)
        else:
            horizons.append(Horizon(length, words, path))
    return tuple(horizons), tuple(unread)


def months_words(months: tuple[Fraction, Fraction]) -> str:
    """A number of months to one decimal, or the range where dates are not exact."""
    low, high = (_decimal(value) for value in months)
    return low if low == high else f"{low} to {high}"


def _limit(completion: PartialDate, horizon: Horizon) -> DateSpan | None:
    earliest = latest_origin(completion.first_day, horizon.length)
    latest = latest_origin(completion.last_day, horizon.length)
    return DateSpan(earliest, latest) if earliest and latest else None


def _decimal(value: Fraction) -> str:
    tenths = int(value * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
