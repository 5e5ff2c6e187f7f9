"""What is missing together, and in whom (STA-10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.numeric.columns import (
    BoolArray,
    analysis_error,
    code_levels,
    missing_values,
    read_array,
)
from trialwright.analysis.numeric.terms import label


@dataclass(frozen=True)
class MissingPattern:
    """The columns that are `missing` together, in so many rows of each group (`counts`)."""

    missing: tuple[str, ...]
    counts: Mapping[str, int]

    @property
    def n(self) -> int:
        return sum(self.counts.values())


def missing_patterns(
    columns: Mapping[str, ArrayLike], *, group: ArrayLike | None = None
) -> tuple[MissingPattern, ...]:
    """Count the patterns of missing values in each group, before anything is imputed.

    `columns` (n each): NaN and None are missing. `group` (n; absent: everybody is in "all"). The
    complete rows come first if there are any, then the most frequent pattern, ties by name. Every
    pattern has a count, maybe 0, for every group. Raises AnalysisError for columns of different
    lengths, or a missing group.
    """
    if not columns:
        raise analysis_error("columns", "no column is given")
    masks = {name: _missing(values, name) for name, values in columns.items()}
    n = len(next(iter(masks.values())))
    for name, mask in masks.items():
        if len(mask) != n:
            raise analysis_error(name, f"{name} has {len(mask)} rows, others have {n}")
    if group is None:
        labels = ["all"] * n
    else:
        code_levels(group, "group", n)  # refuses a missing one
        labels = [label(value) for value in np.asarray(group).tolist()]
    rows = [tuple(name for name, mask in masks.items() if mask[row]) for row in range(n)]
    counts = Counter(zip(rows, labels, strict=True))
    names = sorted(set(labels))
    found = [
        MissingPattern(pattern, {name: counts[pattern, name] for name in names})
        for pattern in set(rows)
    ]
    return tuple(sorted(found, key=lambda p: (bool(p.missing), -p.n, p.missing)))


def _missing(values: ArrayLike, name: str) -> BoolArray:
    column = read_array(values, name)
    if column.ndim != 1:
        raise analysis_error(name, f"{name} is not one column")
    return missing_values(column)
