"""The two notations a record comes in: JSON, and the Python literal of a registry page.

Both are read by one small parser of our own. Nothing is evaluated, nesting is bounded, and every
fault knows its line and its place in the record; the parsers of the standard library accept
duplicate keys and NaN silently, and some inputs exhaust the interpreter's stack.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from trialwright.errors import Problem, RecordError
from trialwright.record.json_values import JsonValue
from trialwright.record.paths import Step, path_of

MAX_DEPTH: Final = 64
MAX_NUMBER_LENGTH: Final = 100
MAX_KEY_LENGTH: Final = 200

_FETCH_AGAIN: Final = "fetch the record again from the registry"
_SPACE = re.compile(r"[ \t\r\n]*+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![\w.])")
_WORD = re.compile(r"[^\W\d]\w*+")
_SURROGATE_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Notation:
    """What differs between JSON and a Python literal: quotes, escapes and three words."""

    name: str
    quotes: dict[str, re.Pattern[str]]
    escape: re.Pattern[str]
    plain_escapes: dict[str, str]
    words: dict[str, bool | None]
    trailing_comma: bool


def _string(quote: str, forbidden: str) -> re.Pattern[str]:
    body = rf"[^{quote}\\{forbidden}]*+"
    return re.compile(rf"{quote}({body}(?:\\[^\r\n]{body})*+){quote}")


JSON: Final = Notation(
    name="JSON",
    quotes={'"': _string('"', r"\x00-\x1f")},
    escape=re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))"),
    plain_escapes={**{c: c for c in '"\\/'}, **dict(zip("bfnrt", "\b\f\n\r\t", strict=True))},
    words={"true": True, "false": False, "null": None},
    trailing_comma=False,
)
PYTHON: Final = Notation(
    name="Python literal",
    quotes={'"': _string('"', r"\r\n"), "'": _string("'", r"\r\n")},
    escape=re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))"),
    plain_escapes={
        **{c: c for c in "\"'\\"},
        **dict(zip("abfnrtv", "\a\b\f\n\r\t\v", strict=True)),
    },
    words={"True": True, "False": False, "None": None},
    trailing_comma=True,
)


def parse_literal(text: str, start: int, notation: Notation, file: str) -> tuple[JsonValue, int]:
    """Read one value of a record from a text.

    Returns the value (dict, list, str, int, float, bool, None) and the position after it.
    Raises RecordError with file, line and the path inside the record.
    """
    parser = _Parser(text, start, notation, file)
    value = parser.value()
    parser.skip_space()
    return value, parser.position


class _Parser:
    """A recursive descent over the text; the depth limit keeps it far from Python's own."""

    def __init__(self, text: str, start: int, notation: Notation, file: str) -> None:
        self.text = text
        self.position = start
        self.notation = notation
        self.file = file
        # The keys and positions that lead here. A path is made of them only when a fault needs
        # one: a path per value would let long keys around long lists exhaust the machine.
        self.trail: list[Step] = []

    def fault(self, what: str, cure: str = _FETCH_AGAIN) -> RecordError:
        path = path_of(self.trail)
        return fault_at(self.text, self.position, self.file, what, cure, path)

    def skip_space(self) -> str:
        """Move to the next sign of meaning and return it; an empty text at the end."""
        match = _SPACE.match(self.text, self.position)
        assert match is not None
        self.position = match.end()
        return self.text[self.position : self.position + 1]

    def value(self) -> JsonValue:
        sign = self.skip_space()
        if sign == "{":
            return self.mapping()
        if sign == "[":
            return self.sequence()
        if sign in self.notation.quotes:
            return self.string()
        if sign and sign in "-0123456789":
            return self.number()
        return self.word(sign)

    def value_under(self, step: Step) -> JsonValue:
        """The next value, known as the child `step` of the one being read."""
        self.trail.append(step)
        value = self.value()
        self.trail.pop()
        return value

    def open_container(self) -> None:
        if len(self.trail) == MAX_DEPTH:
            raise self.fault(
                f"the record is nested deeper than {MAX_DEPTH} levels",
            )
        self.position += 1

    def mapping(self) -> dict[str, JsonValue]:
        self.open_container()
        result: dict[str, JsonValue] = {}
        while not self.closed("}", first=not result):
            key = self.key(result)
            result[key] = self.value_under(key)
        return result

    def key(self, seen: dict[str, JsonValue]) -> str:
        if self.skip_space() not in self.notation.quotes:
            raise self.unexpected("a key in quotes")
        before = self.position
        key = self.string()
        if len(key) > MAX_KEY_LENGTH:
            raise self.fault(f"a key is longer than {MAX_KEY_LENGTH} characters")
        if key in seen:
            self.position = before
            self.trail.append(key)
            raise self.fault(
                f"the key {key!r} stands twice in one object",
                "keep the entry that is meant and remove the other",
            )
        if self.skip_space() != ":":
            raise self.unexpected(f"':' after the key {key!r}")
        self.position += 1
        return key

    def sequence(self) -> list[JsonValue]:
        self.open_container()
        result: list[JsonValue] = []
        while not self.closed("]", first=not result):
            result.append(self.value_under(len(result)))
        return result

    def closed(self, end: str, *, first: bool) -> bool:
        """Whether the object or list ends here; otherwise step over the comma."""
        sign = self.skip_space()
        if not first and sign == ",":
            self.position += 1
            sign = self.skip_space()
            if sign != end or not self.notation.trailing_comma:
                return False
        elif sign != end:
            if first and sign:
                return False
            raise self.unexpected(f"',' or '{end}'")
        self.position += 1
        return True

    def string(self) -> str:
        match = self.notation.quotes[self.text[self.position]].match(self.text, self.position)
        if match is None:
            raise self.fault(
                "a text in quotes has no end",
                "the file is probably cut off, or a line break stands inside the text",
            )
        text = self.notation.escape.sub(self.unescaped, match[1])
        text = _SURROGATE_PAIR.sub(_combined, text)
        if _SURROGATE.search(text):
            raise self.fault("half a character (a lone surrogate) stands in a text")
        self.position = match.end()
        return text

    def unescaped(self, match: re.Match[str]) -> str:
        *codes, sign = match.groups()
        code = next((c for c in codes if c), None)
        if code is not None and int(code, 16) <= 0x10FFFF:
            return chr(int(code, 16))
        if code is None and sign in self.notation.plain_escapes:
            return self.notation.plain_escapes[sign]
        raise self.fault(f"the escape {match[0]!r} is unknown in {self.notation.name}")

    def number(self) -> int | float:
        match = _NUMBER.match(self.text, self.position)
        if match is None or len(match[0]) > MAX_NUMBER_LENGTH:
            raise self.fault("a number is malformed or too long")
        try:
            number: int | float = int(match[0])
        except ValueError:
            number = float(match[0])
        if not math.isfinite(number):
            raise self.fault("a number is too large")
        self.position = match.end()
        return number

    def word(self, sign: str) -> bool | None:
        match = _WORD.match(self.text, self.position)
        if match is None or match[0] not in self.notation.words:
            raise self.unexpected("a text, number, list or object", match[0] if match else sign)
        self.position = match.end()
        return self.notation.words[match[0]]

    def unexpected(self, wanted: str, found: str | None = None) -> RecordError:
        """A fault that says what was expected and what came instead."""
        sign = self.text[self.position : self.position + 1] if found is None else found
        if not sign:
            return self.fault(
                f"the record is cut off: {wanted} expected, the file ends",
            )
        return self.fault(
            f"{wanted} expected, {sign[:40]!r} found",
            f"a record holds plain {self.notation.name} values only",
        )


def _combined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-be", "surrogatepass").decode("utf-16-be")


def fault_at(
    text: str, position: int, file: str, what: str, cure: str = "", path: str = ""
) -> RecordError:
    """A RecordError that names the line, and the character where the line is long."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    place = f"{what} (character {column} of the line)" if column > 80 else what
    return RecordError(Problem(file, line, path, place, cure))
