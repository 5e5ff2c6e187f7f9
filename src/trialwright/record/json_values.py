"""Nested values that nobody can change, and their way back to JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

JsonValue: TypeAlias = (
    bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"] | None
)

# What an object of a record is: each of these is a mapping, and the plain ones are known faster.
OBJECT: Final = (dict, MappingProxyType, Mapping)


def freeze_object(value: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    """The same object, read-only at every depth, with tuples for lists."""
    return MappingProxyType({key: _freeze(child) for key, child in value.items()})


def _freeze(value: JsonValue) -> JsonValue:
    if isinstance(value, str):  # most values are, and to know a mapping takes longest
        return value
    if isinstance(value, (list, tuple)):
        return tuple([_freeze(child) for child in value])
    return freeze_object(value) if isinstance(value, OBJECT) else value


def thaw(value: JsonValue) -> JsonValue:
    """A copy made of plain dicts and lists, as `json.loads` gives them."""
    if isinstance(value, Mapping):
        return {key: thaw(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [thaw(child) for child in value]
    return value


def to_json(value: JsonValue) -> str:
    """Indented JSON of a nested value, keys in the order received, characters unescaped."""
    return json.dumps(thaw(value), ensure_ascii=False, indent=2, allow_nan=False)
