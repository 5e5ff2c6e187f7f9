"""What the text of a rule shows before it is run: its words, comparisons and calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from trialwright.definition.host_functions import ANSWERED

Kind = Literal["text", "fraction", "whole", "name", "sign"]

_WORD = re.compile(
    r"""(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<fraction>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)
    |(?P<whole>\d+\w*)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<sign>&&|\|\||[=!<>]=|\S)""",
    re.VERBOSE,
)
_EQUALITY = ("==", "!=")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a rule. The `text` of a quoted text has no quotes."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """An input set equal to, unequal to, or looked up among one literal."""

    name: str
    literal: Word


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function, with the words of each of its arguments."""

    function: str
    arguments: tuple[tuple[Word, ...], ...]


@lru_cache(maxsize=1024)
def words(expression: str) -> tuple[Word, ...]:
    """The words of a rule in order."""
    return tuple(map(_word, _WORD.finditer(expression)))


def _word(match: re.Match[str]) -> Word:
    kind: Kind = match.lastgroup  # type: ignore[assignment]
    return Word(kind, match[0][1:-1] if kind == "text" else match[0])


def asked_names(expression: str) -> frozenset[str]:
    """The inputs of which a rule asks only whether they were answered."""
    return frozenset(
        argument[0].text
        for call in calls(expression)
        if call.function == ANSWERED
        for argument in call.arguments
        if len(argument) == 1 and argument[0].kind == "text"
    )


def comparisons(expression: str) -> Iterator[Comparison]:
    """Every `input == literal`, either way round, and every `input in [literals]`."""
    found = words(expression)
    for left, sign, right in zip(found, found[1:], found[2:], strict=False):
        if sign.text in _EQUALITY and sign.kind == "sign":
            for name, literal in ((left, right), (right, left)):
                if name.kind == "name" and literal.kind in ("text", "whole"):
                    yield Comparison(name.text, literal)
    for place in range(len(found) - 2):
        name, sign, bracket = found[place : place + 3]
        if name.kind == "name" and sign.text == "in" and bracket.text == "[":
            yield from (Comparison(name.text, word) for word in _listed(found[place + 3 :]))


def _listed(rest: tuple[Word, ...]) -> Iterator[Word]:
    for word in rest:
        if word.kind == "sign" and word.text == "]":
            return
        if word.kind != "sign":
            yield word


def calls(expression: str) -> Iterator[Call]:
    """Every call of a function, inner ones as well."""
    found = words(expression)
    for place, (name, bracket) in enumerate(pairwise(found)):
        if name.kind == "name" and name.text != "in" and bracket == Word("sign", "("):
            yield Call(name.text, _arguments(found[place + 2 :]))


def _arguments(rest: tuple[Word, ...]) -> tuple[tuple[Word, ...], ...]:
    depth = 0
    arguments: list[list[Word]] = [[]]
    for word in rest:
        if word.kind == "sign":
            depth += (word.text in "([{") - (word.text in ")]}")
            if depth < 0:
                break
            if depth == 0 and word.text == ",":
                arguments.append([])
                continue
        arguments[-1].append(word)
    return tuple(tuple(argument) for argument in arguments if argument)
