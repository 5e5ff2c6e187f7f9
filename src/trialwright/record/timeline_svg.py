"""A timeline as an SVG drawing that needs nothing else and is the same, byte for byte, each time."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from trialwright.instruments.partial_date import DateSpan
from trialwright.record.timeline import Moment, Stretch, Timeline
from trialwright.record.timeline_show import CANNOT_SAY, Scale, days_words

_WIDTH, _LEFT, _PLOT = 960, 330, 600
_ROW, _TOP = 32, 56
# System fonts only; colours keep 4.5:1 on white, and shape and words say the same.
_STYLE: Final = (
    "text{font:14px system-ui,'Noto Sans CJK SC',sans-serif;fill:#1a1a1a}"
    ".bar{fill:#1d5c8f}.doubt{fill:#9fc3de;stroke:#1d5c8f}.day{fill:#8a3b12}"
    ".grid{stroke:#c8c8c8}.missing{fill:#5a5a5a;font-style:italic}"
)


def timeline_svg(timeline: Timeline) -> str:
    """The drawing: a row for each stretch and each day, years along the top.

    The pale part of a bar is where a date is known to the month or year only. Title and
    description say in words what the picture shows.
    """
    height = _TOP + _ROW * (len(timeline.stretches) + len(timeline.moments)) + 16
    title = escape(f"Timeline of {timeline.nct_id}")
    body = "\n".join(_body(timeline, height))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" aria-labelledby="title words">\n'
        f'<title id="title">{title}</title>\n'
        f'<desc id="words">{escape(_words(timeline))}</desc>\n'
        f'<style>{_STYLE}</style>\n<rect width="{_WIDTH}" height="{height}" fill="#fff"/>\n'
        f"{body}\n</svg>\n"
    )


def _words(timeline: Timeline) -> str:
    days = [f"{moment.label}: {days_words(moment.days)}" for moment in timeline.moments]
    return ". ".join((*days, *(note.rstrip(".") for note in timeline.notes))) + "."


def _body(timeline: Timeline, height: int) -> Iterator[str]:
    scale = Scale(timeline.extent, _PLOT) if timeline.extent else None
    if scale:
        yield from _years(scale, height)
    y = _TOP
    for stretch in timeline.stretches:
        yield _label(stretch.label, y)
        yield _bar(stretch, scale, y)
        y += _ROW
    for moment in timeline.moments:
        yield _label(moment.label, y)
        yield _day(moment, scale, y)
        y += _ROW


def _years(scale: Scale, height: int) -> Iterator[str]:
    taken = -100
    for year, position in scale.years():
        x = _LEFT + position
        yield f'<line class="grid" x1="{x}" y1="36" x2="{x}" y2="{height - 8}"/>'
        if position - taken >= 44:
            yield f'<text x="{x}" y="28" text-anchor="middle">{year}</text>'
            taken = position


def _bar(stretch: Stretch, scale: Scale | None, y: int) -> str:
    if scale is None or stretch.begins is None:
        return _missing(CANNOT_SAY, _LEFT, y)
    begins, ends = stretch.begins, stretch.ends
    if ends is None:
        return _missing("begins, end open", _LEFT + scale.at(begins.earliest), y)
    if ends.latest < begins.earliest:
        return _missing("none: it would end before it begins", _LEFT + scale.at(ends.latest), y)
    outer = _rectangle("doubt", scale.at(begins.earliest), scale.at(ends.latest), y)
    certain = DateSpan(begins.latest, ends.earliest)
    if certain.latest < certain.earliest:
        return outer
    return outer + _rectangle("bar", scale.at(certain.earliest), scale.at(certain.latest), y)


def _day(moment: Moment, scale: Scale | None, y: int) -> str:
    if scale is None or moment.days is None:
        return _missing(moment.note or CANNOT_SAY, _LEFT, y)
    x, middle = _LEFT + scale.at(moment.days.earliest), y + 12
    diamond = f'<path class="day" d="M{x} {middle - 7}l7 7l-7 7l-7-7z"/>'
    # Near the right edge the date stands on the left of its mark.
    is_late = scale.at(moment.days.earliest) > _PLOT * 2 // 3
    place = f'x="{x - 14}" text-anchor="end"' if is_late else f'x="{x + 14}"'
    words = f"{days_words(moment.days)}{_kind(moment)}"
    return f'{diamond}<text {place} y="{y + 17}">{escape(words)}</text>'


def _kind(moment: Moment) -> str:
    return f" ({moment.kind})" if moment.kind in ("actual", "estimated") else ""


def _rectangle(name: str, first: int, last: int, y: int) -> str:
    width = max(last - first, 2)
    return f'<rect class="{name}" x="{_LEFT + first}" y="{y + 3}" width="{width}" height="18"/>'


def _label(text: str, y: int) -> str:
    return f'<text x="{_LEFT - 16}" y="{y + 17}" text-anchor="end">{escape(text)}</text>'


def _missing(text: str, x: int, y: int) -> str:
    return f'<text class="missing" x="{x}" y="{y + 17}">{escape(text)}</text>'
