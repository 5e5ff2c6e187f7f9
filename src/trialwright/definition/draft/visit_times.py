"""Distances and times that a record names, offered where visits are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trialwright.definition.draft.decision import Evidence, Option
from trialwright.definition.draft.time_frames import Registered
from trialwright.definition.draft.wording import quoted
from trialwright.definition.scalars import Bilingual
from trialwright.record.durations import Duration, find_durations
from trialwright.record.plaintext import plain_text
from trialwright.record.read import Record

_DAYS = {"day": 1, "week": 7}
_LETTER = {"day": "D", "week": "W", "month": "M", "year": "Y"}
_DESCRIPTION = "protocolSection.descriptionModule.detailedDescription"
_WINDOW_BEHIND = 12
_MAX_TIMES = 60


@dataclass(frozen=True)
class Interval:
    """A repeated distance between visits that the record names."""

    days: int
    window: int | None
    at: Evidence

    @property
    def option(self) -> Option:
        """The interval as an answer."""
        window = f" ± {self.window}" if self.window is not None else ""
        en, zh = f"Every {self.days}{window} days", f"每 {self.days}{window} 天"
        return Option(f"every_{self.days}_days", Bilingual(en=en, zh=zh))


@dataclass(frozen=True)
class Time:
    """A numbered time of measurement, such as week 16."""

    id: str
    duration: Duration
    at: Evidence

    @property
    def label(self) -> dict[str, str]:
        """The time as a visit is called."""
        unit, number = self.duration.unit, self.duration.number
        word = {"day": "日", "week": "周", "month": "月", "year": "年"}[unit]
        return {"en": f"{unit.capitalize()} {number}", "zh": f"第 {number} {word}"}


def named_intervals(record: Record, frames: tuple[Registered, ...]) -> list[Interval]:
    """Distances such as "every 12 weeks ± 7 days"; each number of days once."""
    texts = [(_DESCRIPTION, record.view.description.detailed_description or "")]
    texts += [(frame.path, frame.text) for frame in frames]
    found: dict[int, Interval] = {}
    for path, source in texts:
        text = plain_text(source).text
        durations = find_durations(text)
        for number, each in enumerate(durations):
            days = whole_days(each)
            if each.role == "interval" and days is not None and 1 <= days <= 366:
                window = _window_after(each, durations[number + 1 :])
                end = window.end if window else each.end
                at = quoted(path, source, _whole_words(text, each.start, end))
                wide = whole_days(window) if window else None
                found.setdefault(days, Interval(days, wide, at))
    return list(found.values())


def whole_days(duration: Duration) -> int | None:
    """A length in whole days; None for months and years, which have no fixed number of days."""
    days = duration.number * _DAYS.get(duration.unit, 0)
    return int(days) if days > 0 and days.denominator == 1 else None


def _window_after(interval: Duration, rest: tuple[Duration, ...]) -> Duration | None:
    """The window that follows an interval at once; a later one belongs to something else."""
    for each in rest[:1]:
        if each.role == "window" and each.start - interval.end <= _WINDOW_BEHIND:
            return each
    return None


def _whole_words(text: str, start: int, end: int) -> str:
    """The passage with the word before it, usually "every"."""
    before = re.search(r"\S+\s+\Z", text[:start])
    return text[before.start() if before else start : end]


def named_times(frames: tuple[Registered, ...]) -> list[Time]:
    """The numbered times of the outcomes, each once, in order of time."""
    found: dict[str, Time] = {}
    for frame in frames:
        for each in frame.frame.times:
            whole = each.number > 0 and each.number.denominator == 1 and each.number <= 5_000
            if each.role == "visit" and each.unit in _LETTER and whole:
                name = f"{_LETTER[each.unit]}{each.number}"
                found.setdefault(name, Time(name, each, frame.quote(each.start, each.end)))
    return sorted(found.values(), key=lambda time: time.duration.nominal_days)[:_MAX_TIMES]
