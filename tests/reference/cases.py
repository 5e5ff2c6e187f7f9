"""Reference folders into cases: one case for each vector, and one for everything that is wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from reference.owners import NOT_BUILT, is_material, kind_of


class NotBuilt(Exception):
    """No runner takes this vector yet."""


@dataclass(frozen=True)
class Case:
    """One vector. `document` is the whole file where the vector is only a part of it."""

    id: str
    kind: str
    content: Any
    path: Path
    document: Any = None


@dataclass(frozen=True)
class Unreadable:
    """A file that nobody knows or that cannot be read: it fails with this reason."""

    id: str
    reason: str


Runner = Callable[[Case], None]


def collect(root: Path) -> list[Case | Unreadable]:
    """Find every vector under a reference folder, in order of path."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    if not files:
        return [Unreadable(f"empty:{root.name}", f"{root} holds no file")]
    return [case for path in files for case in _cases_of(path, root)]


def _cases_of(path: Path, root: Path) -> list[Case | Unreadable]:
    if is_material(path, root):
        return []
    name, kind = path.relative_to(root).as_posix(), kind_of(path)
    if kind is None:
        return [Unreadable(f"unknown:{name}", f"{path} fits no pattern in owners.py")]
    try:
        cases = list(_READERS.get(kind, _table)(path, kind))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return [Unreadable(f"unreadable:{name}", f"{path}: {error!r}")]
    ids = [case.id for case in cases]
    if not ids or len(set(ids)) < len(ids):
        return [Unreadable(f"unreadable:{name}", f"{path} has no cases, or one id twice")]
    return list(cases)


def _table(path: Path, kind: str) -> Iterator[Case]:
    """One case for each row; lines that start with # come before the header and describe it."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    for row in csv.DictReader(lines, strict=True):
        if None in row or None in row.values():
            raise ValueError(f"row {row['case_id']} does not have as many fields as the header")
        yield Case(f"{path.stem}:{row['case_id']}", kind, row, path)


def _listed(path: Path, kind: str) -> Iterator[Case]:
    # A measured value decides at its last digit, so numbers stay as they are written.
    document = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    for content in document["cases"]:
        yield Case(f"{path.stem}:{content['id']}", kind, content, path, document)


def _whole(path: Path, kind: str) -> Iterator[Case]:
    yield Case(f"{kind}:{path.stem}", kind, json.loads(path.read_text("utf-8")), path)


def _named(path: Path, kind: str) -> Iterator[Case]:
    for name, content in json.loads(path.read_text("utf-8"))["cases"].items():
        content["args"]["method"]
        yield Case(f"{kind}:{path.stem}:{name}", kind, content, path)


_READERS = {
    "recurrence": _listed,
    "hbsag": _listed,
    "hbvdna": _listed,
    "eligibility": _listed,
    "expected_hepatocellular": _whole,
    "privacy": _whole,
    "stats": _named,
}


def letter_of(case: Case) -> str:
    """Give the letter a privacy file begins with, "A" or "B2"."""
    return case.path.stem.split("_")[0]


def key_of(case: Case) -> str:
    """Name what a case needs, as `NOT_BUILT` names it."""
    if case.kind == "stats":
        return f"stats {case.content['args']['method']}"
    if case.kind == "privacy":
        return f"privacy {letter_of(case)}"
    return case.kind


def owner_of(case: Case) -> str | None:
    """Name the part of the work that still owes the runner, None if it is there."""
    return NOT_BUILT.get(key_of(case))
