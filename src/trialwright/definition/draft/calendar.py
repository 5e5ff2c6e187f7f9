"""The visits: a fixed grid, the times that outcomes name, and whatever a person adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trialwright.definition.draft.decision import Option
from trialwright.definition.draft.origins import origin_options
from trialwright.definition.draft.sheet import Sheet
from trialwright.definition.draft.sources import ANSWERED, SourceTree, assumed, from_record
from trialwright.definition.draft.templates import form_templates
from trialwright.definition.draft.time_frames import Registered
from trialwright.definition.draft.visit_times import (
    Interval,
    Time,
    named_intervals,
    named_times,
    whole_days,
)
from trialwright.definition.scalars import Bilingual
from trialwright.record.read import Record

NO_GRID, OTHER_GRID = "none", "other"
_WHY_NOT = "the record has no schedule of visits"


@dataclass(frozen=True)
class Plan:
    """Visits and series as schedule.yaml writes them; `is_open` while an answer is missing."""

    screening_days: int | None
    enrolment_days: int | None
    visits: tuple[dict[str, Any], ...]
    series: tuple[dict[str, Any], ...]
    is_open: bool

    @property
    def origins(self) -> frozenset[str]:
        """The dates these visits count from."""
        return frozenset(tree["origin"] for tree in (*self.visits, *self.series))

    @property
    def forms(self) -> frozenset[str]:
        """The forms due at these visits."""
        single = {form for visit in self.visits for form in visit["forms"]}
        return frozenset(single | {due["form"] for s in self.series for due in s["forms"]})


def draft_calendar(sheet: Sheet, record: Record, frames: Iterable[Registered]) -> Plan:
    """Ask for the visits; the distances and times that the record names are offered."""
    frames = tuple(frames)
    screening = sheet.number("calendar.screening_days", why=_WHY_NOT)
    enrolment = sheet.number("calendar.enrolment_days", why=_WHY_NOT)
    series = _grid(sheet, named_intervals(record, frames))
    numbered = _numbered(sheet, named_times(frames))
    extra = _extra(sheet)
    is_open = None in (screening, enrolment, series, numbered, extra)
    visits = (*(numbered or ()), *(extra or ()))
    return Plan(screening, enrolment, visits, tuple(series or ()), is_open)


def form_options() -> tuple[Option, ...]:
    """The forms that may be due at a visit."""
    repeated = (each for each in form_templates().values() if each.when == "repeated")
    return tuple(Option(each.id, each.label) for each in repeated)


def _grid(sheet: Sheet, intervals: list[Interval]) -> list[dict[str, Any]] | None:
    """The grid as a series, an empty list where there is none, None while it is open."""
    standing = (
        Option(OTHER_GRID, Bilingual(en="At another distance", zh="其他间隔")),
        Option(NO_GRID, Bilingual(en="There is no fixed grid", zh="没有固定间隔")),
    )
    options = (*(each.option for each in intervals), *standing)
    at = intervals[0].at if intervals else None
    why = "a distance between visits is not yet a calendar" if intervals else _WHY_NOT
    chosen = sheet.choice("calendar.grid", options=options, why=why, at=at)
    if chosen is None or chosen == NO_GRID:
        return None if chosen is None else []
    read = next((each for each in intervals if each.option.value == chosen), None)
    days = read.days if read else sheet.number("calendar.grid_days", why=_WHY_NOT)
    # A registered window in which two visits would share days is asked again.
    window = read.window if read and 2 * (read.window or 0) < read.days else None
    if window is None:
        window = sheet.number("calendar.grid_window", why="the record gives no window", at=at)
    origin = sheet.choice("calendar.grid_origin", options=origin_options(), why=_WHY_NOT, at=at)
    count = sheet.number("calendar.grid_count", why="the record does not count the visits", at=at)
    due = None if days is None else _due(sheet, in_weeks=days % 7 == 0)
    if days is None or window is None or origin is None or count is None or due is None:
        return None
    _check_grid(sheet, days, window, count, due)
    source = from_record(read.at) if read else assumed(ANSWERED)
    return [_series(days, window, origin, count, due, source)]


def _due(sheet: Sheet, *, in_weeks: bool) -> list[dict[str, Any]] | None:
    """The forms of the grid, each with its weeks where it is not due every time."""
    forms = sheet.several("calendar.grid_forms", options=form_options(), why=_WHY_NOT)
    if forms is None:
        return None
    if not in_weeks:
        return [{"form": form} for form in forms]
    chosen = [option for option in form_options() if option.value in forms]
    some = sheet.several("calendar.grid_at_weeks", options=chosen, why=_WHY_NOT)
    if some is None:
        return None
    weeks = {form: sheet.numbers("due.*.weeks", form, why=_WHY_NOT) for form in some}
    if None in weeks.values():
        return None
    return [
        {"form": form, **({"visits": list(weeks[form] or ())} if form in some else {})}
        for form in forms
    ]


def _check_grid(
    sheet: Sheet, days: int, window: int, count: int, due: list[dict[str, Any]]
) -> None:
    """Tell the answer that cannot stand, not the file it would have gone to."""
    if 2 * window >= days:
        cure = f"visits {days} days apart allow at most {(days - 1) // 2}"
        sheet.refuse("calendar.grid_window", "the windows of two visits share days", cure)
    weeks = {n * days // 7 for n in range(1, count + 1)}
    for each in due:
        for week in each.get("visits", ()):
            if week not in weeks:
                cure = f"its first weeks are {', '.join(map(str, sorted(weeks)[:6]))}"
                sheet.refuse(f"due.{each['form']}.weeks", f"week {week} is no visit", cure)


def _series(
    days: int,
    window: int,
    origin: str,
    count: int,
    due: list[dict[str, Any]],
    source: SourceTree,
) -> dict[str, Any]:
    # A week is seven days; a grid off the weeks numbers its visits instead.
    in_weeks = days % 7 == 0
    return {
        "id": "follow_up",
        "visit_id": "W{week}" if in_weeks else "V{n}",
        "label": {"en": "Week {week}", "zh": "第 {week} 周"}
        if in_weeks
        else {"en": "Visit {n}", "zh": "第 {n} 次访视"},
        "origin": origin,
        "count": str(count),
        "every_days": str(days),
        "window": [str(-window), str(window)],
        "forms": due,
        "source": source,
    }


def _numbered(sheet: Sheet, times: list[Time]) -> list[dict[str, Any]] | None:
    """Visits at numbered times; asked only where the outcomes name such times."""
    if not times:
        return []
    options = [Option(t.id, Bilingual(**t.label)) for t in times]
    why = "an outcome names these times; the record does not say which are visits"
    chosen = sheet.several("calendar.numbered", options=options, why=why, at=times[0].at)
    if not chosen:
        return None if chosen is None else []
    day_zero = sheet.choice("outcomes.day_zero", options=origin_options(), why=why)
    before = sheet.number("calendar.numbered_before", why=_WHY_NOT)
    after = sheet.number("calendar.numbered_after", why=_WHY_NOT)
    forms = sheet.several("calendar.numbered_forms", options=form_options(), why=_WHY_NOT)
    days = {each.id: _day(sheet, each) for each in times if each.id in chosen}
    if day_zero is None or before is None or after is None or forms is None:
        return None
    if None in days.values():
        return None
    return [
        {
            "id": each.id,
            "label": each.label,
            "origin": day_zero,
            "day": str(days[each.id]),
            "window": [str(-before), str(after)],
            "forms": list(forms),
            "source": from_record(each.at),
        }
        for each in times
        if each.id in chosen
    ]


def _day(sheet: Sheet, time: Time) -> int | None:
    """The day of a numbered time; a month has no fixed number of days, so it is asked."""
    days = whole_days(time.duration)
    if days is None:
        why = "months and years have no fixed number of days (OUT-09)"
        return sheet.number("visit.*.day", time.id, why=why, at=time.at)
    if time.duration.unit != "day":
        return days
    counted = sheet.choice("calendar.day_one", why="records number days both ways", at=time.at)
    return None if counted is None else days - (counted == "day_1")


def _extra(sheet: Sheet) -> list[dict[str, Any]] | None:
    names = sheet.several("calendar.extra", why=_WHY_NOT)
    if names is None:
        return None
    trees = [_extra_visit(sheet, name) for name in names]
    return None if None in trees else [tree for tree in trees if tree]


def _extra_visit(sheet: Sheet, name: str) -> dict[str, Any] | None:
    label = sheet.label("visit.*.label", name, why=_WHY_NOT)
    origin = sheet.choice("visit.*.origin", name, options=origin_options(), why=_WHY_NOT)
    parts = ("day", "before", "after", "not_after_months")
    day, before, after, limit = (
        sheet.number(f"visit.*.{part}", name, why=_WHY_NOT) for part in parts
    )
    forms = sheet.several("visit.*.forms", name, options=form_options(), why=_WHY_NOT)
    if label is None or origin is None or forms is None:
        return None
    if day is None or before is None or after is None or limit is None:
        return None
    tree = {"id": name, "label": label, "origin": origin, "day": str(day)}
    latest = {"not_after": {"origin": origin, "months": str(limit)}} if limit else {}
    window = [str(-before), str(after)]
    source = assumed(ANSWERED, "OUT-06")
    return {**tree, "window": window, **latest, "forms": list(forms), "source": source}
