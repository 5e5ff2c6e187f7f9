"""codelists/*.csv: `code,en,zh`, one answer a line."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from trialwright.definition.forms import Code, CodeList
from trialwright.definition.scalars import Bilingual
from trialwright.definition.strict_yaml import read_text, unprintable
from trialwright.errors import DefinitionError, Problem

HEADER = ["code", "en", "zh"]
Line = tuple[int, list[str]]


def load_codelist(path: Path) -> CodeList:
    """Load one code list; its file name is its identifier.

    Raises DefinitionError for a wrong header, a duplicate code, an empty cell, an unprintable
    character, or text that is not UTF-8, naming the line of each.
    """
    name = f"codelists/{path.name}"
    lines = _lines(path, name)
    problems = _problems(name, lines)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", path.stem):
        cure = "name it with letters, digits and _ only"
        problems.append(Problem(name, 0, "", f"'{path.stem}' is not a valid name", cure))
    if problems:
        raise DefinitionError(problems)
    codes = tuple(Code(code=code, label=Bilingual(en=en, zh=zh)) for _, (code, en, zh) in lines[1:])
    return CodeList(id=path.stem, codes=codes)


def _lines(path: Path, name: str) -> list[Line]:
    """Each row with the line it ends on, the header first."""
    try:
        reader = csv.reader(io.StringIO(read_text(path, name), newline=""), strict=True)
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        cure = "quote text that has a comma, and close every quote"
        raise DefinitionError(Problem(name, 0, "", f"not valid CSV: {error}", cure)) from None


def _problems(name: str, lines: list[Line]) -> list[Problem]:
    if not lines or lines[0][1] != HEADER:
        return [Problem(name, 1, "", "the header is wrong", "the first line is: code,en,zh")]
    if len(lines) == 1:
        return [Problem(name, 1, "", "the list has no codes", "add one line for each answer")]
    found: list[Problem] = []
    seen: dict[str, int] = {}
    for line, row in lines[1:]:
        code = row[0].strip() if row else ""
        if len(row) != len(HEADER) or not all(cell.strip() for cell in row):
            cure = "write code, English label and Chinese label; quote text that has a comma"
            found.append(Problem(name, line, "", "the line does not have three filled cells", cure))
        elif hidden := unprintable("".join(row)):
            found.append(Problem(name, line, code, f"the line holds {hidden}", "remove it"))
        elif code in seen:
            cure = f"it is first on line {seen[code]}; keep one"
            found.append(Problem(name, line, code, f"the code '{code}' is there twice", cure))
        else:
            seen[code] = line
    return found
