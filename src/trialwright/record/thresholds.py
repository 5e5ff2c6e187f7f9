"""Limits that criteria and outcomes put on a quantity: "creatinine exceeding 1.5 times the ULN".

Numbers are read exactly. What could mean two things, such as "0,05", is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from trialwright.record.searching import Searchable, words
from trialwright.record.threshold_words import (
    ABOVE,
    AT_LEAST,
    AT_MOST,
    BELOW,
    MAY_COUNT,
    NUMBER,
    RANGE_JOIN,
    REFERENCE,
    SUFFIX_AT_LEAST,
    SUFFIX_AT_MOST,
    UNIT,
    exact_number,
    quantity_near,
    reference_limit,
    unit_name,
)


@dataclass(frozen=True)
class Bound:
    """One end of an allowed range; `inclusive` says whether the value itself belongs to it."""

    value: Decimal
    inclusive: bool


@dataclass(frozen=True)
class Threshold:
    """A range of a quantity, open where a bound is None.

    `quantity` is a known name such as "age" or "creatinine", else the words before the limit, else
    empty. `unit` is as written, spelling folded; `relative_to` is "ULN", "LLN" or "baseline" where
    the numbers multiply that value. `start` and `end` are the half-open span in the text given.
    """

    quantity: str
    lower: Bound | None
    upper: Bound | None
    unit: str
    relative_to: str
    start: int
    end: int

    def allows(self, value: Decimal) -> bool:
        """Whether a value in the same unit lies in the range; compared exactly."""
        below = self.lower is not None and (
            value < self.lower.value or (value == self.lower.value and not self.lower.inclusive)
        )
        above = self.upper is not None and (
            value > self.upper.value or (value == self.upper.value and not self.upper.inclusive)
        )
        return not below and not above


# Not any number of blanks: two such runs side by side take the square of their length.
_BLANKS: Final = r"[ \t]{0,9}"
_TAIL: Final = rf"(?:{_BLANKS}(?P<reference>{REFERENCE})|{_BLANKS}(?P<unit>{UNIT}))?"
_RANGE: Final = words(
    rf"(?:(?P<lead>between|from|aged?|ages|range(?: of)?|在|entre|zwischen){_BLANKS})?"
    rf"(?<![A-Za-z0-9.,/^-])(?P<low>{NUMBER})"
    rf"(?:{_BLANKS}(?P<low_unit>{UNIT}))?{_BLANKS}(?:{RANGE_JOIN}){_BLANKS}(?P<high>{NUMBER})(?![\d-]"
    rf"|\.\d){_TAIL}",
)
_LIMIT: Final = words(
    rf"(?:(?P<at_least>{AT_LEAST})|(?P<at_most>{AT_MOST})|(?P<above>{ABOVE})|(?P<below>{BELOW}))"
    rf"{_BLANKS}(?:(?:a|an|the|or equal to)[ \t]+)?(?P<number>{NUMBER})(?![\d]|[.,]\d){_TAIL}",
)
_SUFFIXED: Final = words(
    rf"(?<![A-Za-z0-9.,/^-])(?P<number>{NUMBER})(?![\d]|[.,]\d){_TAIL}"
    rf"(?:{_BLANKS}(?:of[ \t]+age|old))?[ \t,]{{0,9}}(?:(?P<at_least>{SUFFIX_AT_LEAST})"
    rf"|(?P<at_most>{SUFFIX_AT_MOST}))",
)
_CLAUSE_END: Final = re.compile(r"[.。;；\n](?!\d)")


def parse_thresholds(text: str) -> tuple[Threshold, ...]:
    """As `find_thresholds`, in a text that is searched for nothing else."""
    return find_thresholds(Searchable(text))


def find_thresholds(where: Searchable) -> tuple[Threshold, ...]:
    """The limits written in a plain text, in order and without overlap.

    A range needs a unit or a word such as "between" or "age", since "1-3" alone may be a number
    of anything.
    """
    if not MAY_COUNT.search(where):
        return ()
    found: list[Threshold] = []
    taken = bytearray(len(where.text))
    for threshold in _candidates(where):
        start, end = threshold.start, threshold.end
        if not any(taken[start:end]):
            taken[start:end] = bytes([1]) * (end - start)
            found.append(threshold)
    return tuple(sorted(found, key=lambda threshold: threshold.start))


def _candidates(where: Searchable) -> Iterator[Threshold]:
    """Readings, the more telling form first."""
    for match in _RANGE.finditer(where):
        if _is_range(match, where):
            yield _ranged(match, where)
    for pattern in (_SUFFIXED, _LIMIT):
        for match in pattern.finditer(where):
            yield _limited(match, where)


def _is_range(match: re.Match[str], where: Searchable) -> bool:
    if exact_number(match["low"]) >= exact_number(match["high"]):
        return False
    # A number in words that follows a sign, as in "(one to three", counts as led.
    before = where.text[max(0, match.start() - 1) : match.start()]
    led = match["lead"] or (match[0][0].isalpha() and before not in (" ", "\t"))
    if led or match["unit"] or match["reference"]:
        return True
    return quantity_near(_clause_before(where, match.start()), where.part(0, 0), "") != ""


def _ranged(match: re.Match[str], where: Searchable) -> Threshold:
    low, high = (Bound(exact_number(match[end]), True) for end in ("low", "high"))
    return _threshold(match, where, low, high)


def _limited(match: re.Match[str], where: Searchable) -> Threshold:
    groups = match.groupdict()
    inclusive = bool(groups["at_least"] or groups["at_most"])
    bound = Bound(exact_number(match["number"]), inclusive)
    if groups["at_least"] or groups.get("above"):
        return _threshold(match, where, bound, None)
    return _threshold(match, where, None, bound)


def _threshold(
    match: re.Match[str], where: Searchable, lower: Bound | None, upper: Bound | None
) -> Threshold:
    unit = unit_name(match["unit"] or match.groupdict().get("low_unit") or "")
    before = _clause_before(where, match.start())
    after = _CLAUSE_END.split(where.text[match.end() : match.end() + 60])[0]
    lead = len(match[0]) - len(match[0].lstrip())
    return Threshold(
        quantity=quantity_near(before, where.part(*match.span()), after, unit),
        lower=lower,
        upper=upper,
        unit=unit,
        relative_to=reference_limit(match["reference"] or ""),
        start=match.start() + lead,
        end=match.end(),
    )


def _clause_before(where: Searchable, place: int) -> Searchable:
    clause = _CLAUSE_END.split(where.text[max(0, place - 120) : place])[-1]
    return where.part(place - len(clause), place)
