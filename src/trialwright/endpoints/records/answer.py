"""What a plain record answers: the outcome, its other readings, and what to ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from trialwright.errors import TrialwrightError

T = TypeVar("T")


class RecordRefused(TrialwrightError):
    """A plain record lacks, or gives impossibly, what the whole endpoint hangs on."""


@dataclass(frozen=True)
class RecordFinding:
    """One thing to ask about. `row` is the row's id or place ("visits[2]"), `key` its field."""

    row: str
    key: str
    what: str


@dataclass(frozen=True)
class Answer(Generic[T]):
    """`outcome` is the primary reading; `readings` are the others the rules offer, by name."""

    outcome: T
    findings: tuple[RecordFinding, ...] = ()
    readings: Mapping[str, T] = field(default_factory=dict, hash=False)
