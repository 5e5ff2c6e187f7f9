"""A cumulative incidence curve as the points of a drawing, from the curve's result rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trialwright.analysis.results import ResultRow

# The drawing's own units; the page scales it. Room is left for labels left and below.
WIDTH, HEIGHT = 520, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 12, 40
DAYS_PER_MONTH = 365.25 / 12
TICK_STEP = 0.2
MONTHS_BETWEEN_TICKS = 6

Values = Mapping[str, float]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    position: float
    label: str


@dataclass(frozen=True)
class Line:
    """One group: its steps and the band between its limits, as SVG points."""

    group: str
    steps: str
    band: str


@dataclass(frozen=True)
class Curve:
    """Everything the drawing needs, in its own units."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    months: tuple[Tick, ...]
    shares: tuple[Tick, ...]
    lines: tuple[Line, ...]

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the plot area."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def build_curve(
    rows: Iterable[ResultRow], analysis: str, groups: Sequence[str], horizon_months: int
) -> Curve | None:
    """The curve of an analysis, one line for each group; None when it has no points."""
    points = _points(rows, analysis)
    if not points:
        return None
    ceiling = _ceiling(points)
    last_day = horizon_months * DAYS_PER_MONTH
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def across(day: float) -> float:
        return round(LEFT + min(day / last_day, 1) * (right - LEFT), 1)

    def down(share: float) -> float:
        return round(bottom - share / ceiling * (bottom - TOP), 1)

    def line(group: str) -> Line:
        days = points.get(group, {})
        estimate = _steps(days, "cumulative_incidence")
        low, high = _steps(days, "lower"), _steps(days, "upper")
        place = [f"{across(day)},{down(share)}" for day, share in estimate]
        band = [f"{across(day)},{down(share)}" for day, share in (*high, *reversed(low))]
        return Line(group, " ".join(place), " ".join(band))

    months = range(0, horizon_months + 1, MONTHS_BETWEEN_TICKS)
    ticks = [n * TICK_STEP for n in range(round(ceiling / TICK_STEP) + 1)]
    return Curve(
        *(WIDTH, HEIGHT, LEFT, right, TOP, bottom),
        tuple(Tick(across(month * DAYS_PER_MONTH), str(month)) for month in months),
        tuple(Tick(down(share), f"{share:.0%}") for share in ticks),
        tuple(line(group) for group in groups),
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
