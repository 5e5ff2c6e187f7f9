"""Laboratory results as reported: the text a laboratory sends, read without guessing.

Rules HBS-06, HBD-06 and HBD-07. The text stays beside what was read from it. A text that can mean
two things ("ND": not done or not detected; "0,05": five hundredths or five) is no test and leaves a
finding, so that somebody asks the laboratory.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from trialwright.instruments.inputs import unit_key
from trialwright.sentence import sentence

#: What a finding says of a text that is no result.
AMBIGUOUS: Final = "{value!r} may mean not done or not detected: ask the laboratory"
UNREADABLE: Final = "{value!r} cannot be read as a result"


class Qualifier(StrEnum):
    """What the text says about the value that stands in it."""

    EQUAL = "="
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="
    NOT_DETECTED = "not detected"
    NO_TEST = "no test"


class State(StrEnum):
    """What a valid result says about an analyte that is lost below a limit."""

    NEGATIVE = "negative"
    UNDECIDABLE = "undecidable"
    POSITIVE = "positive"


@dataclass(frozen=True)
class LabReading:
    """One reported text, unchanged, with the qualifier and exact value read from it."""

    text: str
    qualifier: Qualifier
    value: Decimal | None = None
    finding: str = ""


@dataclass(frozen=True)
class Interpretation:
    """What one result says; `state` is None where there is no usable test.

    `missing` names what could still make one of it: a text, a unit that can be used. A text that is
    no result, such as "invalid", waits for nothing.
    """

    state: State | None
    reading: LabReading
    finding: str = ""
    missing: tuple[str, ...] = ()


_FAILED: Final = frozenset(
    {
        *("", "invalid", "failed", "test failed", "inhibited", "pending"),
        *("not done", "not performed", "cancelled", "canceled"),
        *("qns", "quantity not sufficient", "insufficient"),
        *("haemolysed", "haemolyzed", "hemolysed", "hemolyzed"),
    }
)
_AMBIGUOUS: Final = frozenset({"nd", "n.d.", "n.d", "n/d"})

_SIGNS: Final = str.maketrans({"≤": "<=", "≦": "<=", "⩽": "<=", "≥": ">=", "≧": ">=", "⩾": ">="})
_SUPERSCRIPT: Final = re.compile(r"10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")

# Commas, blanks and apostrophes may only part thousands: "0,05" and "1,2" are not guessed at.
_WHOLE: Final = r"[1-9]\d{0,2}(?:[ ,']\d{3})+|\d{1,30}"
_NUMBER: Final = rf"[+-]?(?:(?:{_WHOLE})(?:\.\d{{1,30}})?|\.\d{{1,30}})"
_POWER: Final = r"\s*(?:e\s*|[x×*]\s*10\s*\^\s*)(?P<power>[+-]?\d{1,2})"
_RESULT: Final = re.compile(
    rf"(?P<sign><=|>=|<|>|=)?\s*(?P<number>{_NUMBER})(?:{_POWER})?(?:[\s,;(]*\bdetected\)?)?"
)
_NOT_DETECTED: Final = re.compile(
    rf"(?:<\s*{_NUMBER}[\s,;(]*)?(?:tnd|(?:target )?not detected|未检出|未检测到)\)?"
)


def read_result(text: str | None) -> LabReading:
    """Read a reported text: number, "<x", ">x", "not detected", or no test.

    Width, case, blanks, thousands separators, exponents and a trailing word "detected" do not
    matter. "<=x" and ">=x" mean what they say: the value may be x itself.
    """
    reported = text or ""
    words = _plain(reported)
    if words in _FAILED:
        return LabReading(reported, Qualifier.NO_TEST)
    if words in _AMBIGUOUS:
        what = sentence(AMBIGUOUS, value=reported)
        return LabReading(reported, Qualifier.NO_TEST, finding=what)
    if _NOT_DETECTED.fullmatch(words):
        return LabReading(reported, Qualifier.NOT_DETECTED)
    match = _RESULT.fullmatch(words)
    if match is None:
        what = sentence(UNREADABLE, value=reported)
        return LabReading(reported, Qualifier.NO_TEST, finding=what)
    return LabReading(reported, Qualifier(match["sign"] or "="), _exact(match))


def _plain(text: str) -> str:
    """Fold width, case and blanks, which carry no meaning in a result."""
    powers = _SUPERSCRIPT.sub(lambda m: "10^" + unicodedata.normalize("NFKC", m[1]), text)
    folded = unicodedata.normalize("NFKC", powers.translate(_SIGNS)).casefold()
    return " ".join(folded.split())


def _exact(match: re.Match[str]) -> Decimal:
    digits = re.sub(r"[ ,']", "", match["number"])
    return Decimal(digits + (f"e{match['power']}" if match["power"] else ""))


def unit_of(unit: str | None, known: Mapping[str, Decimal]) -> str | None:
    """Find the unit among `known` whatever its case; None if it is another or none.

    An upper-case M is not taken for milli: "MIU/mL" would be a million-fold guess.
    """
    key = unit_key(unit)
    for name in known:
        if unit_key(name).casefold() == key.casefold() and not key.startswith("M"):
            return name
    return None


def state_below(reading: LabReading, limit: Decimal) -> State:
    """Say whether a value lies strictly below `limit`, both in one unit (HBS-01, HBS-06).

    "<x" is negative up to x = limit; ">x" is positive from x = limit; else the text leaves it open.
    """
    value = reading.value
    if value is None:
        raise ValueError("only a reading with a value can be compared with a limit")
    match reading.qualifier:
        case Qualifier.EQUAL:
            return State.NEGATIVE if value < limit else State.POSITIVE
        case Qualifier.BELOW:
            return State.NEGATIVE if value <= limit else State.UNDECIDABLE
        case Qualifier.AT_MOST:
            return State.NEGATIVE if value < limit else State.UNDECIDABLE
        case _:
            return State.POSITIVE if value >= limit else State.UNDECIDABLE


def interpret(
    reading: LabReading, unit: str | None, limits: Mapping[str, Decimal], signed: frozenset[str]
) -> Interpretation:
    """Judge a reading against the limit of its unit; `signed` units (logarithms) may be negative."""
    known = unit_of(unit, limits)
    no_unit = () if known else ("unit",)
    if not reading.text.strip():
        return Interpretation(None, reading, reading.finding, ("text", *no_unit))
    if reading.qualifier is Qualifier.NO_TEST:
        return Interpretation(None, reading, reading.finding)
    if reading.value is None:
        return Interpretation(None, reading, f"{reading.text!r} gives no number")
    if known is None:
        what = f"unit {unit!r} cannot be used" if unit else "no unit"
        return Interpretation(None, reading, f"{what}: use {', '.join(limits)}", no_unit)
    if reading.value.is_signed() and known not in signed:
        return Interpretation(None, reading, f"{reading.text!r} is negative")
    return Interpretation(state_below(reading, limits[known]), reading)
