"""The list of CTCAE v5.0 terms, read from a file the site supplies (NCI's table as CSV).

The program grades without it; coding an event by hand needs its wording. Its column of codes is
optional: MedDRA has its own licence.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from trialwright.errors import Problem, TrialwrightError
from trialwright.instruments.ctcae.clinical_table import CLINICAL_TERMS
from trialwright.instruments.ctcae.grade import GRADES
from trialwright.instruments.ctcae.laboratory_table import LABORATORY_TERMS

# Another number means another version, and versions are not mixed.
N_TERMS: Final = 837
# NCI's own headers and the plain ones of common copies.
_COLUMNS: Final = {
    "term": ("term", "ctcae term"),
    "soc": ("soc", "meddra soc"),
    "code": ("meddra_code", "meddra code"),
    "definition": ("definition",),
    **{str(grade): (f"grade_{grade}", f"grade {grade}") for grade in GRADES},
}
_OPTIONAL: Final = frozenset({"code", "definition"})
_NO_GRADE: Final = frozenset({"", "-", "–", "—"})


class TermListRefused(TrialwrightError):
    """A file is no list of the CTCAE v5.0 terms."""


@dataclass(frozen=True)
class CtcaeTerm:
    """One term in the words of the list; `grades` holds the grades that exist, 1 to 5."""

    name: str
    soc: str
    grades: Mapping[int, str]
    code: str = ""
    definition: str = ""


def load_term_list(path: Path) -> dict[str, CtcaeTerm]:
    """Read the list of terms by name; `TermListRefused` says with its line what is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TermListRefused(_problem(path.name, 0, "", f"cannot be read: {error}")) from error
    except UnicodeDecodeError as error:
        what = "is not written in UTF-8"
        raise TermListRefused(_problem(path.name, 0, "", what, "save it as CSV UTF-8")) from error
    return parse_term_list(text, path.name)


def load_checked_term_list(path: Path) -> dict[str, CtcaeTerm]:
    """Read a list that must agree with what the program grades; `TermListRefused` names what not."""
    terms = load_term_list(path)
    if problems := check_computed_terms(terms, path.name):
        raise TermListRefused(problems)
    return terms


def parse_term_list(text: str, file: str) -> dict[str, CtcaeTerm]:
    """Read the text of a list; `file` names it in problems."""
    (_, first), *rows = _rows(text, file) or [(1, [])]
    header = [" ".join(cell.split()).casefold() for cell in first]
    places = {name: _place(header, names) for name, names in _COLUMNS.items()}
    absent = [name for name, at in places.items() if at is None and name not in _OPTIONAL]
    if absent:
        cure = "give NCI's table of terms as CSV"
        raise TermListRefused(
            _problem(file, 1, _COLUMNS[name][0], "this column is missing", cure) for name in absent
        )
    terms = [(line, _term(row, places)) for line, row in rows if any(row)]
    problems = list(_check_terms(terms, file))
    if problems:
        raise TermListRefused(problems)
    return {term.name: term for _, term in terms}


def _rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    """Split the text into rows, each with the line on which it ends."""
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        return [(rows.line_num, row) for row in rows]
    except csv.Error as error:
        raise TermListRefused(_problem(file, rows.line_num, "", f"is no CSV: {error}")) from error


def check_computed_terms(terms: Mapping[str, CtcaeTerm], file: str) -> tuple[Problem, ...]:
    """Find what the program grades under a name, code or grade that the list does not have."""
    problems = []
    for name, code, grades in _computed():
        listed = terms.get(name)
        if listed is None:
            problems.append(_problem(file, 0, name, "the list lacks this term"))
            continue
        if listed.code not in ("", code):
            what = f"the list has code {listed.code}, the program {code}"
            problems.append(_problem(file, 0, name, what))
        if not grades <= set(listed.grades):
            more = ", ".join(str(grade) for grade in sorted(grades - set(listed.grades)))
            problems.append(_problem(file, 0, name, f"the list has no grade {more}"))
    return tuple(problems)


def _computed() -> Iterator[tuple[str, str, frozenset[int]]]:
    for laboratory in LABORATORY_TERMS.values():
        yield laboratory.name, laboratory.code, laboratory.grades
    for clinical in CLINICAL_TERMS.values():
        yield clinical.name, clinical.code, clinical.grades


def _place(header: list[str], names: Iterable[str]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _term(row: list[str], places: Mapping[str, int | None]) -> CtcaeTerm:
    def cell(name: str) -> str:
        at = places[name]
        return "" if at is None or at >= len(row) else " ".join(row[at].split())

    grades = {grade: cell(str(grade)) for grade in GRADES}
    existing = {grade: words for grade, words in grades.items() if words not in _NO_GRADE}
    return CtcaeTerm(cell("term"), cell("soc"), existing, cell("code"), cell("definition"))


def _check_terms(terms: list[tuple[int, CtcaeTerm]], file: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for line, term in terms:
        if not term.name or not term.soc:
            yield _problem(file, line, "term", "this row has no term or no organ class")
        elif term.name in seen:
            yield _problem(file, line, term.name, "this term stands here twice")
        elif not term.grades:
            yield _problem(file, line, term.name, "this term has no grade")
        seen.add(term.name)
    if len(terms) != N_TERMS:
        what = f"{len(terms)} terms, but CTCAE v5.0 has {N_TERMS}"
        yield _problem(file, 0, "", what, "is this the whole list of version 5.0?")


def _problem(file: str, line: int, key: str, what: str, cure: str = "") -> Problem:
    return Problem(file=file, line=line, key=key, what=what, cure=cure)
