"""Laboratory values of one participant over time, as the points of a small drawing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trialwright.capture.participant import Participant
from trialwright.capture.visit_status import form_day
from trialwright.definition import Definition
from trialwright.definition.forms import Form, Item
from trialwright.definition.host_functions import exact_decimal
from trialwright.instruments.assay import Qualifier, read_result

TOP, BOTTOM = 24, 92
"""Between these the values of a curve lie, counted from its own top."""
LOG_FROM = 100
"""A curve whose highest value is so many times its lowest has a logarithmic axis."""
_LONG = 10**6
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Value:
    """One value on its day. `bound`: it was reported as below or above a limit, or not detected."""

    x: float
    y: float
    day: date
    text: str
    bound: bool


@dataclass(frozen=True)
class Curve:
    """One item over time, in its first unit. `elsewhere` counts the values in other units."""

    item: Item
    unit: str
    points: tuple[Value, ...]
    low: str
    high: str
    elsewhere: int
    top: int = 0
    name: str = ""

    @property
    def line(self) -> str:
        """The points for a polyline."""
        return " ".join(f"{value.x},{value.y}" for value in self.points)

    @property
    def base(self) -> int:
        """Where the name is written."""
        return self.top + 15

    @property
    def ends(self) -> tuple[int, int]:
        """Where the highest and the lowest value lie."""
        return self.top + TOP, self.top + BOTTOM

    def at(self, top: int, language: str) -> Curve:
        """The curve at its place in the picture, named in a language."""
        moved = tuple(replace(value, y=round(value.y + top, 1)) for value in self.points)
        name = self.item.label.in_language(language)
        return replace(self, top=top, points=moved, name=name)


def curve_items(definition: Definition) -> tuple[tuple[Form, Item], ...]:
    """The items that are drawn over time, in the order of the forms."""
    return tuple((form, item) for form in definition.forms for item in form.items if item.curve)


def curve_of(
    participant: Participant, form: Form, item: Item, across: Callable[[date], float]
) -> Curve | None:
    """The curve of one item; None without a value. Only values in the first unit are drawn."""
    unit = item.units[0] if item.units else ""
    found, elsewhere = [], 0
    for entry in participant.of_form(form.id):
        text, day = entry.value(item.id), form_day(form, entry)
        if text is None or day is None:
            continue
        if (entry.unit(item.id) or unit) != unit:
            elsewhere += 1
        elif (read := _read(item, text)) is not None:
            found.append((day, text, *read))
    if not found:
        return None
    found.sort(key=lambda row: row[0])
    heights = list(_heights([number for *_, number, _ in found]))
    points = tuple(
        Value(across(day), y, day, text, bound)
        for (day, text, _, bound), y in zip(found, heights, strict=True)
    )
    values = [number for *_, number, _ in found if number is not None]
    low, high = (_bound(f(values)) if values else "" for f in (min, max))
    return Curve(item, unit, points, low, high, elsewhere)


def _bound(number: Decimal) -> str:
    """A bound as it fits beside the drawing: 1,109.09, and 9.04×10⁷ from a million on."""
    if abs(number) < _LONG:
        return f"{number:,f}"
    mantissa, exponent = f"{number:.2e}".split("e+")
    return f"{mantissa}×10{exponent.translate(_RAISED)}"


def _read(item: Item, text: str) -> tuple[Decimal | None, bool] | None:
    """The number and whether it is a bound; the number of what is not detected is None."""
    if item.type != "result":
        number = exact_decimal(text)
        return None if number is None else (number, False)
    reading = read_result(text)
    if reading.qualifier is Qualifier.NO_TEST:
        return None
    return reading.value, reading.qualifier is not Qualifier.EQUAL


def _heights(numbers: Sequence[Decimal | None]) -> Iterator[float]:
    """How far down each value lies; what is not detected lies at the bottom."""
    known = [float(number) for number in numbers if number is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    logarithmic = low > 0 and high / low >= LOG_FROM

    def level(number: float) -> float:
        return math.log10(number) if logarithmic else number

    span = (level(high) - level(low)) or 1.0
    for number in numbers:
        share = 0.0 if number is None else (level(float(number)) - level(low)) / span
        yield round(BOTTOM - share * (BOTTOM - TOP), 1)
