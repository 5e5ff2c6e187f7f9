"""Which keys the registry's v2 structure knows, for reporting those it does not (STR-01)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from trialwright.record.json_values import JsonValue
from trialwright.record.paths import joined
from trialwright.record.v2_structure import STRUCTURE


@cache
def known_keys() -> dict[str, frozenset[str]]:
    """The keys of every object of a v2 study, by the object's path without list positions."""
    lines = (line.partition(":") for line in STRUCTURE.strip().splitlines())
    return {path.strip(): frozenset(keys.split()) for path, _, keys in lines}


def unknown_keys(study: JsonValue) -> tuple[str, ...]:
    """The paths of all keys that the v2 structure does not have, in the order of the record.

    Below an unknown key nothing is reported: the key itself says it.
    """
    return tuple(_unknown(study, "", ""))


def _unknown(value: JsonValue, path: str, place: str) -> Iterator[str]:
    if isinstance(value, list):
        for position, child in enumerate(value):
            if isinstance(child, (dict, list)):
                yield from _unknown(child, f"{path}[{position}]", place)
    elif isinstance(value, dict):
        known = known_keys().get(place, frozenset())
        for key, child in value.items():
            if key not in known:
                yield joined(path, key)
            elif isinstance(child, (dict, list)):
                inside = f"{place}.{key}" if place else key
                yield from _unknown(child, f"{path}.{key}" if path else key, inside)
