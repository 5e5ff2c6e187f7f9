"""The appendices: every result row with its number, and every set of sources once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from trialwright.analysis.results import ResultRow
from trialwright.report.document import (
    Block,
    Column,
    Run,
    SourceSet,
    SourceSets,
    Table,
    TableRow,
    Words,
    plain,
)
from trialwright.report.evidence import Evidence, Numbered
from trialwright.report.numerals import NOTHING, stored

_POINT = ("cumulative_incidence", "lower", "upper", "n_risk")
_COLUMNS = (
    Column("Row", "text", 2),
    Column("Group", "text", 3),
    Column("What", "text", 5),
    Column("Statistic", "text", 5),
    Column("Value", "number", 4),
    Column("Unit", "text", 3),
    Column("n", "number", 1),
    Column("Sources", "text", 2),
)
_POINT_COLUMNS = (
    Column("Group", "text", 3),
    Column("Day", "number", 1),
    *(Column(name.replace("_", " "), "number", 4) for name in _POINT),
    Column("n", "number", 1),
    Column("Sources", "text", 2),
)


class SourceNames:
    """Names S1, S2, ... for distinct sets of sources, in the order in which they first appear."""

    def __init__(self, rows: Iterable[ResultRow], readings: Iterable[str] = ()) -> None:
        self._readings = frozenset(readings)
        sets = dict.fromkeys(row.sources for row in rows if row.sources)
        self._numbers = {sources: i for i, sources in enumerate(sets, start=1)}

    def link(self, row: ResultRow) -> Words:
        """The set of a row as a link to its list."""
        number = self._numbers.get(row.sources)
        return (Run(f"S{number}", f"sources-{number}"),) if number else plain(NOTHING)

    @cached_property
    def sets(self) -> tuple[SourceSet, ...]:
        """Every set with its ids, gathered by what they have in common."""
        return tuple(
            SourceSet(f"sources-{number}", f"S{number}", self._gathered(sources))
            for sources, number in self._numbers.items()
        )

    def _gathered(self, sources: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Ids by endpoint and reading: "recurrence/P001" is "P001" under "recurrence"."""
        parts: dict[str, list[str]] = {}
        for source in sources:
            head, _, tail = source.partition("/")
            reading, _, rest = tail.partition("/")
            if reading in self._readings:
                head, tail = f"{head}/{reading}", rest
            parts.setdefault(head, []).append(tail)
        return tuple((head, tuple(tails)) for head, tails in parts.items())


def result_blocks(evidence: Evidence, names: SourceNames) -> Iterator[Block]:
    """Every result row, analysis by analysis; rows of analyses nobody declared come last."""
    declared = evidence.definition.analyses.analyses
    for analysis in declared:
        rows = evidence.of(analysis)
        if rows:
            yield from _analysis_blocks(
                evidence, names, analysis.id, f"{analysis.label.en} ({analysis.standing})", rows
            )
    known = {analysis.id for analysis in declared}
    others = [n for n in evidence.rows if n.row.analysis not in known]
    for identifier in dict.fromkeys(n.row.analysis for n in others):
        members = tuple(n for n in others if n.row.analysis == identifier)
        yield from _analysis_blocks(evidence, names, identifier, "not declared", members)


def source_block(names: SourceNames) -> SourceSets:
    """Every distinct set of sources."""
    return SourceSets(names.sets)


def _analysis_blocks(
    evidence: Evidence,
    names: SourceNames,
    identifier: str,
    title: str,
    rows: tuple[Numbered, ...],
) -> Iterator[Block]:
    first = rows[0].row
    points = tuple(n for n in rows if _is_point(n.row))
    yield Table(
        f"results-{identifier}",
        f"{identifier}: {title}. Method {first.method}, population {first.population}, "
        f"display {first.display}.",
        _COLUMNS,
        tuple(_result_row(evidence, names, n) for n in rows if not _is_point(n.row)),
        style="appendix",
    )
    if points:
        caption = f"{identifier}: points of the curve. Under each number is its row."
        table_rows = tuple(_point_rows(evidence, names, points))
        yield Table(f"points-{identifier}", caption, _POINT_COLUMNS, table_rows, style="appendix")


def _is_point(row: ResultRow) -> bool:
    return row.at is not None and row.statistic in _POINT and not row.variable


def _result_row(evidence: Evidence, names: SourceNames, numbered: Numbered) -> TableRow:
    row = numbered.row
    what = " ".join(part for part in (row.variable, row.level) if part)
    if row.at is not None:
        what = f"{what} day {row.at}".strip()
    unit = "; ".join(part for part in (row.unit, row.note) if part)
    cells = (
        (Run(f"R{numbered.number}", anchor=numbered.anchor),),
        plain(evidence.group_name(row.group)),
        plain(what),
        plain(row.statistic.replace("_", " ")),
        plain(_value(row)),
        plain(unit),
        plain(str(row.n)),
        names.link(row),
    )
    return TableRow(cells)


def _point_rows(
    evidence: Evidence, names: SourceNames, points: tuple[Numbered, ...]
) -> Iterator[TableRow]:
    """One line for each group and day, its statistics side by side; repeats get a second line."""
    lines: dict[tuple[str, int, tuple[str, ...], int], dict[str, Numbered]] = {}
    for numbered in points:
        row = numbered.row
        assert row.at is not None
        lines.setdefault((row.group, row.at, row.sources, row.n), {})[row.statistic] = numbered
    for (group, day, _, n), found in sorted(lines.items(), key=lambda item: item[0][:2]):
        numbers = (_point(found.get(statistic)) for statistic in _POINT)
        sources = names.link(next(iter(found.values())).row)
        cells = (plain(evidence.group_name(group)), plain(str(day)), *numbers, plain(str(n)))
        yield TableRow((*cells, sources))


def _point(numbered: Numbered | None) -> Words:
    if numbered is None:
        return ()
    return (
        Run(_value(numbered.row), anchor=numbered.anchor),
        Run(f" R{numbered.number}", mark="quiet"),
    )


def _value(row: ResultRow) -> str:
    return NOTHING if row.value is None else stored(row.value)
