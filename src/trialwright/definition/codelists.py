"""codelists/*.csv: `code,en,zh`, one answer a line."""

from __future__ import annotations

import csv
from pathlib import Path

from trialwright.definition.forms import Code, CodeList
from trialwright.definition.scalars import Bilingual
from trialwright.errors import DefinitionError, Problem

HEADER = ["code", "en", "zh"]


def load_codelist(path: Path) -> CodeList:
    """Load one code list; its file name is its identifier.

    Raises DefinitionError for a wrong header, a duplicate code, an empty cell, or text that is
    not UTF-8, naming the line of each.
    """
    name = f"codelists/{path.name}"
    try:
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        raise DefinitionError(
            Problem(name, 0, "", "not UTF-8 text", "save the file as UTF-8")
        ) from None
    if not rows or rows[0] != HEADER:
        cure = "the first line is: code,en,zh"
        raise DefinitionError(Problem(name, 1, "", "the header is wrong", cure))
    problems = _problems(name, rows)
    if problems:
        raise DefinitionError(problems)
    codes = tuple(Code(code=code, label=Bilingual(en=en, zh=zh)) for code, en, zh in rows[1:])
    return CodeList(id=path.stem, codes=codes)


def _problems(name: str, rows: list[list[str]]) -> list[Problem]:
    found: list[Problem] = []
    seen: dict[str, int] = {}
    if len(rows) == 1:
        found.append(Problem(name, 1, "", "the list has no codes", "add one line for each answer"))
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(HEADER) or not all(cell.strip() for cell in row):
            cure = "write code, English label and Chinese label; quote text that has a comma"
            found.append(Problem(name, line, "", "the line does not have three filled cells", cure))
        elif row[0] in seen:
            cure = f"it is first on line {seen[row[0]]}; keep one"
            found.append(Problem(name, line, row[0], f"the code '{row[0]}' is there twice", cure))
        else:
            seen[row[0]] = line
    return found
