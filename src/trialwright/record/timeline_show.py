"""A timeline as text with bars, and as plain values for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from trialwright.instruments.partial_date import DateSpan
from trialwright.record.json_values import JsonValue
from trialwright.record.sections import Code, Rows, Section, Table, make_section
from trialwright.record.timeline import Moment, Stretch, Timeline

_COLUMNS: Final = 52
_LABELS: Final = 36
CANNOT_SAY: Final = "cannot be determined"


@dataclass(frozen=True)
class Scale:
    """Where a day stands between the first and the last day shown, from 0 to `width`."""

    extent: DateSpan
    width: int

    def at(self, day: date) -> int:
        """The rounded position of a day."""
        whole = (self.extent.latest - self.extent.earliest).days or 1
        return ((day - self.extent.earliest).days * self.width * 2 + whole) // (2 * whole)

    def years(self) -> Iterator[tuple[int, int]]:
        """Each year that begins inside, with the position of 1 January."""
        for year in range(self.extent.earliest.year + 1, self.extent.latest.year + 1):
            yield year, self.at(date(year, 1, 1))


def describe_timeline(timeline: Timeline) -> tuple[Section, ...]:
    """The picture, the table of days with what each rests on, and the remarks."""
    rows = tuple(_row(moment) for moment in timeline.moments)
    sections = (
        make_section(
            "timeline", f"Timeline of {timeline.nct_id}", Code("\n".join(_bars(timeline)))
        ),
        make_section(
            "days", "Days and what they rest on", Table(("Day", "Date", "Kind", "Rests on"), rows)
        ),
        make_section(
            "remarks",
            "Remarks",
            Rows(tuple((str(n), note) for n, note in enumerate(timeline.notes, start=1))),
        ),
    )
    return tuple(section for section in sections if section)


def timeline_answer(timeline: Timeline) -> dict[str, JsonValue]:
    """The timeline as JSON values; a day that cannot be determined is null."""
    return {
        "nct_id": timeline.nct_id,
        "moments": [
            {
                "id": moment.id,
                "label": moment.label,
                **_span_answer("", moment.days),
                "kind": moment.kind,
                "rests_on": list(moment.rests_on),
                "note": moment.note,
            }
            for moment in timeline.moments
        ],
        "stretches": [_stretch_answer(stretch) for stretch in timeline.stretches],
        "notes": list(timeline.notes),
    }


def days_words(days: DateSpan | None) -> str:
    """A day, or the first and last day it can be."""
    if days is None:
        return CANNOT_SAY
    return f"{days.earliest} to {days.latest}" if days.is_partial else str(days.earliest)


def _row(moment: Moment) -> tuple[str, str, str, str]:
    when = days_words(moment.days) if moment.days else moment.note or CANNOT_SAY
    return moment.label, when, moment.kind, "; ".join(map(_short_path, moment.rests_on))


def _short_path(path: str) -> str:
    return path.removeprefix("protocolSection.")


def _bars(timeline: Timeline) -> Iterator[str]:
    """Bars for stretches, diamonds for days; no line where a day is missing."""
    extent = timeline.extent
    if extent is None:
        return
    scale = Scale(extent, _COLUMNS - 1)
    yield " " * (_LABELS + 1) + _axis(scale)
    for stretch in timeline.stretches:
        yield f"{_label(stretch.label)} {_bar(stretch, scale)}"
    for moment in timeline.moments:
        if moment.days:
            line = " " * scale.at(moment.days.earliest) + "◆"
            yield f"{_label(moment.label)} {line} {days_words(moment.days)}"


def _axis(scale: Scale) -> str:
    """Year numbers where they have room."""
    line = ""
    for year, position in scale.years():
        if position > len(line) or not line:
            line = line.ljust(position) + str(year)
    return line


def _bar(stretch: Stretch, scale: Scale) -> str:
    """An open end is a question mark; a stretch that ends before it begins has no bar."""
    if stretch.begins is None:
        return "? cannot be determined"
    first = scale.at(stretch.begins.earliest)
    if stretch.ends is None:
        return " " * first + "█ ..."
    if stretch.ends.latest < stretch.begins.earliest:
        return " " * scale.at(stretch.ends.latest) + "(none)"
    return " " * first + "█" * (scale.at(stretch.ends.latest) - first + 1)


def _label(text: str) -> str:
    return (text if len(text) <= _LABELS else f"{text[: _LABELS - 1]}…").ljust(_LABELS)


def _stretch_answer(stretch: Stretch) -> Mapping[str, JsonValue]:
    return {
        "id": stretch.id,
        "label": stretch.label,
        **_span_answer("begins_", stretch.begins),
        **_span_answer("ends_", stretch.ends),
        "rests_on": list(stretch.rests_on),
    }


def _span_answer(prefix: str, days: DateSpan | None) -> dict[str, JsonValue]:
    return {
        f"{prefix}earliest": days.earliest.isoformat() if days else None,
        f"{prefix}latest": days.latest.isoformat() if days else None,
    }
