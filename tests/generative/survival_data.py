"""Small survival data with many ties, as Hypothesis draws them."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True)
class Row:
    """One participant, in whole numbers so that ties are frequent."""

    entry: int
    time: int
    event: bool
    group: int
    stratum: int
    x: tuple[int, ...]


@st.composite
def rows(draw, min_size=1, max_size=12, groups=3, covariates=1, last_time=8):
    """Participants with delayed entry; at least one event."""
    n = draw(st.integers(min_size, max_size))
    drawn = [draw(_row(groups, covariates, last_time)) for _ in range(n)]
    if not any(row.event for row in drawn):
        first = drawn[0]
        drawn[0] = Row(first.entry, first.time, True, first.group, first.stratum, first.x)
    return drawn


def _row(groups, covariates, last_time):
    return st.builds(
        lambda entry, stay, event, group, stratum, x: Row(
            entry, entry + stay, event, group, stratum, tuple(x)
        ),
        st.integers(0, 4),
        st.integers(1, last_time),
        st.booleans(),
        st.integers(0, groups - 1),
        st.integers(0, 1),
        st.lists(st.integers(0, 3), min_size=covariates, max_size=covariates),
    )


def times_of(data, delayed=True):
    """The rows as the estimators take them; without delay everybody enters at the start."""
    return SurvivalTimes.from_columns(
        column(data, "time"), column(data, "event"), column(data, "entry") if delayed else None
    )


def follow_up(data, delayed=True):
    """The columns of the rows by the estimators' own names."""
    return {
        "time": column(data, "time"),
        "event": column(data, "event"),
        "entry": column(data, "entry") if delayed else None,
    }


def column(data, name):
    return np.array([getattr(row, name) for row in data])


def at_risk(data, time, delayed=True):
    """The rows at risk just before `time`."""
    return [row for row in data if (not delayed or row.entry < time) and row.time >= time]
