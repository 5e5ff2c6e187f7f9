"""Types of an event that a text lists, such as "Local (...)", "Distant (>2 cm from ...)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from trialwright.record.searching import Searchable, words
from trialwright.record.thresholds import Threshold, parse_thresholds

_CUE: Final = words(
    r"defined as|(?:categor|classif|stratif)\w{0,12}(?:[ ](?:as|into)\b)?|\btypes?\b|divided into|分为|包括"
    r"|\bsubtypes?\b",
)
_TYPE: Final = re.compile(
    r"(?<![^\W\d_])(?P<label>[^\W\d_][\w-]{0,40}(?:[ ][\w-]{1,40}){0,2})[ ]?[(（](?P<inside>[^()（）\n]{2,90})[)）]"
)
_APART: Final = 60
# Each type is compared with all others, and no list of types is as long as this.
_MOST: Final = 40


@dataclass(frozen=True)
class EventType:
    """One listed type with the limits in its brackets; `start` and `end` are of the text."""

    label: str
    limits: tuple[Threshold, ...]
    start: int
    end: int


def type_list(field: Searchable) -> tuple[EventType, ...]:
    """The types of a list with at least two of them, one of which has a numeric limit."""
    cue = _CUE.search(field)
    if cue is None:
        return ()
    types: list[EventType] = []
    for match in _TYPE.finditer(field.text, cue.end()):
        if types and match.start() - types[-1].end > _APART:
            types = types if len(types) > 1 else []
        if len(types) == _MOST:
            break
        limits = parse_thresholds(match["inside"])
        types.append(EventType(match["label"], limits, match.start(), match.end()))
    return tuple(types) if len(types) > 1 and any(kind.limits for kind in types) else ()


def gap_between(kind: EventType, types: Sequence[EventType]) -> str:
    """What the limits of a type leave open beside the others, in words; empty where nothing."""
    others = [limit for other in types for limit in other.limits]
    for limit in kind.limits:
        bound = limit.lower or limit.upper
        if bound is None or (limit.lower and limit.upper):
            continue
        below = limit.lower is not None
        partners = [
            end
            for other in others
            if other.unit == limit.unit
            and (end := other.upper if below else other.lower)
            and end.value == bound.value
        ]
        if not partners:
            side = "up to" if below else "from"
            return f"cases {side} {bound.value} {limit.unit}".rstrip() + " are in none"
        if all(partner.inclusive == bound.inclusive for partner in partners):
            where = "both" if bound.inclusive else "neither"
            return f"{bound.value} {limit.unit}".rstrip() + f" itself is in {where}"
    return ""
