"""One picture of a study's time: start, last useful entry, horizons, completions, data sharing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from trialwright.instruments.partial_date import DateSpan
from trialwright.record.accrual import (
    Accrual,
    Horizon,
    derive_accrual,
    months_words,
    read_horizons,
)
from trialwright.record.calendar_lengths import day_after
from trialwright.record.models import RegisteredDate, StudyView
from trialwright.record.module_paths import STATUS
from trialwright.record.sharing_window import (
    COMPLETION_PATH,
    PUBLICATION,
    SharingWindow,
    derive_sharing_window,
)

if TYPE_CHECKING:
    from trialwright.record.read import Record

Kind = Literal["actual", "estimated", "unstated", "derived", "given"]
_START: Final = f"{STATUS}.startDateStruct"
_PRIMARY: Final = f"{STATUS}.primaryCompletionDateStruct"


@dataclass(frozen=True)
class Moment:
    """A day in the life of a study; `days` is a span when it is known to the month or year only.

    `days` is None where it cannot be determined, and `note` says why. `rests_on` are the paths of
    the record, or what was given by hand, that the day follows from.
    """

    id: str
    label: str
    days: DateSpan | None
    kind: Kind
    rests_on: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Stretch:
    """What lasts from one day to another; None where an end cannot be determined."""

    id: str
    label: str
    begins: DateSpan | None
    ends: DateSpan | None
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Timeline:
    """Moments and stretches in the order of a study, and remarks on what does not fit."""

    nct_id: str
    moments: tuple[Moment, ...]
    stretches: tuple[Stretch, ...]
    notes: tuple[str, ...]

    def moment(self, identifier: str) -> Moment:
        """The moment of this id; KeyError when the study has none."""
        return next(iter(m for m in self.moments if m.id == identifier))

    @property
    def extent(self) -> DateSpan | None:
        """From the first to the last day that is known; None when none is."""
        spans = [m.days for m in self.moments]
        spans += [end for s in self.stretches for end in (s.begins, s.ends)]
        known = [span for span in spans if span]
        if not known:
            return None
        return DateSpan(min(s.earliest for s in known), max(s.latest for s in known))


def derive_timeline(record: Record, publication: date | None = None) -> Timeline:
    """The timeline of a record, with the day of publication where there is one.

    The last useful entry is the last day of enrolment from which the longest primary horizon is
    reached by primary completion (DAT-06); the sharing window follows IPD-03. Nothing is guessed:
    a day the record does not lead to is None.
    """
    view = record.view
    accrual = derive_accrual(view)
    window = derive_sharing_window(view, publication)
    stretches = _stretches(view, accrual, window)
    return Timeline(
        nct_id=record.nct_id,
        moments=tuple(_moments(view, accrual, window, publication)),
        stretches=stretches,
        notes=tuple(_notes(view, accrual, window, stretches)),
    )


def _moments(
    view: StudyView, accrual: Accrual, window: SharingWindow | None, publication: date | None
) -> Iterator[Moment]:
    status = view.status
    yield _registered("start", "Start", status.start, _START)
    yield Moment(
        "accrual-limit",
        "Last entry for the primary horizon",
        accrual.limit,
        "derived",
        (_PRIMARY, *([accrual.horizon.path] if accrual.horizon else [])),
        "" if accrual.limit else "needs primary completion and a time frame with a number",
    )
    yield _registered(
        "primary-completion", "Primary completion", status.primary_completion, _PRIMARY
    )
    yield _registered("completion", "Study completion", status.completion, COMPLETION_PATH)
    if window is not None:
        yield from _sharing(window, publication)


def _sharing(window: SharingWindow, publication: date | None) -> Iterator[Moment]:
    published = DateSpan(publication, publication) if publication else None
    missing = "" if published else "not yet known"
    yield Moment("publication", "Publication", published, "given", (PUBLICATION,), missing)
    paths = tuple(dict.fromkeys(clause.path for clause in window.clauses))
    waits = f"waits for {', '.join(window.waits_for)}" if window.waits_for else ""
    yield Moment("sharing-opens", "Data sharing opens", window.opens, "derived", paths, waits)
    note = "" if window.closes else "no end date" if window.never_closes else waits or "not stated"
    yield Moment("sharing-closes", "Data sharing closes", window.closes, "derived", paths, note)


def _stretches(
    view: StudyView, accrual: Accrual, window: SharingWindow | None
) -> tuple[Stretch, ...]:
    start, primary = _days(view.status.start), _days(view.status.primary_completion)
    made = [Stretch("accrual", "Enrolment", start, accrual.limit, (_START, _PRIMARY))]
    made += _horizons(view, start, accrual.limit)
    completion = _days(view.status.completion)
    label = "After primary completion"
    made.append(Stretch("closing", label, primary, completion, (_PRIMARY, COMPLETION_PATH)))
    if window is not None:
        paths = tuple(dict.fromkeys(clause.path for clause in window.clauses))
        made.append(Stretch("sharing", "Data sharing", window.opens, window.closes, paths))
    return tuple(made)


def _horizons(view: StudyView, start: DateSpan | None, limit: DateSpan | None) -> Iterator[Stretch]:
    """For each different length, when the first and the last participant reach it."""
    levels = ("primary", "secondary", "other")
    every = [(level, h) for level in levels for h in read_horizons(view, level)[0]]
    every.sort(key=lambda each: each[1].length.nominal_days)
    for words in dict.fromkeys(_length(horizon) for _, horizon in every):
        same = [(level, h) for level, h in every if _length(h) == words]
        named = ", ".join(dict.fromkeys(level for level, _ in same))
        yield Stretch(
            f"horizon-{words.replace(' ', '-')}",
            f"{words} reached ({named})",
            _later(start, same[0][1]),
            _later(limit, same[0][1]),
            tuple(horizon.path for _, horizon in same),
        )


def _notes(
    view: StudyView,
    accrual: Accrual,
    window: SharingWindow | None,
    stretches: Iterable[Stretch],
) -> Iterator[str]:
    if accrual.months:
        yield f"Accrual window {months_words(accrual.months)} months{_rate(view, accrual)}."
    if accrual.unread:
        yield (
            "A primary time frame gives no number, so the horizon may be longer and the last entry "
            f"earlier: {', '.join(accrual.unread)}."
        )
    if _has_unexplained_gap(view, stretches):
        yield "No outcome runs past primary completion, yet study completion is later (DAT-07)."
    yield from _reached_too_late(view, stretches)
    if window is not None and window.waits_for:
        yield (
            f"Data sharing waits for {', '.join(window.waits_for)}: requests can be drafted, "
            "not handed in (IPD-03)."
        )


def _rate(view: StudyView, accrual: Accrual) -> str:
    """What the window asks of the sites each month, to one decimal."""
    count = view.design.enrollment_count
    assert accrual.months is not None
    longest = accrual.months[1]
    if longest == 0:
        return ": nobody who enters can reach the primary horizon (DAT-06)"
    if longest < 1:
        return ": less than a month to enrol (DAT-06)"
    if count is None:
        return ""
    tenths = int(Fraction(count) / longest * 10 + Fraction(1, 2))
    return f": {count} participants need {tenths // 10}.{tenths % 10} a month (DAT-06)"


def _has_unexplained_gap(view: StudyView, stretches: Iterable[Stretch]) -> bool:
    primary, completion = _days(view.status.primary_completion), _days(view.status.completion)
    if primary is None or completion is None or completion.earliest <= primary.latest:
        return False
    ends = [s.ends for s in stretches if s.id.startswith("horizon-")]
    return bool(ends) and all(end and end.latest <= primary.latest for end in ends)


def _reached_too_late(view: StudyView, stretches: Iterable[Stretch]) -> Iterator[str]:
    planned = view.status.completion
    if planned and planned.type != "ACTUAL":
        horizons = (s for s in stretches if s.id.startswith("horizon-"))
        late = [s for s in horizons if s.ends and s.ends.earliest > planned.date.last_day]
        yield from (f"The last to enter: {s.label} after study completion." for s in late[-1:])


def _registered(identifier: str, label: str, given: RegisteredDate | None, path: str) -> Moment:
    if given is None:
        return Moment(identifier, label, None, "unstated", (path,), "not registered")
    kinds: dict[str | None, Kind] = {"ACTUAL": "actual", "ESTIMATED": "estimated"}
    return Moment(identifier, label, _days(given), kinds.get(given.type, "unstated"), (path,))


def _days(given: RegisteredDate | None) -> DateSpan | None:
    return DateSpan(given.date.first_day, given.date.last_day) if given else None


def _later(days: DateSpan | None, horizon: Horizon) -> DateSpan | None:
    if days is None:
        return None
    earliest, latest = (
        day_after(days.earliest, horizon.length),
        day_after(days.latest, horizon.length),
    )
    return DateSpan(earliest, latest) if earliest and latest else None


def _length(horizon: Horizon) -> str:
    number, unit = horizon.length.number, horizon.length.unit
    shown = str(number) if number.denominator == 1 else f"{float(number):g}"
    return f"{shown} {unit}{'' if number == 1 else 's'}"
