"""A registered time frame, read: how long, counted from what, and where it ends if nowhere clear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from trialwright.record.durations import Duration, find_durations
from trialwright.record.time_origins import Origin, find_origins

# Words that tell a period without saying how long it is for one participant.
_OPEN_ENDED = re.compile(
    r"\bthroughout\b|\bduring\b|\b(?:the )?(?:whole|entire) (?:study|trial|period)\b"
    r"|\b(?:until|through|to|at|till) (?:the )?(?:(?:end|completion|close|conclusion) of (?:the )?"
    r"(?:study|trial|follow-?up|observation)|(?:study|trial) (?:completion|end|closure|close))\b"
    r"|\b(?:end|completion) of (?:the )?(?:study|trial|follow-?up)\b|\bstudy (?:completion|end)\b"
    r"|\bfollow-?up period\b|\b(?:study|trial) (?:duration|period)\b|\bduration of\b"
    r"|\blong[ -]term\b|\blifetime\b|\bas long as\b"
    r"|整个(?:研究|试验|治疗|随访)?(?:期间|过程)?|(?:研究|试验|治疗|随访|住院)期间|研究结束"
    r"|\bdurante\b|\ba lo largo de\b|\bfin del estudio\b|\bpendant\b|\bfin de l'étude\b",
    re.IGNORECASE,
)
_AN_AVERAGE = re.compile(
    r"\b(?:an )?(?:average|mean|median|expected average|estimated|maximum|max\.?|approximately"
    r"|up to|about|assessed up to)\b",
    re.IGNORECASE,
)
_COMPLETION = re.compile(r"complet|end|clos|conclu", re.IGNORECASE)


@dataclass(frozen=True)
class TimeFrame:
    """What a time frame says; positions are in `text`.

    `durations` are all lengths and numbered visits; `origins` all named origins; `open_ended` the
    spans of words that leave the end open. Nothing found is an empty tuple, never a guess.
    """

    text: str
    durations: tuple[Duration, ...]
    origins: tuple[Origin, ...]
    open_ended: tuple[tuple[int, int], ...]

    @cached_property
    def times(self) -> tuple[Duration, ...]:
        """The lengths and visits at which something is measured: no intervals, no windows."""
        return tuple(d for d in self.durations if d.role not in ("interval", "window"))

    @cached_property
    def horizon(self) -> Duration | None:
        """The latest time of measurement; None when the text gives no number with a unit."""
        return max(self.times, key=lambda d: d.nominal_ticks, default=None)

    @property
    def interval(self) -> Duration | None:
        """The distance between two measurements ("every 12 weeks"), where one is given."""
        return next((d for d in self.durations if d.role == "interval"), None)

    @cached_property
    def origin(self) -> Origin | None:
        """The event from which the time counts; None when the text names none."""
        return next(
            (o for o in self.origins if o.kind != "other event"), next(iter(self.origins), None)
        )

    @cached_property
    def ends_with_study(self) -> bool:
        """The registry's own form for events: "through study completion, an average of 1 year"."""
        stated = bool(_AN_AVERAGE.search(self.text)) and self.horizon is not None
        return stated and any(_COMPLETION.search(self.text[a:b]) for a, b in self.open_ended)


# Several rules read the same frames, and records share their phrases.
@lru_cache(maxsize=4096)
def parse_time_frame(text: str) -> TimeFrame:
    """Read a time frame in plain text, such as "From randomization up to 24 months".

    A numbered week without a named event ("Week 16") is its own origin, of kind "numbered visit".
    """
    durations = find_durations(text)
    visits = (Origin("numbered visit", d.start, d.end) for d in durations if d.role == "visit")
    open_ended = tuple(match.span() for match in _OPEN_ENDED.finditer(text))
    return TimeFrame(text, durations, find_origins(text) or tuple(visits), open_ended)
