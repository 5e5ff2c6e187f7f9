"""What is odd about the periods of treatment: overlaps, gaps, and ends before the start.

Only entries can be wrong here: what was taken is recorded, never judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

from trialwright.capture import checks as say
from trialwright.capture.exposure import Exposure, exposures
from trialwright.capture.finding import Finding
from trialwright.capture.participant import Participant
from trialwright.definition.load import Definition
from trialwright.sentence import sentence

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """The days, both included, on which none of the drugs was taken that everybody takes one of.

    `entry` is the one that begins treatment again.
    """

    first: date
    last: date
    entry: str


@dataclass(frozen=True)
class Overlap:
    """Two periods on drugs of one class at once, the later of which began on `day`."""

    day: date
    before: Exposure
    after: Exposure


def find_gaps(definition: Definition, periods: Iterable[Exposure]) -> tuple[Gap, ...]:
    """Every gap between periods on the drugs of which each group takes one.

    A period without its end goes on. A drug that only some groups take has no gaps: its course may
    pause.
    """
    groups = [frozenset(group.one_of) for group in definition.study.groups]
    everybodys = reduce(frozenset.intersection, groups)
    found: list[Gap] = []
    covered_to: date | None = None
    for period in sorted(periods, key=lambda each: each.start):
        if period.drug not in everybodys:
            continue
        if covered_to and period.start > covered_to + DAY:
            found.append(Gap(covered_to + DAY, period.start - DAY, period.entry))
        covered_to = max(covered_to or date.min, period.end or date.max - DAY)
    return tuple(found)


def find_overlaps(definition: Definition, periods: Sequence[Exposure]) -> tuple[Overlap, ...]:
    """Every two periods on drugs of one class, the later begun before the last day of the earlier.

    On one day one drug may be the last dose of the old and the first of the new.
    """
    classes = {drug.id: drug.drug_class for drug in definition.study.drugs}
    return tuple(
        Overlap(after.start, before, after)
        for place, after in enumerate(periods)
        for before in periods[:place]
        if before.drug in classes
        and classes[before.drug] == classes.get(after.drug)
        and (before.end is None or after.start < before.end)
    )


def check_exposure(definition: Definition, participant: Participant) -> Iterator[Finding]:
    """Ask about every overlap, gap and period that ends before it starts."""
    periods = exposures(definition, participant)
    item = (definition.study.milestones.drug_start or "").partition(".")[2]
    labels = {drug.id: drug.label for drug in definition.study.drugs}
    for period in periods:
        if period.end and period.end < period.start:
            drug = labels.get(period.drug, period.drug)
            what = sentence(say.ENDS_FIRST, drug=drug, start=period.start, end=period.end)
            yield Finding(period.entry, item, "treatment period", what)
    for overlap in find_overlaps(definition, periods):
        what = sentence(
            say.OVERLAP,
            drug=labels[overlap.after.drug],
            day=overlap.day,
            other=labels[overlap.before.drug],
            start=overlap.before.start,
        )
        yield Finding(overlap.after.entry, item, "treatment period", what)
    for gap in find_gaps(definition, periods):
        what = sentence(say.GAP, first=gap.first, last=gap.last)
        yield Finding(gap.entry, item, "treatment period", what)
