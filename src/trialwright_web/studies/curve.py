"""A cumulative incidence curve as the points of a drawing, from the curve's result rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trialwright.analysis.results import ResultRow
from trialwright.report.numerals import NOTHING, fixed
from trialwright_web.studies.at_risk import WeekAtRisk, list_at_risk, marked_weeks

# The drawing's own units; the page scales it. Room is left for labels left and below.
WIDTH = 520
LEFT, RIGHT, TOP, BOTTOM = 52, WIDTH - 16, 12, 260
# From the axis down to the words "At risk", and from each line of numbers to the next.
AT_RISK, LINE = 48, 24
DAYS_PER_MONTH = 365.25 / 12
TICK_STEP = 0.2

Values = Mapping[str, float]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    position: float
    label: str


@dataclass(frozen=True)
class Line:
    """One group: its steps and the band between its limits as SVG points, and who is at risk.

    `below` is how far down its numbers at risk stand.
    """

    group: str
    steps: str
    band: str
    at_risk: tuple[Tick, ...]
    below: int


@dataclass(frozen=True)
class Curve:
    """Everything the drawing needs, in its own units. `weeks_at_risk` is the table behind it."""

    weeks: tuple[Tick, ...]
    shares: tuple[Tick, ...]
    lines: tuple[Line, ...]
    weeks_at_risk: tuple[WeekAtRisk, ...]

    width, left, right, top, bottom = WIDTH, LEFT, RIGHT, TOP, BOTTOM
    below = BOTTOM + AT_RISK

    @property
    def height(self) -> int:
        """The whole height, with a line of numbers for each group."""
        return self.below + LINE * (len(self.lines) + 1)

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the plot area."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True)
class _Scale:
    """From days and shares to places in the drawing."""

    last_day: float
    ceiling: float

    def across(self, day: float) -> float:
        return round(LEFT + min(day / self.last_day, 1) * (RIGHT - LEFT), 1)

    def down(self, share: float) -> float:
        return round(BOTTOM - share / self.ceiling * (BOTTOM - TOP), 1)

    def points(self, steps: Iterable[tuple[int, float]]) -> str:
        return " ".join(f"{self.across(day)},{self.down(share)}" for day, share in steps)


def build_curve(
    rows: Sequence[ResultRow], analysis: str, groups: Sequence[str], horizon_months: int
) -> Curve | None:
    """The curve of an analysis, one line for each group; None when it has no points."""
    points = _points(rows, analysis)
    if not points:
        return None
    scale = _Scale(horizon_months * DAYS_PER_MONTH, _ceiling(points))
    weeks = list_at_risk(rows, analysis, groups)
    marked = marked_weeks(weeks)
    shares = [n * TICK_STEP for n in range(round(scale.ceiling / TICK_STEP) + 1)]
    return Curve(
        tuple(Tick(scale.across(each.day), str(each.week)) for each in marked),
        tuple(Tick(scale.down(share), f"{share:.0%}") for share in shares),
        tuple(
            _line(scale, group, points.get(group, {}), _at_risk(scale, marked, place), place)
            for place, group in enumerate(groups)
        ),
        weeks,
    )


def _line(
    scale: _Scale, group: str, days: Mapping[int, Values], at_risk: tuple[Tick, ...], place: int
) -> Line:
    estimate = _steps(days, "cumulative_incidence")
    low, high = _steps(days, "lower"), _steps(days, "upper")
    band = scale.points((*high, *reversed(low)))
    below = BOTTOM + AT_RISK + LINE * (place + 1)
    return Line(group, scale.points(estimate), band, at_risk, below)


def _at_risk(scale: _Scale, marked: Iterable[WeekAtRisk], place: int) -> tuple[Tick, ...]:
    counts = ((week.day, week.counts[place]) for week in marked)
    return tuple(
        Tick(scale.across(day), NOTHING if count is None else fixed(count, 0))
        for day, count in counts
    )


def _points(rows: Iterable[ResultRow], analysis: str) -> dict[str, dict[int, dict[str, float]]]:
    """Group, then day, then statistic."""
    points: dict[str, dict[int, dict[str, float]]] = {}
    for row in rows:
        if row.analysis == analysis and row.at is not None and row.value is not None:
            days = points.setdefault(row.group, {})
            days.setdefault(row.at, {})[row.statistic] = row.value
    return points


def _ceiling(points: Mapping[str, Mapping[int, Values]]) -> float:
    """The top of the axis: the next whole tick above everything drawn, 100 % at most."""
    highest = max(
        (
            values.get("upper", values.get("cumulative_incidence", 0.0))
            for days in points.values()
            for values in days.values()
        ),
        default=0.0,
    )
    return min(max(math.ceil(highest / TICK_STEP), 1) * TICK_STEP, 1.0)


def _steps(days: Mapping[int, Values], statistic: str) -> list[tuple[int, float]]:
    """A value holds until the next one: two points for each change."""
    steps: list[tuple[int, float]] = [(0, 0.0)]
    for day in sorted(days):
        if statistic in days[day]:
            steps += [(day, steps[-1][1]), (day, days[day][statistic])]
    return steps
