"""A display as lines: a label and one cell for each group, before columns are laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trialwright.report.document import Column, TableRow, Words, plain
from trialwright.report.evidence import ALL, Evidence

# Of the width of a PDF page: labels are sentences, cells are numbers.
LABEL_SHARE, CELL_SHARE = 5, 3


@dataclass(frozen=True)
class Line:
    """One line of a display; `cells` maps a column (a group, "all", "contrast") to its words."""

    label: Words
    cells: Mapping[str, Words] = field(default_factory=dict)

    @property
    def heading(self) -> bool:
        """Whether the line only names the lines below it."""
        return not self.cells


def heading(text: str, standing: str = "") -> Line:
    """A line that names those below it, with the standing of an analysis behind it."""
    words = plain(text, "strong")
    return Line((*words, *plain(f"  {standing}", "quiet")) if standing else words)


def subheading(text: str) -> Line:
    """A quieter line that names those below it."""
    return Line(plain(text, "quiet"))


def columns_in_use(evidence: Evidence, lines: Sequence[Line]) -> tuple[str, ...]:
    """All groups, and the columns for everyone and for the comparison where a line fills them."""
    filled = {column for line in lines for column in line.cells}
    return (*evidence.groups, *(extra for extra in (ALL, *evidence.contrasts) if extra in filled))


def laid_out(
    evidence: Evidence, lines: Sequence[Line]
) -> tuple[tuple[Column, ...], tuple[TableRow, ...]]:
    """The columns and rows of a table with these lines."""
    keys = columns_in_use(evidence, lines)
    heads = (Column("", "text", LABEL_SHARE), *(_column(evidence, key) for key in keys))
    return heads, tuple(_row(line, keys) for line in lines)


def _column(evidence: Evidence, key: str) -> Column:
    return Column(evidence.group_name(key), "number", CELL_SHARE)


def _row(line: Line, keys: tuple[str, ...]) -> TableRow:
    if line.heading:
        return TableRow((line.label,), "group")
    return TableRow((line.label, *(line.cells.get(key, ()) for key in keys)))
