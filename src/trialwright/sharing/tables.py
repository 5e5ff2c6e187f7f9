"""The tables of a package, and what each of their cells may hold.

A cell is shared because its column permits it, never because nothing was found against it: the
text of a form, a date or an identifier fits no column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from trialwright.definition.scalars import Bilingual
from trialwright.instruments.assay import read_result

#: Stands for a value that was suppressed because too few people share it.
SUPPRESSED = "*"

Role = Literal["value", "unit", "missing"]
Kind = Literal["word", "name", "whole", "number", "result", "day", "band", "visit"]

_PATTERNS = {
    "name": re.compile(r"[A-Za-z][A-Za-z_+]{0,59}"),  # a word of this program: CENSORED, local
    "whole": re.compile(r"-?\d{1,9}"),
    "number": re.compile(r"-?\d{1,15}(\.\d{1,15})?"),
    "day": re.compile(r"-?[1-9]\d{0,4}"),  # there is no day 0
    "band": re.compile(r"\d{1,2}(-\d{1,2})?|90\+"),
    "visit": re.compile(r"UNSCHEDULED_\d{1,3}|event-\d{1,4}"),
}


@dataclass(frozen=True)
class Column:
    """One column: its name and label, what it holds, and the decision it rests on.

    `item` is the item it was made from ("" for what the package adds). `words` are the permitted
    words of a column of words or visits; two may be joined by "+". A `revealing` column is suppressed for participants whose
    quasi-identifiers are. The unit of a value and the reason why it is missing stand in columns of
    their own role beside it.
    """

    name: str
    label: Bilingual
    kind: Kind
    item: str = ""
    words: frozenset[str] = frozenset()
    unit: str = ""
    codelist: str = ""
    action: str = "added"
    because: str = ""
    revealing: bool = False
    role: Role = "value"

    def permits(self, cell: str) -> bool:
        """Whether `cell` may stand in this column; an empty cell always may."""
        if not cell or (self.revealing and cell == SUPPRESSED):
            return True
        if cell in self.words or self.words.issuperset(cell.split("+")):
            return True
        if self.kind == "result":
            return is_readable_result(cell)
        pattern = _PATTERNS.get(self.kind)
        return pattern is not None and pattern.fullmatch(cell) is not None


@dataclass(frozen=True)
class Table:
    """One file of the package: columns, and rows of cells in the order they are written."""

    name: str
    label: Bilingual
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"


def is_readable_result(text: str) -> bool:
    """Whether a laboratory result says one thing; anything else typed there is free text."""
    return not read_result(text).finding and text.isprintable()
