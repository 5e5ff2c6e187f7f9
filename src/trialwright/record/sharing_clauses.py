"""What a record says about when participant data can be had: after what, and for how long (IPD-03)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from trialwright.record.durations import Duration, find_durations
from trialwright.record.models import IpdSharing
from trialwright.record.plaintext import plain_text

ClauseKind = Literal[
    "opens after publication",
    "opens after completion",
    "open for",
    "closes after publication",
    "never closes",
]

_PATH: Final = "protocolSection.ipdSharingStatementModule"
_AFTER: Final = r"(?:after|following|from|post|since|upon|of|past)"
_PUBLICATION: Final = r"(?:publication|publishing|published|article)"
_COMPLETION: Final = (
    r"(?:completion|complete|completed|end of the (?:study|trial)|(?:study|trial) end)"
)
# What may stand between "after" and the event: "after the main results' publication".
_GAP: Final = r"[^.;\n]{0,40}?"

_TO_PUBLICATION = re.compile(rf"[ -]*{_AFTER}\b{_GAP}\b{_PUBLICATION}", re.I)
_TO_COMPLETION = re.compile(rf"[ -]*{_AFTER}\b{_GAP}\b{_COMPLETION}", re.I)
_SHARED_EVENT = re.compile(
    rf"\s*(?:and|to|until)\s+(?:ending|up to|ends?|until)?[^.;\n]{{0,30}}?"
    rf"{_AFTER}\b{_GAP}\b(?:(?P<publication>{_PUBLICATION})|{_COMPLETION})",
    re.I,
)
_AT_ONCE = re.compile(
    rf"\b(?:immediately |directly |soon )?{_AFTER} "
    rf"(?P<events>(?:(?:(?!\b(?:after|following|since)\b)[^.;,\n]){{0,40}}?\b(?:{_PUBLICATION}|{_COMPLETION})\b(?:\s+and\b)?)+)",
    re.I,
)
_ENDING = re.compile(r"\b(?:end(?:ing|s)?|until|up to)\s*(?:at|on|:)?\s*\Z", re.I)
_FOR = re.compile(
    r"(?:\bfor(?: (?:a|the|at least|up to|a minimum of))?(?: (?:period|total|term|duration) of)?"
    r"|\bperiod of|\blasting|\bend date:?|\bduration:?|为期|持续|共)\s*\Z",
    re.I,
)
_THEREAFTER = re.compile(
    r"\s*(?:thereafter|afterwards?|after that|from then|following the start)", re.I
)
_NO_END = re.compile(
    r"\b(?:no end date|without (?:an )?end|indefinite(?:ly)?|permanent(?:ly)?|no time limit)\b",
    re.I,
)
# Enough for the words between a length and its event, in texts of any length.
_LOOK_AHEAD: Final = 200
_CHINESE_EVENT = re.compile(
    r"(?:(?P<publication>发表|出版|公开)|(?:完成|结束))[^。；\n]{0,4}(?:之|以)?后\s*\Z"
)


@dataclass(frozen=True)
class Clause:
    """One statement; `length` is None where it holds at once or for ever, `quote` the words."""

    kind: ClauseKind
    length: Duration | None
    quote: str
    path: str


def read_sharing_clauses(plan: IpdSharing) -> tuple[Clause, ...]:
    """Every statement on time in the plan's three texts, in their order; none is an empty tuple."""
    texts = (
        ("timeFrame", plan.time_frame),
        ("description", plan.description),
        ("accessCriteria", plan.access_criteria),
    )
    return tuple(
        clause
        for key, source in texts
        if source
        for clause in _clauses(plain_text(source).text, f"{_PATH}.{key}")
    )


def _clauses(text: str, path: str) -> Iterator[Clause]:
    taken: list[tuple[int, int]] = []
    for length in find_durations(text):
        kind = _kind(text, length)
        if kind:
            end = _quote_end(text, length.end)
            taken.append((length.start, end))
            yield Clause(kind, length, _quote(text, length.start, end), path)
    for match in _AT_ONCE.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            yield from _at_once(match, path)
    for match in _NO_END.finditer(text):
        yield Clause("never closes", None, match[0], path)


def _kind(text: str, length: Duration) -> ClauseKind | None:
    """What a length of time is the length of, by the words around it."""
    before = text[max(0, length.start - 40) : length.start]
    after = text[length.end : length.end + _LOOK_AHEAD]
    if _ENDING.search(before) and _TO_PUBLICATION.match(after):
        return "closes after publication"
    if _FOR.search(before) or _THEREAFTER.match(after):
        return "open for"
    event = _CHINESE_EVENT.search(before) or _SHARED_EVENT.match(after)
    if event:
        return "opens after publication" if event["publication"] else "opens after completion"
    if _TO_PUBLICATION.match(after):
        return "opens after publication"
    return "opens after completion" if _TO_COMPLETION.match(after) else None


def _at_once(match: re.Match[str], path: str) -> Iterator[Clause]:
    """ "After the completion of the study and publication of the results" names two events."""
    quote = " ".join(match[0].split())
    if re.search(_PUBLICATION, match["events"], re.I):
        yield Clause("opens after publication", None, quote, path)
    if re.search(_COMPLETION, match["events"], re.I):
        yield Clause("opens after completion", None, quote, path)


def _quote_end(text: str, start: int) -> int:
    end = re.compile(r"[.;\n,]|\Z").search(text, start)
    return min(end.start() if end else len(text), start + 80)


def _quote(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())
