"""How dates and ways to reach a person look, in Chinese and English text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from trialwright.record.masking import mask_text

_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
# A SHA-256 is a run of letters and digits: what stands inside such a run is not looked at.
_START, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{text})" for text in alternatives), re.IGNORECASE)


_DATES = _pattern(
    rf"{_START}{_YEAR}\s*[-/.]\s*{_MONTH}\s*[-/.]\s*{_DAY}(?!\d)",
    rf"{_START}{_DAY}\s*[-/.]\s*{_DAY}\s*[-/.]\s*{_YEAR}{_END}",
    rf"{_START}{_YEAR}[-/](?:0[1-9]|1[0-2]){_END}",
    rf"{_START}{_DAY}[\s.-]*{_NAME}[\s,.-]*{_YEAR}{_END}",
    rf"{_START}{_NAME}[\s.-]*(?:{_DAY}(?:st|nd|rd|th)?[\s,.-]+)?{_YEAR}{_END}",
    rf"{_YEAR}\s*年|[〇零一二三四五六七八九]{{4}}年|{_MONTH}\s*月\s*{_DAY}\s*[日号]",
)
_COMPACT_DATE = _pattern(
    rf"{_START}{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:T\d{{4,6}}Z?)?{_END}"
)
# A Chinese mobile number, also between Chinese characters, and an identity number.
_NUMBERS = _pattern(rf"{_START}1[3-9]\d{{9}}{_END}", rf"{_START}\d{{17}}[\dX]{_END}")


def find_dates(text: str, *, compact: bool = True) -> Iterator[str]:
    """Every piece of text that looks like a date, or like a month of a year.

    `compact` includes 20260302; leave it out where a plain number of that size may stand.
    """
    folded = unicodedata.normalize("NFKC", text)
    yield from (match[0] for match in _DATES.finditer(folded))
    if compact:
        yield from (match[0] for match in _COMPACT_DATE.finditer(folded))


def holds_contact(text: str) -> bool:
    """Whether an e-mail address, a telephone number or a Chinese identity number stands in it."""
    folded = unicodedata.normalize("NFKC", text)
    return mask_text(folded) != folded or _NUMBERS.search(folded) is not None
