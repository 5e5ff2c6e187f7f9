"""STR: what the registry's form of the text does to the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import DEFINITIONS, STRUCTURE
from trialwright.record.lint.study_text import StudyText
from trialwright.record.module_paths import (
    DESCRIPTION,
    DESIGN,
    ELIGIBILITY,
    IDENTIFICATION,
    IPD,
    STATUS,
)

# Characters a field may hold, counted in the plain text.
LIMITS: Final = {
    f"{IDENTIFICATION}.briefTitle": 300,
    f"{IDENTIFICATION}.officialTitle": 600,
    f"{IDENTIFICATION}.acronym": 14,
    f"{IDENTIFICATION}.orgStudyIdInfo.id": 30,
    f"{DESCRIPTION}.briefSummary": 5000,
    f"{DESCRIPTION}.detailedDescription": 32000,
    f"{ELIGIBILITY}.eligibilityCriteria": 20000,
    f"{ELIGIBILITY}.studyPopulation": 1000,
    f"{DESIGN}.bioSpec.description": 1000,
    f"{IPD}.description": 1000,
    f"{IPD}.timeFrame": 1000,
    f"{IPD}.accessCriteria": 1000,
    f"{STATUS}.whyStopped": 250,
}
NEAR_LIMIT: Final = 5

_NCT_ID = re.compile(r"NCT[0-9]{8}")
_POSITION = re.compile(r"\[[0-9]+\]")
_CLOSED = re.compile(r"""[.!?…。！？;；:：)\]）】"'”’»]\Z""")
# A comparator before a number, and a number whose point was escaped.
_ESCAPED = re.compile(r"\\[<>](?:\\?=)?[ ]?[0-9][0-9.,]*(?<![.,])|(?<![0-9.])[0-9]{1,2}\\\.")
# Numbering of three levels and more; the digit comes first, since `re`
# passes quickly over what is none.
_LEVEL = re.compile(r"\.[0-9]{1,2}\.")
_NUMBERING = re.compile(r"[0-9][0-9]?(?:\.[0-9]{1,2}){2,4}[.)]?(?=[ ][^\W\d_])")


@rule(
    "STR-01",
    Severity.ERROR,
    Family.VALIDITY,
    "The record is well formed, numbered, and holds only what the registry defines",
    STRUCTURE,
)
def well_formed(study: StudyText) -> Iterator[Hit]:
    """That the text parses as a literal is proved by the record being here: see `read.py`."""
    if not _NCT_ID.fullmatch(study.record.nct_id):
        message = "The registry number is not NCT and eight digits, so the record cannot be found."
        yield Hit(f"{IDENTIFICATION}.nctId", message)
    for path in sorted({_POSITION.sub("[]", path) for path in study.record.unknown_keys}):
        message = "The registry's structure has no such key. It is kept, but no rule reads it."
        yield Hit(path, message, "Check whether the record was changed after it left the registry.")


@rule(
    "STR-02",
    Severity.ERROR,
    Family.VALIDITY,
    "Texts are no longer than the registry accepts",
    DEFINITIONS,
)
def within_limits(study: StudyText) -> Iterator[Hit]:
    for field, limit in _limited_texts(study):
        length = len(field.text)
        if length > limit:
            yield field.hit(
                (limit, length),
                f"The text has {length} characters and the registry accepts {limit}.",
                f"Shorten it by {length - limit} characters; what follows the limit is quoted.",
            )


@rule(
    "STR-03",
    Severity.WARNING,
    Family.VALIDITY,
    "No text was cut off at its limit",
    DEFINITIONS,
)
def not_cut_off(study: StudyText) -> Iterator[Hit]:
    for field, limit in _limited_texts(study):
        text = field.text
        if limit - NEAR_LIMIT <= len(text) <= limit and limit > 30 and not _CLOSED.search(text):
            last_line = max(text.rfind("\n") + 1, len(text) - 60)
            yield field.hit(
                (last_line, len(text)),
                f"The text stops after {len(text)} of {limit} characters without an end of "
                "sentence: the rest was cut off and nobody can know it.",
                "Shorten the text so that it ends inside the limit.",
            )


@rule(
    "STR-04",
    Severity.NOTE,
    Family.VALIDITY,
    "No comparator or numbering depends on how the registry escapes text",
    STRUCTURE,
)
def no_meaning_in_escapes(study: StudyText) -> Iterator[Hit]:
    for field in study.prose:
        match = _meaning_in_form(field.source)
        if match:
            yield Hit(
                field.path,
                "A comparator or a number of a list is written in characters that the registry "
                "escapes or runs together, so a program may lose it.",
                "Read it without the escapes; one numbered item per line.",
                match.start(),
                match.end(),
            )


RULES: Final = (well_formed, within_limits, not_cut_off, no_meaning_in_escapes)


@lru_cache(maxsize=1024)
def _meaning_in_form(source: str) -> re.Match[str] | None:
    """The first place where an escape or a numbering in the line carries meaning."""
    escaped = _ESCAPED.search(source) if "\\" in source else None
    # A level between two points is seldom, and found soon.
    numbers = _NUMBERING.finditer(source) if _LEVEL.search(source) else ()
    numbered = filter(_begins_a_word, numbers)
    found = [match for match in (escaped, next(numbered, None)) if match]
    return min(found, key=lambda match: match.start(), default=None)


def _begins_a_word(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 1) : match.start()]
    return not before or before.isspace()


def _limited_texts(study: StudyText) -> Iterator[tuple[FieldText, int]]:
    for field in (*study.identifiers, *study.prose, study.why_stopped):
        if field and field.path in LIMITS:
            yield field, LIMITS[field.path]
