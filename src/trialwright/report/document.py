"""The report as a document, before it is HTML or PDF: both are set from these same values.

Every number in a display is a `Run` whose `link` leads to its row in the appendix, where the row's
`anchor` stands. Text is plain: a renderer escapes it, so nothing in a study's files can act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Mark = Literal["", "strong", "quiet", "warning", "code"]


@dataclass(frozen=True)
class Run:
    """A piece of text; `link` names the anchor it leads to, `anchor` makes it such a place."""

    text: str
    link: str = ""
    anchor: str = ""
    mark: Mark = ""


Words = tuple[Run, ...]


def plain(text: str, mark: Mark = "") -> Words:
    """Words that lead nowhere."""
    return (Run(text, mark=mark),)


def text_of(words: Words) -> str:
    """The bare text of words."""
    return "".join(run.text for run in words)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a warning stands in a frame."""

    words: Words
    kind: Literal["plain", "warning"] = "plain"


@dataclass(frozen=True)
class Heading:
    """A heading below the section's own."""

    text: str


@dataclass(frozen=True)
class BulletList:
    """A list without order."""

    items: tuple[Words, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, how it is aligned, and its share of the width in a PDF."""

    head: str
    align: Literal["text", "number"] = "number"
    share: int = 0  # 0 = as wide as its content


@dataclass(frozen=True)
class TableRow:
    """A row of a table. A `group` row is a heading over the rows below it."""

    cells: tuple[Words, ...]
    kind: Literal["body", "group"] = "body"


@dataclass(frozen=True)
class Table:
    """A table; `style` sets its size and whether its title shows.

    It is a display of its own, the numbers behind a figure, a list of statements, or an appendix.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    footnotes: tuple[str, ...] = ()
    style: Literal["display", "behind", "list", "appendix"] = "display"

    @property
    def anchor(self) -> str:
        """The place of the table; no study can name a display so that it meets another place."""
        return f"table-{self.id}"


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG text, what it says in words, and the table behind it."""

    id: str
    title: str
    svg: str
    alternative: str
    footnotes: tuple[str, ...] = ()
    behind: Table | None = None

    @property
    def anchor(self) -> str:
        """The place of the figure."""
        return f"figure-{self.id}"


@dataclass(frozen=True)
class SourceSet:
    """The endpoint rows behind some results: the ids of one kind, without their common beginning."""

    anchor: str
    name: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class SourceSets:
    """Every distinct set of sources, once."""

    sets: tuple[SourceSet, ...]


Block = Paragraph | Heading | BulletList | Table | Figure | SourceSets


@dataclass(frozen=True)
class Section:
    """A section: its name, its number ("3", "A") and its blocks."""

    id: str
    number: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """The place of the section."""
        return f"section-{self.id}"


@dataclass(frozen=True)
class Report:
    """A whole report. `synthetic` puts SYNTHETIC on every page, section and figure."""

    title: str
    short_title: str
    registry_id: str
    synthetic: bool
    data_cutoff: date
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    @property
    def file_title(self) -> str:
        """The title a reader sees on a tab or in a list of files."""
        mark = "SYNTHETIC - " if self.synthetic else ""
        return f"{mark}{self.short_title} ({self.registry_id}), report to {self.data_cutoff}"
