"""answers.json: one value for each decision, checked against the question it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trialwright.definition.draft.decision import Decision, Kind
from trialwright.definition.strict_yaml import read_text, unprintable
from trialwright.errors import DefinitionError, Problem

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_ITEM_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MAX_TEXT = 2_000
_MAX_LIST = 200

Answers = Mapping[str, Any]


def load_answers(path: Path) -> dict[str, Any]:
    """The answers in a file, by decision; a null is no answer.

    Raises DefinitionError unless the file is one JSON object whose keys are all different.
    """
    name = path.name
    try:
        given = json.loads(read_text(path, name), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        what = f"not valid JSON: {error.msg}"
        problem = Problem(name, error.lineno, "", what, "check quotes, commas and brackets")
        raise DefinitionError(problem) from None
    except (ValueError, RecursionError) as error:
        raise DefinitionError(Problem(name, 0, "", str(error), "keep one")) from None
    if not isinstance(given, dict):
        cure = 'write {"decision": answer, ...}'
        raise DefinitionError(Problem(name, 1, "", "the answers are no JSON object", cure))
    return {key: value for key, value in given.items() if value is not None}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"'{key[:80]}' is answered twice")
        found[key] = value
    return found


def refusal(decision: Decision, answer: Any) -> str | None:
    """What an answer to this decision must be, if the given one is not; None if it may stand."""
    return None if _CHECKS[decision.kind](decision, answer) else _expected(decision)


def _expected(decision: Decision) -> str:
    options = ", ".join(option.value for option in decision.options[:30])
    more = ", and more" if len(decision.options) > 30 else ""
    return {
        "choice": f"give one of: {options}{more}",
        "list": f"give a list of some of: {options}{more}",
        "names": 'give a list of short names such as ["GROUP_A"]: letters, digits and _',
        "item_names": 'give a list of short names such as ["prior_surgery"]: small letters, digits, _',
        "texts": 'give a list of texts such as ["mg/dL"]',
        "label": 'give {"en": "English", "zh": "中文"}',
        "number": f"give a whole number from {decision.low} to {decision.high}",
        "numbers": f"give a list of whole numbers from {decision.low} to {decision.high}",
        "date": "give a date such as 2026-03-02",
        "time_zone": "give a time zone such as Asia/Shanghai",
        "yes_no": "give true or false",
    }[decision.kind]


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or not value.strip() or len(value) > _MAX_TEXT:
        return False
    return unprintable(value) is None


def _is_list(decision: Decision, value: Any, check: Callable[[Any], bool]) -> bool:
    if not isinstance(value, list) or len(value) > _MAX_LIST:
        return False
    if not all(map(check, value)) or len(set(value)) != len(value):
        return False
    return bool(value) or decision.may_be_empty


def _is_label(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"en", "zh"}
        and all(map(_is_text, value.values()))
    )


def _is_number(decision: Decision, value: Any) -> bool:
    return type(value) is int and decision.low <= value <= decision.high


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_time_zone(value: Any) -> bool:
    try:
        return isinstance(value, str) and ZoneInfo(value) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _is_option(decision: Decision, value: Any) -> bool:
    return isinstance(value, str) and value in {option.value for option in decision.options}


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


_CHECKS: dict[Kind, Callable[[Decision, Any], bool]] = {
    "choice": _is_option,
    "list": lambda d, v: _is_list(d, v, lambda each: _is_option(d, each)),
    "names": lambda d, v: _is_list(d, v, _matches(_NAME)),
    "item_names": lambda d, v: _is_list(d, v, _matches(_ITEM_NAME)),
    "texts": lambda d, v: _is_list(d, v, _is_text),
    "label": lambda _, v: _is_label(v),
    "number": _is_number,
    "numbers": lambda d, v: _is_list(d, v, lambda each: _is_number(d, each)),
    "date": lambda _, v: _is_date(v),
    "time_zone": lambda _, v: _is_time_zone(v),
    "yes_no": lambda _, v: isinstance(v, bool),
}
