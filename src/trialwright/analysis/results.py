"""Results as data: every number of the report is first a row here.

A row says what was estimated, in whom, by which method, from which endpoint rows. Values are kept
to 12 significant digits, so that the last bit of another processor never reaches a report.
Displays format these rows; they compute nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

SIGNIFICANT_DIGITS = 12


@dataclass(frozen=True)
class ResultRow:
    """One number of one analysis.

    `group` is a group's id, "all", or "contrast" (the other group against the reference group).
    `variable` names what varies inside the analysis (a covariate, a category, a visit) and `level`
    its value; `at` is the time in days of a curve's point. `value` is None when the number cannot
    be computed; `note` then says why. `sources` are the ids of the endpoint rows behind it.
    """

    display: str
    analysis: str
    population: str
    group: str
    statistic: str
    value: float | None
    unit: str
    method: str
    n: int
    sources: tuple[str, ...]
    variable: str = ""
    level: str = ""
    at: int | None = None
    note: str = ""

    @property
    def id(self) -> str:
        """The row's name, unique in a set of results and usable as the target of a link."""
        parts = [self.display, self.analysis, self.group, self.variable, self.level]
        parts += ["" if self.at is None else f"d{self.at}", self.statistic]
        return ".".join(part for part in parts if part)


def rounded(value: float | None) -> float | None:
    """A value as results store it: 12 significant digits, None for what is not a number."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def write_results(rows: Iterable[ResultRow], path: Path) -> None:
    """Write results as JSON: `results`, one object a line in the order given, the id first.

    Rows name their sources by position in `source_sets`, since thousands of rows share a few sets;
    `source_sets_sha256` holds the hash of each set.
    """
    sets: dict[tuple[str, ...], int] = {}
    lines = []
    for row in rows:
        number = sets.setdefault(row.sources, len(sets))
        # Not asdict: it would copy the hundreds of sources of every row.
        values = {field.name: getattr(row, field.name) for field in fields(row)}
        lines.append(_line({"id": row.id} | values | {"sources": number}))
    # The hash says at a glance whether two results stand on the same rows.
    hashes = [_line(sha256(_line(list(members)).encode()).hexdigest()) for members in sets]
    members = [_line(list(each)) for each in sets]
    parts = {"source_sets": members, "source_sets_sha256": hashes, "results": lines}
    body = ",\n".join(f'"{name}": [\n' + ",\n".join(of) + "\n]" for name, of in parts.items())
    path.write_text("{" + body + "}\n", encoding="utf-8")


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load_results(path: Path) -> tuple[ResultRow, ...]:
    """Read results back."""
    content = json.loads(path.read_text(encoding="utf-8"))
    sets = [tuple(members) for members in content["source_sets"]]
    return tuple(_row(values, sets) for values in content["results"])


def _row(values: dict[str, Any], sets: list[tuple[str, ...]]) -> ResultRow:
    del values["id"]
    return ResultRow(**values | {"sources": sets[values["sources"]]})
