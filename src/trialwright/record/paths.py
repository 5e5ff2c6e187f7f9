"""The dotted paths by which findings and definitions name a place in a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from trialwright.errors import Problem, RecordError
from trialwright.record.json_values import JsonValue

if TYPE_CHECKING:
    from trialwright.record.read import Record

Step = str | int
_PATH = re.compile(r"[^.\[\]]+(?:\[[0-9]+\])*(?:\.[^.\[\]]+(?:\[[0-9]+\])*)*")
_STEP = re.compile(r"\[([0-9]+)\]|([^.\[\]]+)")


def value_at(record: Record, path: str) -> JsonValue:
    """The value a record holds at a path such as `protocolSection.armGroups[0].label`.

    List positions count from 0. Raises RecordError that names the first part of the path which the
    record does not have: the value is then absent, which is not the same as no.
    """
    value: JsonValue = record.study
    done = ""
    for step in _steps(path, record.name):
        value, done = _child(value, step, done, record.name), _extended(done, step)
    return value


def has_value(record: Record, path: str) -> bool:
    """Whether a record has anything at a well-formed path."""
    try:
        value_at(record, path)
    except RecordError:
        return False
    return True


def path_of(steps: Iterable[Step]) -> str:
    """The path that these keys and positions lead along."""
    path = ""
    for step in steps:
        path = _extended(path, step)
    return path


def joined(path: str, key: str) -> str:
    """The path of a key inside the object at `path`; the empty path is the record itself."""
    return f"{path}.{_printable(key)}" if path else _printable(key)


def _printable(key: str) -> str:
    """Paths are printed in messages, where a hostile key could drive the terminal."""
    return key if key.isprintable() else ascii(key)[1:-1]


def _steps(path: str, file: str) -> tuple[Step, ...]:
    steps = _steps_of(path)
    if not steps:
        raise RecordError(
            Problem(file, 0, path, "this is not a path", "write it like protocolSection.a.b[0].c")
        )
    return steps


# Rules ask every record for the same few paths.
@lru_cache(maxsize=1024)
def _steps_of(path: str) -> tuple[Step, ...]:
    """The keys and positions of a path; none where it is no path."""
    if not _PATH.fullmatch(path):
        return ()
    # A longer index cannot occur in a file of 5 MB, and int() refuses thousands of digits.
    return tuple(int(m[1][:9]) if m[1] else m[2] for m in _STEP.finditer(path))


def _extended(path: str, step: Step) -> str:
    return f"{path}[{step}]" if isinstance(step, int) else joined(path, step)


def _child(value: JsonValue, step: Step, path: str, file: str) -> JsonValue:
    if isinstance(step, int) and isinstance(value, (list, tuple)) and step < len(value):
        entry: JsonValue = value[step]
        return entry
    if isinstance(step, str) and isinstance(value, Mapping) and step in value:
        return value[step]
    raise RecordError(Problem(file, 0, _extended(path, step), *_absence(value, step, path)))


def _absence(value: JsonValue, step: Step, path: str) -> tuple[str, str]:
    place = path or "the record"
    if isinstance(step, int):
        if isinstance(value, (list, tuple)):
            return f"{place} has {len(value)} entries, none at [{step}]", "positions count from 0"
        return f"{place} is no list, so it has no [{step}]", "leave out the position"
    if isinstance(value, Mapping):
        names = ", ".join(map(_printable, islice(value, 20))) or "nothing"
        return f"{place} has no {step!r}", f"it has: {names}"
    if isinstance(value, (list, tuple)):
        return f"{place} is a list, so it has no {step!r}", "give a position, such as [0]"
    return f"{place} is a single value, so it has no {step!r}", "shorten the path"
