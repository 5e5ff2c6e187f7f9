"""Options of a command made from the typed keywords of a function, and the call with what was given.

A keyword that is a dataclass stands for its fields. What is not given is passed as None, or left to
the function's own default, so the command cannot know more than the function.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from inspect import Parameter, signature
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from trialwright.commands.answers import day

Codes = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Option:
    """One option: how its text is read and what it means to whoever types it.

    `optional`: the function has a default of its own, so leaving it out is no gap.
    """

    keyword: str
    read: Callable[[str], object]
    meaning: str
    required: bool
    optional: bool

    @property
    def flag(self) -> str:
        return "--" + self.keyword.replace("_", "-")


def options_of(function: Callable[..., object], codes: Codes) -> Iterator[Option]:
    """Make an option of every keyword; `codes` are those of keywords whose type is plain text."""
    for parameter, kind in _keywords(function):
        if isinstance(kind, type) and is_dataclass(kind):
            yield from options_of(kind, codes)
        else:
            yield _option(parameter, kind, codes.get(parameter.name))


def call_with(function: Callable[..., object], given: Mapping[str, object]) -> object:
    """Call a function with the options that were given, by keyword."""
    arguments = {}
    for parameter, kind in _keywords(function):
        if isinstance(kind, type) and is_dataclass(kind):
            arguments[parameter.name] = call_with(kind, given)
        elif given.get(parameter.name) is not None:
            arguments[parameter.name] = given[parameter.name]
        elif parameter.default is Parameter.empty:
            arguments[parameter.name] = None
    return function(**arguments)


def _keywords(function: Callable[..., object]) -> Iterator[tuple[Parameter, Any]]:
    hints = get_type_hints(function)
    for parameter in signature(function).parameters.values():
        yield parameter, hints[parameter.name]


def _option(parameter: Parameter, kind: Any, codes: Collection[str] | None) -> Option:
    members, may_be_missing = _members(kind)
    read, meaning = _reader(members, codes)
    optional = parameter.default is not Parameter.empty
    return Option(parameter.name, read, meaning, not optional and not may_be_missing, optional)


def _members(kind: Any) -> tuple[tuple[Any, ...], bool]:
    """Take a union apart; the second answer says whether None is one of its members."""
    parts = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return tuple(part for part in parts if part is not NoneType), NoneType in parts


def _reader(
    members: Sequence[Any], codes: Collection[str] | None
) -> tuple[Callable[[str], object], str]:
    first = members[0]
    if codes is None and get_origin(first) is Literal:
        codes = get_args(first)
    if get_origin(first) is not None and get_origin(first) is not Literal:
        (item,) = get_args(first)
        return _many(codes or get_args(item)), _several(codes or get_args(item))
    if codes is not None:
        return _code(codes), ", ".join(codes)
    plain: dict[Any, tuple[Callable[[str], object], str]] = {
        bool: (_yes_or_no, "yes or no"),
        date: (day, "a date, yyyy-MM-dd"),
        datetime: (_time, "a time with its zone, such as 2026-03-02T09:30+08:00"),
    }
    if first in plain:
        return plain[first]
    if Decimal in members:
        return str, "a number"
    return (int, "a whole number") if first is int else (str, "text")


def _several(codes: Collection[str]) -> str:
    return f"any of {', '.join(codes)}; parted by commas" if codes else "texts, parted by commas"


def _code(codes: Collection[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in codes:
            raise argparse.ArgumentTypeError(f"{text!r} is none of: {', '.join(codes)}")
        return text

    return read


def _many(codes: Collection[str]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        parts = tuple(part.strip() for part in text.split(",") if part.strip())
        return tuple(map(_code(codes), parts)) if codes else parts

    return read


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date and time") from None


def _yes_or_no(text: str) -> bool:
    return _code(("yes", "no"))(text) == "yes"
