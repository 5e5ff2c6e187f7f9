"""Worsening liver function: a Child-Pugh score two points or more above baseline (rule CHP-06)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from trialwright.instruments.child_pugh import SCORES, has_deteriorated
from trialwright.instruments.three_valued import all_of, any_of

RULES: Final = ("CHP-04", "CHP-06")


@dataclass(frozen=True)
class ScoreBounds:
    """The lowest and highest score that a set of components allows, 5 to 15."""

    low: int = SCORES[0]
    high: int = SCORES[1]


@dataclass(frozen=True)
class LiverVisit:
    """The Child-Pugh bounds of one visit."""

    date: date
    bounds: ScoreBounds
    source: str = ""


@dataclass(frozen=True)
class DeteriorationOutcome:
    """`deteriorated`: yes, no, or None where incomplete visits leave it open.

    `first_date` is the first visit that shows it for certain. `sustained`: two visits in a row show
    it; None while the next visit is not there to tell. `transient` is seen, but not sustained.
    """

    deteriorated: bool | None
    first_date: date | None
    sustained: bool | None
    sources: tuple[str, ...]
    rules: tuple[str, ...] = RULES

    @property
    def transient(self) -> bool | None:
        return all_of((self.deteriorated, None if self.sustained is None else not self.sustained))


def derive_deterioration(
    *,
    baseline: ScoreBounds | None,
    visits: Iterable[LiverVisit],
    after: date,
    until: date | None = None,
) -> DeteriorationOutcome:
    """Judge the visits after the baseline date, up to and including `until`.

    A missing component, a missing baseline and an incomplete visit count by their bounds. Without
    any visit the answer is None: nothing was seen, which is not the same as nothing happened.
    """
    start = baseline or ScoreBounds()
    used = [v for v in visits if v.date > after and (until is None or v.date <= until)]
    used.sort(key=lambda visit: (visit.date, visit.source))
    answers = [
        has_deteriorated(visit.bounds.low, visit.bounds.high, start.low, start.high)
        for visit in used
    ]
    answer = any_of(answers) if answers else None
    first = next((v for v, a in zip(used, answers, strict=True) if a), None)
    return DeteriorationOutcome(
        deteriorated=answer,
        first_date=first.date if first else None,
        sustained=_sustained(answers),
        sources=_sources([first] if first else _open_or_all(used, answers)),
    )


def _sustained(answers: Sequence[bool | None]) -> bool | None:
    """Look for two visits in a row; the one after the last visit is not known yet."""
    if not answers:
        return None
    return any_of(all_of(pair) for pair in zip(answers, [*answers[1:], None], strict=True))


def _open_or_all(
    visits: Sequence[LiverVisit], answers: Sequence[bool | None]
) -> Sequence[LiverVisit]:
    """Name the visits that keep the answer open; if none does, all of them say no."""
    still_open = [v for v, answer in zip(visits, answers, strict=True) if answer is None]
    return still_open or visits


def _sources(visits: Iterable[LiverVisit]) -> tuple[str, ...]:
    return tuple(visit.source for visit in visits if visit.source)
