"""Random draws. Every participant and subject has a stream of its own.

A stream depends on the seed, the participant's number and the subject only. So nobody's data
change when the cohort grows, and a change to one subject leaves the others as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from math import exp

from numpy.random import PCG64, Generator, SeedSequence


class Subject(IntEnum):
    """What a stream is used for; a number once given is never given to something else."""

    BASELINE = 1
    SCREENING = 2
    TIMELINE = 3
    COURSE = 4
    VISITS = 5
    SCANS = 6
    VIROLOGY = 7
    CHEMISTRY = 8
    TREATMENT = 9
    ADVERSE_EVENTS = 10
    QUALITY_OF_LIFE = 11
    TYPING = 12
    BASELINE_CHEMISTRY = 13
    BASELINE_VIROLOGY = 14
    VISIT_CHEMISTRY = 15
    VISIT_VIROLOGY = 16
    END = 17
    RECRUITMENT = 18
    FEATURES = 19
    REVIEW = 20
    CONSENT = 21
    TYPING_CONSENT = 22


def stream(seed: int, number: int, subject: Subject) -> Generator:
    """The generator of one participant (by number) and subject."""
    return Generator(PCG64(SeedSequence(seed, spawn_key=(number, int(subject)))))


def chance(rng: Generator, share: float) -> bool:
    """True with the given probability."""
    return bool(rng.random() < share)


def between(rng: Generator, table: Mapping[str, float]) -> float:
    """A number spread evenly from `low` to `high`."""
    return table["low"] + (table["high"] - table["low"]) * float(rng.random())


def whole(rng: Generator, table: Mapping[str, float]) -> int:
    """A whole number spread evenly from `low` to `high`, both included."""
    low, high = int(table["low"]), int(table["high"])
    return low + int(rng.random() * (high - low + 1))


def pick(rng: Generator, shares: Mapping[str, float]) -> str:
    """A key, drawn in proportion to its share."""
    mark = float(rng.random()) * sum(shares.values())
    for key, share in shares.items():
        mark -= share
        if mark < 0:
            return key
    return list(shares)[-1]


def bell(rng: Generator, table: Mapping[str, float]) -> float:
    """A normal number with `mean` and `sd`, drawn again until it lies in `lowest` to `highest`."""
    while True:
        value = float(rng.normal(table["mean"], table["sd"]))
        if table.get("lowest", value) <= value <= table.get("highest", value):
            return value


def skewed(rng: Generator, table: Mapping[str, float]) -> float:
    """A log-normal number with `median` and `log_sd`, kept inside `lowest` to `highest`."""
    while True:
        value = table["median"] * exp(float(rng.normal(0.0, table["log_sd"])))
        if table.get("lowest", value) <= value <= table.get("highest", value):
            return value
