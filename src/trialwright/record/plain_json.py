"""The quick way to read JSON that has no fault: the scanner of the standard library, in C.

It forgives what a record may not hold, and its errors name no place in a record. So it only ever
says "this is the value" or nothing at all; `literal` then reads the text again and finds the fault.
"""

from __future__ import annotations

import json
import math
from typing import Any

from trialwright.record.json_values import JsonValue
from trialwright.record.literal import MAX_DEPTH, MAX_KEY_LENGTH, MAX_NUMBER_LENGTH


class _NotPlain(ValueError):
    """Something stands here that only the careful parser may judge."""


def parse_plain_json(text: str) -> JsonValue | None:
    """The one JSON value that a text is, exactly as `literal` reads it; None if in any doubt."""
    if "\\ud" in text or "\\uD" in text:  # half a character, or two that make one
        return None
    try:
        value: JsonValue = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return value if _is_shallow(value, MAX_DEPTH) else None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs) or max(map(len, result), default=0) > MAX_KEY_LENGTH:
        raise _NotPlain
    return result


def _whole(digits: str) -> int:
    if len(digits) > MAX_NUMBER_LENGTH:
        raise _NotPlain
    return int(digits)


def _real(digits: str) -> float:
    number = float(digits)
    if len(digits) > MAX_NUMBER_LENGTH or not math.isfinite(number):
        raise _NotPlain
    return number


def _constant(word: str) -> float:
    raise _NotPlain(word)  # NaN and Infinity are no JSON


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_real, parse_constant=_constant
)


def _is_shallow(value: JsonValue, levels: int) -> bool:
    """Whether objects and lists are nested at most `levels` deep."""
    if not isinstance(value, (dict, list)):
        return True
    if not levels:
        return False
    # A loop, since most of a record are single values, and a call for each of them takes long.
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, (dict, list)) and not _is_shallow(child, levels - 1):
            return False
    return True
