"""Which CTCAE v5.0 term an adverse event is coded to, from the list the site supplies (rule CTC-31).

Only a name of the list is a code. A name that is merely near is proposed and left to a person.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from trialwright.instruments.ctcae.grade import GRADES
from trialwright.instruments.ctcae.term_list import CtcaeTerm
from trialwright.instruments.inputs import refuse

MOST_PROPOSALS: Final = 5
_NEAR: Final = 0.6


@dataclass(frozen=True)
class Coding:
    """The term of an event, None where the list has no such name; then `nearest` names others.

    `grade_exists` says whether the term has the grade given, None without a term or a grade.
    """

    term: str | None
    organ_class: str = ""
    code: str = ""
    grades: tuple[int, ...] = ()
    grade_exists: bool | None = None
    nearest: tuple[str, ...] = ()


def code_event(reported: str | None, grade: int | None, terms: Mapping[str, CtcaeTerm]) -> Coding:
    """Find the term by its name, whatever its case and blanks, and look its grade up.

    `terms` is the list by name (`load_term_list`). A grade outside 1 to 5 is refused.
    """
    if grade is not None and grade not in GRADES:
        refuse("grade", f"{grade} is no grade of an adverse event", "use 1 to 5")
    wanted = _folded(reported or "")
    if not wanted:
        return Coding(None)
    names = {_folded(name): name for name in terms}
    if wanted not in names:
        near = difflib.get_close_matches(wanted, names, n=MOST_PROPOSALS, cutoff=_NEAR)
        return Coding(None, nearest=tuple(names[name] for name in near))
    term = terms[names[wanted]]
    known = tuple(sorted(term.grades))
    exists = None if grade is None else grade in known
    return Coding(term.name, term.soc, term.code, known, exists)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
