"""What belonging to a class gives away about a sensitive value, though nobody is identified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, prod

from trialwright.errors import Problem, ReleaseRefused
from trialwright.sharing.classes import EquivalenceClasses, Threshold, Values, check_threshold


@dataclass(frozen=True)
class SensitiveCounts:
    """How often each sensitive value occurs among the records of one class.

    The measures of one class; `Diversity` takes the worst class of each.
    """

    counts: tuple[int, ...]

    @property
    def size(self) -> int:
        return sum(self.counts)

    @property
    def distinct_l(self) -> int:
        """Number of different values (Machanavajjhala et al. 2007)."""
        return len(self.counts)

    @property
    def entropy_l(self) -> float:
        """exp of the Shannon entropy: the number of equally frequent values it amounts to.

        For display: `meets_entropy_l` decides.
        """
        return exp(log(self.size) - sum(c * log(c) for c in self.counts) / self.size)

    def meets_entropy_l(self, l_wanted: Threshold) -> bool:
        """Whether entropy l is at least `l_wanted`, without rounding.

        exp(entropy) >= l is n^n >= l^n * product of c^c, in whole numbers.
        """
        wanted = check_threshold(l_wanted)
        return bool(self.size**self.size >= wanted**self.size * prod(c**c for c in self.counts))

    def recursive_c(self, l_wanted: int) -> Fraction | None:
        """The class is recursively (c, l)-diverse for every c strictly above this; None = for none.

        The most frequent value must be rarer than c times all from the l-th most frequent on.
        """
        ordered = sorted(self.counts, reverse=True)
        rest = sum(ordered[l_wanted - 1 :])
        return Fraction(ordered[0], rest) if rest else None


@dataclass(frozen=True)
class Diversity:
    """The sensitive values by class, and overall; every measure is that of the worst class."""

    by_class: dict[Values, SensitiveCounts]
    t_by_class: dict[Values, Fraction]

    @property
    def distinct_l(self) -> int | None:
        return min((counts.distinct_l for counts in self.by_class.values()), default=None)

    @property
    def entropy_l(self) -> float | None:
        return min((counts.entropy_l for counts in self.by_class.values()), default=None)

    def meets_entropy_l(self, l_wanted: Threshold) -> bool:
        return all(counts.meets_entropy_l(l_wanted) for counts in self.by_class.values())

    def recursive_c(self, l_wanted: int) -> Fraction | None:
        """Recursively (c, l)-diverse for every c strictly above this; None = for no c."""
        bounds = [counts.recursive_c(l_wanted) for counts in self.by_class.values()]
        finite = [bound for bound in bounds if bound is not None]
        return max(finite) if finite and len(finite) == len(bounds) else None

    @property
    def t_equal(self) -> Fraction | None:
        """t-closeness with equal distances between values (Li, Li & Venkatasubramanian 2007)."""
        return max(self.t_by_class.values(), default=None)


def derive_diversity(classes: EquivalenceClasses, sensitive: Sequence[Hashable]) -> Diversity:
    """Count the sensitive value of each record (n, in the order of the classes' records) by class.

    A missing value (None) counts as a value of its own; leave such records out beforehand where
    that would make a class look more diverse than it is. t of a class is half the sum of
    absolute differences between its distribution and that of all records. Raises ReleaseRefused
    when the two do not have the same number of records.
    """
    if len(sensitive) != classes.n:
        what = f"{len(sensitive)} sensitive values for {classes.n} records"
        raise ReleaseRefused(Problem("", 0, "sensitive", what))
    counted: dict[Values, Counter[Hashable]] = {values: Counter() for values in classes.sizes}
    for values, value in zip(classes.of_record, sensitive, strict=True):
        counted[values][value] += 1
    overall = Counter(sensitive)
    return Diversity(
        by_class={v: SensitiveCounts(tuple(counts.values())) for v, counts in counted.items()},
        t_by_class={v: _equal_distance(counts, overall) for v, counts in counted.items()},
    )


def _equal_distance(inside: Counter[Hashable], overall: Counter[Hashable]) -> Fraction:
    size, n = inside.total(), overall.total()
    differences = (abs(Fraction(inside[v], size) - Fraction(overall[v], n)) for v in overall)
    return sum(differences, Fraction(0)) / 2
