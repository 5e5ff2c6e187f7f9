"""Small competing risks data with many ties, as Hypothesis draws them."""

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st


@dataclass(frozen=True)
class Row:
    """One participant in whole numbers; cause 0 = censored, else 1 or 2."""

    entry: int
    time: int
    cause: int
    group: int
    stratum: int
    weight: int
    x: int


@st.composite
def competing_rows(draw, min_size=2, max_size=12, groups=2, last_time=7):
    """Participants with delayed entry; somebody has each cause."""
    drawn = draw(st.lists(_row(groups, last_time), min_size=min_size, max_size=max_size))
    if not {1, 2} <= {row.cause for row in drawn}:
        drawn[:2] = [
            replace(row, cause=cause) for row, cause in zip(drawn[:2], (1, 2), strict=True)
        ]
    return drawn


def _row(groups, last_time):
    return st.builds(
        lambda entry, stay, **rest: Row(entry=entry, time=entry + stay, **rest),
        entry=st.integers(0, 3),
        stay=st.integers(1, last_time),
        cause=st.integers(0, 2),
        group=st.integers(0, groups - 1),
        stratum=st.integers(0, 1),
        weight=st.integers(1, 3),
        x=st.integers(0, 3),
    )


def column(data, name):
    return np.array([getattr(row, name) for row in data], dtype=float)
