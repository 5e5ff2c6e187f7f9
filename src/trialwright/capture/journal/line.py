"""Write the next line of a chain: what was done, by whom, and what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from trialwright.capture.journal.proof import FIRST_PREVIOUS, VERSION, Line, canonical, hash_of


class Head(NamedTuple):
    """The last line of a chain; seq 0 before the first."""

    seq: int = 0
    hash: str = FIRST_PREVIOUS


@dataclass(frozen=True)
class Change:
    """One object of the study before and after: field -> (old, new). None is no value."""

    kind: str
    key: tuple[str, ...]
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Act:
    """One thing done by one person: what makes one line of the journal.

    `at` is UTC, ISO 8601 to the microsecond. `reason` is asked for wherever something that stood
    is changed.
    """

    by: str
    role: str
    action: str
    at: str
    reason: str = ""


def differences(
    kind: str, key: tuple[str, ...], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Change:
    """What differs between two states of one object, in the order of the field names."""
    names = sorted(before.keys() | after.keys())
    pairs = {name: (before.get(name), after.get(name)) for name in names}
    return Change(kind, key, {name: pair for name, pair in pairs.items() if pair[0] != pair[1]})


def next_line(
    study: str, chain: str, head: Head, act: Act, definition: str, changes: Iterable[Change]
) -> Line:
    """The line that follows `head`. Raises ValueError for a value that has no canonical form."""
    told = [
        {
            "kind": change.kind,
            "key": list(change.key),
            "fields": {name: list(pair) for name, pair in change.fields.items()},
        }
        for change in changes
    ]
    body = canonical(
        {
            "version": VERSION,
            "study": study,
            "chain": chain,
            "seq": head.seq + 1,
            "previous": head.hash,
            "at": act.at,
            "by": act.by,
            "role": act.role,
            "action": act.action,
            "reason": act.reason,
            "definition": definition,
            "changes": told,
        }
    )
    return Line(study, chain, head.seq + 1, body.decode("utf-8"), hash_of(body))
