"""schedule.yaml: visits, their windows, and the forms due at each.

A visit is named relative to one of the study's origin dates, in whole days. A series writes the
repeated visits of a grid once; `Schedule.visits` lists every visit of the study in order.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from pydantic import Field, model_validator

from trialwright.definition.provenance import Source
from trialwright.definition.scalars import Bilingual, Days, Identifier, Model, Months, Span, Whole


def _check_window(window: Span) -> None:
    if not window[0] <= 0 <= window[1]:
        raise ValueError("a window is written as [days before, days after], such as [-7, 7]")


class NotAfter(Model):
    """A date that cuts a window short: `months` calendar months after an origin date."""

    origin: Identifier
    months: Months


class Visit(Model):
    """One planned visit. `day` counts from the origin date (day 0); `window` is added to it."""

    id: Identifier
    label: Bilingual
    origin: Identifier
    day: Days
    window: Span
    not_after: NotAfter | None = None
    forms: tuple[Identifier, ...] = Field(min_length=1)
    series: Identifier | None = None
    source: Source

    @model_validator(mode="after")
    def _window_holds_the_day(self) -> Visit:
        _check_window(self.window)
        return self

    @property
    def first_day(self) -> int:
        """First day of the window, counted from the origin."""
        return self.day + self.window[0]

    @property
    def last_day(self) -> int:
        """Last day of the window, counted from the origin."""
        return self.day + self.window[1]


class SeriesForm(Model):
    """A form of a series; without `visits` it is due at every one."""

    form: Identifier
    visits: tuple[Whole, ...] | None = None


class Series(Model):
    """Repeated visits on a fixed grid: visit n is due `n * every_days` after the origin.

    `id` and `label` hold `{n}` (the visit's number, from 1) or `{week}`; `visits` of a form are
    weeks. The grid is fixed: a late visit does not move the next one (record-review, time rules).
    """

    id: Identifier
    visit_id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*\{(n|week)\}$")
    label: Bilingual
    origin: Identifier
    count: Whole = Field(ge=1, le=200)
    every_days: Whole = Field(ge=1, le=366)
    window: Span
    forms: tuple[SeriesForm, ...] = Field(min_length=1)
    source: Source

    @model_validator(mode="after")
    def _window_holds_the_day(self) -> Series:
        _check_window(self.window)
        return self

    @model_validator(mode="after")
    def _weeks_are_on_the_grid(self) -> Series:
        if self.every_days % 7 and "{week}" in self.visit_id:
            raise ValueError("visits named by {week} need every_days in whole weeks; or use {n}")
        grid = {n * self.every_days // 7 for n in range(1, self.count + 1)}
        for due in self.forms:
            for week in due.visits or ():
                if week not in grid:
                    raise ValueError(f"{due.form}: week {week} is no visit of this series")
        return self

    def visits(self) -> tuple[Visit, ...]:
        """The visits of this series, in order."""
        return tuple(self._visit(n) for n in range(1, self.count + 1))

    def _visit(self, n: int) -> Visit:
        day = n * self.every_days
        week = day // 7
        due = [f.form for f in self.forms if f.visits is None or week in f.visits]

        def named(text: str) -> str:
            return text.replace("{n}", str(n)).replace("{week}", str(week))

        return Visit(
            id=named(self.visit_id),
            label=Bilingual(en=named(self.label.en), zh=named(self.label.zh)),
            origin=self.origin,
            day=day,
            window=self.window,
            forms=tuple(due),
            series=self.id,
            source=self.source,
        )


class RunningForm(Model):
    """A form that belongs to no visit: it is filled in whenever the thing happens."""

    form: Identifier
    source: Source


class Schedule(Model):
    """The study's calendar (schedule.yaml)."""

    single_visits: tuple[Visit, ...] = Field(alias="visits")
    series: tuple[Series, ...] = ()
    running: tuple[RunningForm, ...] = ()

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """Every planned visit: single ones and those of the series, in study order."""
        every = [*self.single_visits, *(v for s in self.series for v in s.visits())]
        rank = {v.origin: i for i, v in reversed(list(enumerate(self.single_visits)))}
        # Screening-type visits before the grid, the rest by day: what a coordinator expects.
        return tuple(sorted(every, key=lambda v: (v.day, rank.get(v.origin, 99))))

    def visit(self, identifier: str) -> Visit:
        """The visit called `identifier`."""
        return self._by_id[identifier]

    @cached_property
    def _by_id(self) -> dict[str, Visit]:
        return {visit.id: visit for visit in self.visits}


#: The visit that running forms are filed under.
RUNNING = "RUNNING"

#: The visits that nobody planned: the first, and UNSCHEDULED_2 and so on after it.
FIRST_UNSCHEDULED: Final = "UNSCHEDULED"
UNSCHEDULED: Final = re.compile(rf"{FIRST_UNSCHEDULED}(?:_[0-9]{{1,3}})?")
