"""What a model refuses, in the words of the person who writes the file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from trialwright.definition.scalars import Model
from trialwright.definition.strict_yaml import Document, Path_
from trialwright.errors import Problem

_EXAMPLES = {
    "sharing": "decide what is shared, such as `sharing: {action: drop, because: an exclusion}`",
    "type": "say what is entered: date, integer, decimal, code, yes_no, text or result",
    "zh": "write the label in Chinese, `zh:`",
    "en": "write the label in English, `en:`",
    "source": "say where this comes from: `source: {record: ...}` or `source: {assumption: ...}`",
}
_NAME_CURE = "letters, digits and _ only; items are written form.item, rules like REC-01"


def model_problems(document: Document, model: type[Model], error: ValidationError) -> list[Problem]:
    """Every fault of one file, each at its line."""
    return list(dict.fromkeys(_problem(document, model, found) for found in error.errors()))


def _problem(document: Document, model: type[Model], error: Any) -> Problem:
    path = _place(document, error["loc"])
    what, cure = _words(error, path, model)
    return document.problem(path, what, cure)


def _place(document: Document, location: Iterable[str | int]) -> Path_:
    """The path as far as the file goes: a model adds marks of its own ("[key]", "decimal")."""
    path: Path_ = ()
    parts = [part for part in location if part != "[key]"]
    for index, part in enumerate(parts):
        if (*path, part) not in document.lines and index < len(parts) - 1:
            break
        path = (*path, part)
    return path


def _words(error: Any, path: Path_, model: type[Model]) -> tuple[str, str]:
    kind, given = error["type"], error.get("input")
    key = str(path[-1]) if path else "the file"
    if kind == "extra_forbidden":
        return f"the key '{key}' is not known here", _closest(key, _all_keys(model, set()))
    if kind == "missing":
        return f"'{key}' is missing", _EXAMPLES.get(key, f"add `{key}:`")
    if given is None:
        return f"'{key}' has no value", f"fill in `{key}:`"
    if kind == "string_pattern_mismatch":
        return f"'{given}' is not a valid name", _NAME_CURE
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        return f"'{given}' is not possible for '{key}'", _closest(str(given), allowed)
    if isinstance(given, str) and kind.endswith("_too_short"):
        return f"'{key}' is empty", f"fill in `{key}:`"
    return _told(error, given, key)


def _told(error: Any, given: Any, key: str) -> tuple[str, str]:
    """Faults that the models put into words themselves, and shapes that do not fit."""
    message = error["msg"].removeprefix("Value error, ")
    if isinstance(given, list | dict) and error["type"] == "string_type":
        return f"'{key}' is one text, not a list or table", "quote the text"
    if isinstance(given, str) and error["type"] in ("tuple_type", "model_type", "dict_type"):
        shape = "a list such as [a, b]" if error["type"] == "tuple_type" else "keys and values"
        return f"'{key}' is '{given}', where {shape} is expected", "check the indentation"
    said = f"{message[0].lower()}{message[1:]}"
    return (f"'{given}': {said}" if isinstance(given, str) else said), ""


def _closest(key: str, names: Iterable[str]) -> str:
    known = sorted(names)
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"use one of: {', '.join(known)}" if len(known) < 15 else "remove it"


def _all_keys(model: type[Model], seen: set[type]) -> set[str]:
    """Every key that may stand somewhere in the file of `model`."""
    seen.add(model)
    keys: set[str] = set()
    for name, field in model.model_fields.items():
        keys.add(field.alias or name)
        for part in _models_in(field.annotation):
            if part not in seen:
                keys |= _all_keys(part, seen)
    return keys


def _models_in(annotation: Any) -> list[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [m for arg in getattr(annotation, "__args__", ()) for m in _models_in(arg)]
