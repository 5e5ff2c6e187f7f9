"""Known quantitative assays, their published lower limits, and the limits a text states.

HBD-06 gives the hepatitis B limits. The table holds what is published for each platform; an assay
that is not in it is never judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from trialwright.record.searching import Searchable, Words, words

_MARK = r"[®™]?[ ]{0,3}"


@dataclass(frozen=True)
class Assay:
    """A platform and its lower limits of quantification in `unit`; several where versions differ."""

    name: str
    named: Words
    limits: tuple[Decimal, ...]
    unit: str


@dataclass(frozen=True)
class StatedLimit:
    """A lower limit that a text gives; `start` and `end` are positions in that text."""

    value: Decimal
    unit: str
    start: int
    end: int


def _assay(name: str, pattern: str, limits: str, unit: str) -> Assay:
    values = tuple(Decimal(limit) for limit in limits.split())
    return Assay(name, words(pattern), values, unit)


ASSAYS: Final = (
    _assay("COBAS TaqMan HBV", rf"TaqMan{_MARK}HBV", "20 29", "iu/ml"),
    _assay("cobas 4800/6800/8800 HBV", rf"cobas{_MARK}(?:HBV|[468]800)", "10", "iu/ml"),
    _assay("Abbott RealTime HBV", rf"RealTime{_MARK}HBV", "10 15", "iu/ml"),
    _assay("COBAS TaqMan HCV", rf"TaqMan{_MARK}HCV", "15 25", "iu/ml"),
    _assay("Abbott RealTime HCV", rf"RealTime{_MARK}HCV", "12", "iu/ml"),
    _assay("COBAS TaqMan HIV-1", rf"TaqMan{_MARK}HIV", "20 48", "copies/ml"),
    _assay("Abbott RealTime HIV-1", rf"RealTime{_MARK}HIV", "40", "copies/ml"),
    _assay(
        "ARCHITECT HBsAg QT", rf"Architect{_MARK}(?:i?[124]000(?:SR)?[ ])?HBsAg", "0.05", "iu/ml"
    ),
    _assay("Elecsys HBsAg II quant", rf"Elecsys{_MARK}HBsAg", "0.05", "iu/ml"),
)

_UNIT = r"(?P<{0}>IU/ml|copies/ml)"
_VALUE = r"(?P<{0}>\d{{1,9}}(?:\.\d{{1,9}})?)"
_NAME = r"(?:LLOQ|LOQ|lower limit of quanti(?:fication|tation)|定量下限)"
STATED: Final = words(
    rf"{_NAME}[ ]{{0,3}}(?:\([A-Z]{{1,20}}\)[ ]{{0,3}})?(?:=|:|：|of|is|was|为)?[ ]{{0,3}}{_VALUE.format('after')}[ ]{{0,3}}"
    rf"(?:{_UNIT.format('unit_after')})?"
    rf"|<[ ]?{_VALUE.format('before')}[ ]{{0,3}}{_UNIT.format('unit_before')}[ ]{{0,3}}[(,（][ ]{{0,3}}(?:the[ ])?{_NAME}[)）]?",
)
BELOW: Final = words(
    rf"(?:<|＜|below|less than|under|低于)[ ]?{_VALUE.format('value')}[ ]{{0,3}}{_UNIT.format('unit')}",
)

_SENTENCE_END: Final = re.compile(r"[.;](?=\s)|[。；\n]")


def stated_limits(field: Searchable) -> list[StatedLimit]:
    """The lower limits of quantification that a plain text gives, in order."""
    return [
        StatedLimit(
            Decimal(match["after"] or match["before"]),
            (match["unit_after"] or match["unit_before"] or "").lower(),
            *match.span(),
        )
        for match in STATED.finditer(field)
    ]


def limits_below(field: Searchable) -> list[StatedLimit]:
    """The cut-offs "< x" of a text in the units of viral markers."""
    return [
        StatedLimit(Decimal(match["value"]), match["unit"].lower(), *match.span())
        for match in BELOW.finditer(field)
    ]


def with_assays(
    field: Searchable, limits: Sequence[StatedLimit]
) -> Iterator[tuple[StatedLimit, Assay | None]]:
    """Each limit with the known assay named last before it, of its unit unless it has none.

    Where none stands before it, it is the next one behind it in its sentence, as in "<40 copies/mL
    (Abbott RealTime HIV-1)". The limits come in the order of the text: its names are then passed
    once, not for every limit.
    """
    if not limits:
        return
    names = [(*match.span(), assay) for assay in ASSAYS for match in assay.named.finditer(field)]
    names.sort(key=lambda name: name[1], reverse=True)
    latest: dict[str, Assay] = {}
    for limit in limits:
        while names and names[-1][1] <= limit.start:
            *_, assay = names.pop()
            latest[assay.unit] = latest[""] = assay
        yield limit, latest.get(limit.unit) or _next_in_sentence(field.text, limit, names)


def _next_in_sentence(
    text: str, limit: StatedLimit, names: Sequence[tuple[int, int, Assay]]
) -> Assay | None:
    """The assay of the limit's unit that is named first behind it; the names stand last to first."""
    behind = (name for name in reversed(names) if limit.unit in ("", name[2].unit))
    start, _, assay = next(behind, (0, 0, None))
    return None if assay is None or _SENTENCE_END.search(text, limit.end, start) else assay
