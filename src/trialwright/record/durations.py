"""Numbers with a unit of time in registered text: "12 weeks", "Weeks 4, 16 and 24", "术后3年"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Final, Literal

from trialwright.record.pattern_pieces import lower_case
from trialwright.record.searching import Searchable, words

Unit = Literal["minute", "hour", "day", "week", "month", "year"]
# A visit is a numbered study day, week ...; a window is what stands after a plus-minus sign.
Role = Literal["span", "visit", "interval", "window", "average"]

# Only to tell which of two lengths is longer: no date is ever computed from these.
_DAYS: Final[dict[Unit, Fraction]] = {
    "minute": Fraction(1, 1440),
    "hour": Fraction(1, 24),
    "day": Fraction(1),
    "week": Fraction(7),
    "month": Fraction(36525, 1200),
    "year": Fraction(36525, 100),
}

_TICKS: Final = {unit: int(days * 144_000) for unit, days in _DAYS.items()}

# Words and short forms, then the words of other languages; a single letter must touch its number.
_WORDS: Final[dict[Unit, str]] = {
    "minute": r"min(?:ute)?s?|mins|minut[oe]s?|Minuten?|分钟",
    "hour": r"hours?|hrs?|horas?|heures?|Stunden?|ore|小时",
    "day": r"days?|d[ií]as?|jours?|Tage?n?|giorn[oi]|天|日(?!常|期)",
    "week": r"weeks?|wks?|semanas?|semaines?|Wochen?|settiman[ae]|周|星期",
    "month": r"months?|mos?|mths?|mes(?:es)?|mois|Monate?n?|mes[ei]|个月|月",
    "year": r"years?|yrs?|a[ñn]os?|ans?|années?|Jahre?n?|ann[oi]|年",
}
_LETTERS: Final[dict[str, Unit]] = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}
_NUMBER_WORDS: Final = {
    word: number
    for number, words in {
        1: "one un una 一",
        2: "two dos deux zwei 二 两",
        3: "three tres trois drei 三",
        4: "four cuatro quatre vier 四",
        5: "five cinco cinq fünf 五",
        6: "six seis sechs 六",
        7: "seven siete sept sieben 七",
        8: "eight ocho huit acht 八",
        9: "nine nueve neuf neun 九",
        10: "ten diez dix zehn 十",
        12: "twelve doce douze zwölf 十二",
        18: "eighteen",
        24: "twenty-four",
        28: "twenty-eight",
        30: "thirty",
        36: "thirty-six",
        48: "forty-eight",
        52: "fifty-two",
        60: "sixty",
    }.items()
    for word in words.split()
}

_DIGITS = r"(?:[0-9]{1,3},000(?![0-9])|[0-9]{1,6}(?:[.,][0-9]{1,2}(?![0-9]))?)"
_NUMBER = (
    rf"(?:{_DIGITS}|" + "|".join(sorted(map(re.escape, _NUMBER_WORDS), key=len, reverse=True)) + ")"
)
_BETWEEN = r"[ ]*(?:,?[ ]?(?:and|or|to|y|et|und|bis|à|a)[ ]|[,/&–—、和至~-]|through[ ])[ ]*"
_LIST = rf"{_NUMBER}(?:{_BETWEEN}{_NUMBER}){{0,40}}"
_UNIT = "(?:" + "|".join(_WORDS.values()) + ")"
_END = r"(?![A-Za-zÀ-ÿ])"
# "Cycle 1 Day 1" holds no "1 Day", and "EQ-5D" or "3D" no days at all.
_COUNTED = r"(?<!cycle )(?<!visit )(?<!phase )(?<!period )"
_BEFORE = r"(?<![\w.])"
# A length is looked for only where a number stands: at most two patterns are tried per number.
_CUE = words(
    r"[0-9][0-9.,]*|(?<![A-Za-z])(?:"
    + "|".join(re.escape(word) for word in _NUMBER_WORDS if word.isascii())
    + r")(?![A-Za-z])|["
    + "".join(word for word in _NUMBER_WORDS if not word.isascii() and len(word) == 1)
    + "]|fünf|zwölf"
)
_UNIT_BEFORE = re.compile(
    rf"(?:{_BEFORE}(?:{_UNIT})[ ]?#?[-−]?|第[ ]?|{_BEFORE}[DWMY])\Z", re.IGNORECASE
)
_LOOK_BACK = 14
_ENDS_IN_UNIT = re.compile(rf"(?:{_UNIT}|第|[DWMY])\Z", re.IGNORECASE)
_AFTER_UNIT = re.compile(
    # "Weeks 4, 16 and 24": the unit first, and none after the numbers
    rf"(?P<visit_unit>{_UNIT})[ ]?#?(?P<visits>[-−]?{_LIST})(?![0-9.])(?![ ]?-?(?:{_UNIT}){_END})"
    # "第12周"
    rf"|第[ ]?(?P<nth>{_LIST})[ ]?(?P<nth_unit>{_UNIT})"
    # "D28", "W12": a letter that touches its number
    r"|(?P<letter>[DWMY])(?P<code>[0-9]{1,4})(?!\w)",
    re.IGNORECASE,
)
_BEFORE_UNIT = re.compile(
    # "12-week", "30 ± 7 days", "6, 12 and 24 months"
    rf"(?:(?<![\w.])|(?<=[^\x00-\x7f])|(?<=\bq)){_COUNTED}(?<![A-Za-z]-)(?P<numbers>{_LIST})"
    rf"(?:[ ]?(?:±|\+/?-?)[ ]?(?P<window>{_NUMBER}))?"
    rf"(?:[ ]?[-‐‑]?[ ]?(?P<unit>{_UNIT}){_END}|(?P<short>(?-i:[hHdwmy]))(?!\w))",
    re.IGNORECASE,
)
_EVERY = re.compile(r"(?:\b(?:every|each|per|once|cada|alle|toutes les)[ ]|每隔?|\bq)[ ]?\Z", re.I)
_PLUS_MINUS = re.compile(r"(?:±|\+/-|\+\\?-|∓)[ ]?\Z")
_MEAN = re.compile(r"(?:average|mean|median)(?: of)?(?: about| approximately)?[ ]\Z", re.I)
_ONE_UNIT = {unit: re.compile(rf"(?:{words})\Z", re.IGNORECASE) for unit, words in _WORDS.items()}
_ITEM = re.compile(_NUMBER, re.IGNORECASE)


@dataclass(frozen=True)
class Duration:
    """A number of units of time and where it stands, `text[start:end]`.

    In "Weeks 4, 16 and 24" each number is a duration of its own. The numbers are exact.
    """

    number: Fraction
    unit: Unit
    role: Role
    start: int
    end: int

    @cached_property
    def nominal_days(self) -> Fraction:
        """About how many days: for sorting and for saying which is longer, not for dates."""
        return self.number * _DAYS[self.unit]

    @cached_property
    def nominal_ticks(self) -> int:
        """The same in hundredths of a minute: a whole number, and whole numbers compare fast."""
        return int(self.number * _TICKS[self.unit])

    @cached_property
    def whole_months(self) -> int | None:
        """The same length in calendar months, where it is a whole number of them."""
        months = {"month": self.number, "year": self.number * 12}.get(self.unit)
        return int(months) if months is not None and months.denominator == 1 else None


# Rules read the same texts again and again.
@lru_cache(maxsize=2048)
def find_durations(text: str) -> tuple[Duration, ...]:
    """Every length of time and every numbered study day, week, month in a text, in order.

    An age is a length too: what a length is about, the words around it say.
    """
    return tuple(
        duration
        for match in _matches(text)
        for duration in _read(match)
        if not _is_calendar(duration, text)
    )


def _matches(text: str) -> Iterator[re.Match[str]]:
    done = 0
    for cue in _CUE.finditer(Searchable(text)):
        if cue.start() < done:
            continue
        before = _unit_before(text, max(done, cue.start() - _LOOK_BACK), cue.start())
        match = _AFTER_UNIT.match(text, before.start()) if before else None
        match = match or _BEFORE_UNIT.match(text, cue.start())
        if match:
            done = match.end()
            yield match


def _unit_before(text: str, start: int, end: int) -> re.Match[str] | None:
    """A unit that a number follows. Before most numbers stands one of a few words, and no unit."""
    word = text[start:end].rstrip(" #-−").rpartition(" ")[2]
    return _UNIT_BEFORE.search(text, start, end) if _ends_in_unit(word) else None


@lru_cache(maxsize=1024)
def _ends_in_unit(word: str) -> bool:
    return _ENDS_IN_UNIT.search(word) is not None


def _is_calendar(duration: Duration, text: str) -> bool:
    """The year and the month of a date written in Chinese are no lengths."""
    if duration.unit == "year":
        return duration.number >= 1000
    return duration.unit == "month" and text[duration.start - 1 : duration.start] == "年"


def _read(match: re.Match[str]) -> Iterator[Duration]:
    groups = match.groupdict()
    group, unit = _parts(groups)
    role = _role(match, group)
    first, last = match.span(group)
    items = [
        (item[0], first + item.start(), first + item.end()) for item in _ITEM.finditer(match[group])
    ]
    for text, start, end in items:
        # The sign of "Day -1"; inside a list the same stroke means "to".
        value = -_value(text) if group == "visits" and start == first + 1 else _value(text)
        start = match.start() if (text, start, end) == items[0] else start
        yield Duration(value, unit, role, start, match.end() if end == last else end)
    window = groups.get("window")
    if window:
        yield Duration(_value(window), unit, "window", *match.span("window"))


def _parts(groups: Mapping[str, str | None]) -> tuple[str, Unit]:
    """Which group holds the numbers, and their unit."""
    found = next(name for name in ("visits", "nth", "code", "numbers") if groups.get(name))
    letter = groups.get("letter") or groups.get("short")
    if letter:
        return found, _LETTERS[letter.lower()]
    word = groups.get("visit_unit") or groups.get("nth_unit") or groups.get("unit")
    return found, _unit(word or "")


def _unit(word: str) -> Unit:
    return next(unit for unit, pattern in _ONE_UNIT.items() if pattern.match(word))


def _role(match: re.Match[str], group: str) -> Role:
    if group != "numbers":
        return "visit"
    before = match.string[max(0, match.start() - 30) : match.start()]
    if _EVERY.search(before) or re.match(r"[ -]intervals?\b", match.string[match.end() :]):
        return "interval"
    if _PLUS_MINUS.search(before):
        return "window"
    return "average" if _MEAN.search(before) else "span"


def _value(text: str) -> Fraction:
    word = _NUMBER_WORDS.get(lower_case(text))
    if word is not None:
        return Fraction(word)
    # To read digits as a fraction takes ten times as long as to read them as a number.
    return Fraction(int(text) if text.isdecimal() else _decimal_form(text))


def _decimal_form(text: str) -> str:
    return text.replace(",000", "000").replace(",", ".")
