"""Text that a spreadsheet shows and never runs."""

from __future__ import annotations

import re
from typing import Final

#: A spreadsheet takes a cell that starts like this for a formula, unless it is a plain number. The
#: wide signs are formulas to a spreadsheet that was set up for Chinese or Japanese.
_FORMULA: Final = re.compile(r"[=+@\t\r\n＝＋＠－-]")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def inert(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would take it for a formula."""
    dangerous = _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if dangerous else cell
