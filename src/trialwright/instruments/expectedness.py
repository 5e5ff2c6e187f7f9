"""Is an adverse reaction expected? Judged against the reference safety information (rule SAF-03).

Each drug has its own reference, peginterferon and every nucleoside analogue alike, and the version
valid at onset counts: a term added later makes nothing expected in hindsight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trialwright.instruments.inputs import refuse
from trialwright.instruments.three_valued import all_of, negation


@dataclass(frozen=True)
class ReferenceVersion:
    """One version of a drug's reference safety information, in force from a day on."""

    drug: str
    version: str
    valid_from: date


@dataclass(frozen=True)
class Expectedness:
    """`expected` is None where an unanswered question could still make the reaction unexpected."""

    expected: bool | None
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("SAF-03",)


def reference_at(
    versions: Iterable[ReferenceVersion], drug: str, onset: date | None
) -> ReferenceVersion | None:
    """Find the version of a drug's reference in force at onset; None if there is none, or no date."""
    if onset is None:
        return None
    in_force = [v for v in versions if v.drug == drug and v.valid_from <= onset]
    return max(in_force, key=lambda version: version.valid_from, default=None)


def judge_expectedness(
    *,
    listed: bool | None,
    more_specific: bool | None,
    grade: int | None,
    described_grade: int | None,
) -> Expectedness:
    """Judge one reaction: listed, and neither more specific nor more severe than described.

    `described_grade` is the worst grade (1 to 5) that the reference describes for the term.
    """
    for name, value in {"grade": grade, "described_grade": described_grade}.items():
        if value is not None and not 1 <= value <= 5:
            refuse(name, f"{value} is no grade", "use 1 to 5")
    no_worse = None if grade is None or described_grade is None else grade <= described_grade
    expected = all_of((listed, negation(more_specific), no_worse))
    asked = {
        "listed": listed,
        "more_specific": more_specific,
        "grade": grade,
        "described_grade": described_grade,
    }
    missing = tuple(name for name, value in asked.items() if value is None)
    return Expectedness(expected, missing if expected is None else ())
