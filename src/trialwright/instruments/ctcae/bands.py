"""The intervals of a grading table, written as CTCAE prints them (rules CTC-01, CTC-03).

"<1.5-1.0" is 1.0 <= v < 1.5, ">3-5" is 3 < v <= 5, "1.5-3" includes both ends, "<0.5" and ">20" are
open, "" is a grade that does not exist. "LLN" is the laboratory's lower limit of normal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from trialwright.instruments.inputs import refuse
from trialwright.instruments.three_valued import all_of

Reference = Literal["", "uln", "baseline"]
_CELL: Final = re.compile(r"(?P<sign>[<>]?)(?P<near>LLN|\d+(?:\.\d+)?)(?:-(?P<far>\d+(?:\.\d+)?))?")


@dataclass(frozen=True)
class Band:
    """The values of one grade. A limit that is None is open; `below_lln` makes LLN the upper one."""

    grade: int
    low: Fraction | None
    low_included: bool
    high: Fraction | None
    high_included: bool
    below_lln: bool = False

    def holds(self, value: Fraction, lln: Fraction | None) -> bool | None:
        """Say whether a value lies in the band; None where only an unknown LLN could tell."""
        high = lln if self.below_lln else self.high
        under = True if high is None else value < high or (self.high_included and value == high)
        over = True
        if self.low is not None:
            over = value > self.low or (self.low_included and value == self.low)
        return all_of((None if self.below_lln and lln is None else under, over))


@dataclass(frozen=True)
class Scale:
    """The bands of one term in one state: of the value itself, or of its ratio to a reference."""

    of: Reference
    bands: tuple[Band, ...]

    @property
    def worst(self) -> int:
        return max(band.grade for band in self.bands)


def absolute(*cells: str) -> Scale:
    """Write grades 1, 2, 3 ... as limits of the value."""
    return Scale("", _bands(cells))


def times(of: Literal["uln", "baseline"], *cells: str) -> Scale:
    """Write grades 1, 2, 3 ... as multiples of the upper limit of normal or of the baseline."""
    return Scale(of, _bands(cells))


def _bands(cells: Sequence[str]) -> tuple[Band, ...]:
    return tuple(_band(grade, cell) for grade, cell in enumerate(cells, start=1) if cell)


def _band(grade: int, cell: str) -> Band:
    match = _CELL.fullmatch(cell)
    if match is None:
        raise ValueError(f"{cell!r} is no interval of a grading table")
    sign, near, far = match["sign"], match["near"], match["far"]
    other = None if far is None else Fraction(far)
    if near == "LLN":
        return Band(grade, other, True, None, False, below_lln=True)
    if sign == "<":
        return Band(grade, other, True, Fraction(near), False)
    return Band(grade, Fraction(near), not sign, other, True)


@dataclass(frozen=True)
class GradeRange:
    """The lowest and highest grade that what is known allows, and the limits that are missing."""

    low: int
    high: int
    missing: tuple[str, ...] = ()


def grade_on(scale: Scale, value: Fraction, limits: Mapping[str, Fraction | None]) -> GradeRange:
    """Take the worst band that holds (CTC-01); `limits` has "lln", "uln" and "baseline"."""
    if scale.of:
        reference = limits[scale.of]
        if reference is None:
            return GradeRange(0, scale.worst, (scale.of,))
        if reference == 0:
            refuse(scale.of, "0 cannot be multiplied to a limit", "check it against its source")
        value /= reference
    answers = [(band.grade, band.holds(value, limits["lln"])) for band in scale.bands]
    low = max((grade for grade, holds in answers if holds), default=0)
    high = max((grade for grade, holds in answers if holds is not False), default=0)
    return GradeRange(low, high, ("lln",) if low < high else ())
