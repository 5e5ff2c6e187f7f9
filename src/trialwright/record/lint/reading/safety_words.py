"""The words for causality, seriousness and grades of adverse events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from trialwright.record.searching import Searchable, Texts, words

CAUSALITY_SYSTEMS: Final[Mapping[str, frozenset[str]]] = {
    "WHO-UMC": frozenset(
        {
            *("certain", "probable", "likely", "possible", "unlikely", "conditional"),
            *("unclassified", "unassessable", "unclassifiable"),
        }
    ),
    "Naranjo": frozenset({"definite", "probable", "possible", "doubtful"}),
}
_SYSTEM_NAMES: Final = {
    "WHO-UMC": words(r"\bWHO[- /]?UMC\b|uppsala monitoring"),
    "Naranjo": words(r"\bNaranjo\b"),
}
_CAUSE: Final = (
    r"(?:definite(?:ly)?|certain(?:ly)?|probable|probably|possible|possibly|likely|unlikely"
    r"|doubtful|unrelated|not related|related|conditional|unassessable|unclassified)"
)
_CAUSES: Final = words(
    rf"\b{_CAUSE}(?:[ ]*(?:[/,、]|\bor\b|\band\b|\bvs\b\.?)[ ]*{_CAUSE})+\b",
)
_ONE_CAUSE: Final = re.compile(rf"\b{_CAUSE}\b", re.I)
_ADVERBS: Final = {
    "definitely": "definite",
    "certainly": "certain",
    "probably": "probable",
    "possibly": "possible",
}
_GRADED: Final = frozenset({"definite", "certain", "probable", "possible", "doubtful", "unlikely"})

SERIOUS: Final = words(r"\bserious\b|\bSAEs?\b|严重不良事件")
SEVERITY_SCALE: Final = words(
    r"\bCTCAE\b(?:[ ]?v?(?:ersion)?[ ]?\d(?:\.\d)?)?|common terminology criteria",
)
GRADE_RANGE: Final = words(
    r"\bgrades?[ ]*(?P<low>\d)(?:[ ]*\([^()]{1,30}\))?[ ]*(?:-|–|to|through)[ ]*(?:grade[ ]*)?\d\b",
)
GRADE_THRESHOLD: Final = words(
    r"(?:≥|>=|at least)[ ]*(?:CTCAE[ ]*)?grade[ ]*(\d)|\bgrades?[ ]*(?:≥|>=)[ ]*(\d)"
    r"|\bgrade[ ]*(\d)[ ]*(?:or|and)[ ]*(?:higher|above|more|worse|greater)\b",
)
_CRITERIA: Final = {
    "death": words(r"\bdeath\b|\bfatal|results? in death|死亡"),
    "life-threatening": words(r"life[- ]threatening|危及生命"),
    "hospitalisation": words(r"hospitali[sz]|住院"),
    "disability": words(r"disab|incapacit|残疾|功能丧失"),
    "congenital anomaly": words(r"congenital|birth defect|先天"),
    "other medically important event": words(
        r"(?:medically|clinically)[ ](?:important|significant)|important medical|重要医学"
    ),
}
_LEAST_LISTED: Final = 3


@dataclass(frozen=True)
class SeriousnessList:
    """A list of criteria in a text: where it stands and which standard ones it lacks."""

    start: int
    end: int
    missing: tuple[str, ...]


def named_system(fields: Texts[Searchable]) -> str:
    """The causality system that the texts name, or "" where they name none."""
    return next((name for name, spelt in _SYSTEM_NAMES.items() if spelt.occur_in(fields)), "")


def causality_lists(field: Searchable) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    """Lists of at least two causality words, with their span and the words in base form."""
    for match in _CAUSES.finditer(field):
        terms = (word.lower() for word in _ONE_CAUSE.findall(match[0]))
        base = tuple(_ADVERBS.get(term, term) for term in terms)
        if _GRADED.intersection(base):
            yield match.span(), base


def missing_seriousness_criteria(text: Searchable) -> SeriousnessList | None:
    """The list of at least three seriousness criteria in a text, or None where there is none."""
    found = {name: match for name, spelt in _CRITERIA.items() if (match := spelt.search(text))}
    if len(found) < _LEAST_LISTED:
        return None
    start = min(match.start() for match in found.values())
    end = max(match.end() for match in found.values())
    return SeriousnessList(start, end, tuple(name for name in _CRITERIA if name not in found))
