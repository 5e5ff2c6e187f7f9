"""Records spoiled at random: keys gone, types changed, texts and dates replaced."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from trialwright.errors import RecordError
from trialwright.record.read import Record, parse_record

TEXTS = [
    *(
        "",
        " ",
        "\n\n",
        "1",
        "12 weeks",
        "Week 999999",
        "every 0 weeks ± 0 days",
        "Day -1",
        "-",
        "±",
    ),
    *(
        "Kaplan-Meier",
        "Two consecutive tests ≥ 0.5 years apart",
        "术后3年 随机 双盲",
        "¿Puede reducir?",
    ),
    *(
        "\\>\\<4\\.",
        "a" * 999,
        "(" * 50,
        "9999-12",
        "9999-12-31",
        "0001-01",
        "2025-02",
        "🫁",
        "\u202e",
    ),
    *("Drug: ", "Group 1", "Can it lower it?", "may include a or b", "throughout the study"),
    *("99999 years after surgery", "1/2 year", "100000000000 weeks", "RECRUITING", "COMPLETED"),
]
VALUES: list[Any] = [*TEXTS, None, True, False, 0, -1, 10**12, 0.5, [], {}, ["x"], [None], {"a": 1}]


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every value below the top of a record."""
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in children:
        yield (*path, key)
        if isinstance(child, (dict, list)):
            yield from places(child, (*path, key))


def spoiled(study: dict[str, Any], *, within: str = "") -> st.SearchStrategy[dict[str, Any]]:
    """Copies of a study with one to four changes, below one of its sections where `within` says."""
    below = [p for p in places(study) if not within or p[0] == within]
    change = st.tuples(st.sampled_from(below), st.sampled_from(VALUES), st.booleans())
    return st.lists(change, min_size=1, max_size=4).map(lambda changes: _applied(study, changes))


def readable(study: dict[str, Any]) -> Record | None:
    """The record, or None where reading refuses it; any other fault is a defect."""
    try:
        return parse_record(json.dumps(study).encode(), "spoiled.json")
    except RecordError:
        return None


def _applied(study: dict[str, Any], changes: list[tuple[Any, Any, bool]]) -> dict[str, Any]:
    made = copy.deepcopy(study)
    for path, value, is_gone in changes:
        place: Any = made
        try:
            for step in path[:-1]:
                place = place[step]
            if is_gone and isinstance(place, dict):
                del place[path[-1]]
            else:
                place[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    return made
