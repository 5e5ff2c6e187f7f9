"""Equivalence classes: the records that share all quasi-identifiers, and the risk they carry.

All measures are exact fractions, because a release is decided by comparing them with thresholds:
1/11 is above 0.09, and no rounding may hide it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trialwright.errors import Problem, ReleaseRefused

Values = tuple[Hashable, ...]
Threshold = Fraction | Decimal | int


@dataclass(frozen=True)
class EquivalenceClasses:
    """How many of the records have each combination of quasi-identifier values.

    `of_record` (n) the combination of each record, in the order given; `sizes` the number of
    records by combination, in the order of first appearance. A missing value (None) is a category
    of its own: two records that both lack it look alike, and unlike all others.
    """

    of_record: tuple[Values, ...]
    sizes: dict[Values, int]

    @property
    def n(self) -> int:
        return len(self.of_record)

    @property
    def k(self) -> int | None:
        """Size of the smallest class (Sweeney 2002); None without records."""
        return min(self.sizes.values(), default=None)

    @property
    def sample_uniques(self) -> int:
        """Records that share their combination with no other record."""
        return sum(size == 1 for size in self.sizes.values())

    @property
    def size_of_record(self) -> tuple[int, ...]:
        return tuple(self.sizes[values] for values in self.of_record)

    @property
    def prosecutor_max(self) -> Fraction | None:
        """Chance to pick the right record for the person easiest to find, known to be included."""
        return Fraction(1, min(self.sizes.values())) if self.sizes else None

    @property
    def prosecutor_min(self) -> Fraction | None:
        """The same for the person hardest to find."""
        return Fraction(1, max(self.sizes.values())) if self.sizes else None

    @property
    def prosecutor_average(self) -> Fraction | None:
        """The mean chance over records: classes / n, not the mean of 1/size over classes."""
        return Fraction(len(self.sizes), self.n) if self.sizes else None

    @property
    def average_size(self) -> Fraction | None:
        return Fraction(self.n, len(self.sizes)) if self.sizes else None

    @property
    def discernibility(self) -> int:
        """Sum of squared class sizes (Bayardo & Agrawal 2005): the smaller, the more detail."""
        return sum(size * size for size in self.sizes.values())

    def records_at_risk(self, threshold: Threshold) -> Fraction | None:
        """Share of records with 1/size strictly above `threshold`, which must be exact."""
        limit = check_threshold(threshold)
        if not self.sizes:
            return None
        above = sum(size for size in self.sizes.values() if Fraction(1, size) > limit)
        return Fraction(above, self.n)


def derive_classes(records: Sequence[Sequence[Hashable]]) -> EquivalenceClasses:
    """Group records by their quasi-identifier values; each record lists them in the same order.

    Values are compared as they are: generalise and round before. Raises ReleaseRefused for
    records of unequal length and for NaN, which would make each record look unique.
    """
    combinations = tuple(tuple(record) for record in records)
    for row, values in enumerate(combinations, start=1):
        _check_record(row, values, len(combinations[0]))
    return EquivalenceClasses(combinations, dict(Counter(combinations)))


def check_threshold(threshold: Threshold) -> Fraction:
    """The threshold as a fraction. Raises TypeError for a float: 0.09 is not what was typed."""
    if isinstance(threshold, float):
        raise TypeError(f"threshold {threshold!r} is a float: give Decimal('{threshold!r}')")
    return Fraction(threshold)


def _check_record(row: int, values: Values, width: int) -> None:
    if len(values) != width:
        what = f"record {row} has {len(values)} quasi-identifiers, record 1 has {width}"
        raise ReleaseRefused(Problem("", 0, f"records.{row}", what))
    if any(value != value for value in values):
        raise ReleaseRefused(
            Problem(
                "",
                0,
                f"records.{row}",
                f"record {row} holds NaN, which equals nothing, not even itself",
                "write a missing value as None",
            )
        )
