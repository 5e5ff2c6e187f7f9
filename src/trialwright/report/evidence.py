"""Results with their numbers: how a display finds a row and prints it with a link to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from trialwright.analysis.results import ResultRow
from trialwright.definition.analyses import Analysis
from trialwright.definition.load import Definition
from trialwright.report.document import Run, Words, plain
from trialwright.report.numerals import NOTHING, percentage

Key = tuple[str, str, str, str, str, int | None]
Printer = Callable[[float], str]

#: The columns of a display that are no group.
ALL, CONTRAST = "all", "contrast"


@dataclass(frozen=True)
class Numbered:
    """A result row and its number in the appendix."""

    number: int
    row: ResultRow

    @property
    def anchor(self) -> str:
        """The place of the row in the appendix."""
        return f"row-{self.number}"

    @property
    def key(self) -> Key:
        """What distinguishes the row from all others."""
        row = self.row
        return (row.analysis, row.group, row.statistic, row.variable, row.level, row.at)


@dataclass(frozen=True)
class Evidence:
    """The results of one study, numbered in their order, with the definition that names them."""

    definition: Definition
    rows: tuple[Numbered, ...]

    @cached_property
    def _by_key(self) -> dict[Key, Numbered]:
        return {numbered.key: numbered for numbered in self.rows}

    @cached_property
    def _by_analysis(self) -> dict[str, tuple[Numbered, ...]]:
        found: dict[str, list[Numbered]] = {}
        for numbered in self.rows:
            found.setdefault(numbered.row.analysis, []).append(numbered)
        return {analysis: tuple(rows) for analysis, rows in found.items()}

    def of(self, analysis: Analysis) -> tuple[Numbered, ...]:
        """The rows of one analysis, in the order of the results."""
        return self._by_analysis.get(analysis.id, ())

    def find(
        self, analysis: Analysis, group: str, statistic: str, variable: str = "", level: str = ""
    ) -> Numbered | None:
        """One row of an analysis that is no point of a curve; None when there is none."""
        return self._by_key.get((analysis.id, group, statistic, variable, level, None))

    def first_by(self, method: str) -> Analysis | None:
        """The first declared analysis by a method."""
        declared = self.definition.analyses.analyses
        return next((analysis for analysis in declared if analysis.method == method), None)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups that are compared, in the order of the definition."""
        return tuple(group.id for group in self.definition.study.groups)

    @cached_property
    def contrasts(self) -> tuple[str, ...]:
        """The names of the comparisons of each other group against the reference group."""
        reference = self.definition.analyses.reference_group
        others = [group for group in self.groups if group != reference]
        return (CONTRAST,) if len(others) == 1 else tuple(f"{CONTRAST} {g}" for g in others)

    @cached_property
    def interval_name(self) -> str:
        """What limits are called, such as "95 % CI"."""
        return f"{percentage(float(self.definition.analyses.confidence_level), 0)} % CI"

    def group_name(self, group: str) -> str:
        """The short name of a group, or of the columns that are no group."""
        if group in self.groups:
            return self.definition.study.group(group).short.en
        if group.startswith(CONTRAST):
            compared = group.removeprefix(CONTRAST).strip()
            return f"{self.group_name(compared)}, comparison" if compared else "Comparison"
        return "All" if group == ALL else group


def number_rows(definition: Definition, results: Iterable[ResultRow]) -> Evidence:
    """Number results from 1 in the order given."""
    return Evidence(definition, tuple(Numbered(i, row) for i, row in enumerate(results, start=1)))


def shown(numbered: Numbered | None, print_: Printer, unit: str = "") -> Words:
    """A result as linked text: its number, or why there is none, or a dash when there is no row."""
    if numbered is None:
        return plain(NOTHING)
    if numbered.row.value is None:
        return (Run(numbered.row.note or NOTHING, numbered.anchor),)
    return (Run(print_(numbered.row.value) + unit, numbered.anchor),)


def joined(*pieces: Words | str) -> Words:
    """Words one after the other; bare text leads nowhere."""
    return tuple(
        run for piece in pieces for run in (plain(piece) if isinstance(piece, str) else piece)
    )


def with_limits(
    estimate: Numbered | None, low: Numbered | None, high: Numbered | None, print_: Printer
) -> Words:
    """An estimate with its limits in brackets; without limits, the estimate alone."""
    if estimate is None or (low is None and high is None):
        return shown(estimate, print_)
    return joined(
        shown(estimate, print_), " (", shown(low, print_), " to ", shown(high, print_), ")"
    )
