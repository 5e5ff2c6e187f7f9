"""What a comparison of two records consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from trialwright.record.compare.words import Piece
from trialwright.record.json_values import JsonValue
from trialwright.record.masking import MASK

ChangeKind = Literal["added", "removed", "changed", "renamed", "reordered"]


@dataclass(frozen=True)
class Change:
    """One difference, at its path in either record (None in the record that lacks it).

    `before` and `after` are the values there without contact data; both hold the mask where only
    contact data changed. `words` are the pieces of a changed text. `place` names the list entry it
    belongs to, such as an outcome's measure. A renamed entry keeps its other values at its paths.
    """

    kind: ChangeKind
    path_before: str | None
    path_after: str | None
    before: JsonValue = field(hash=False)
    after: JsonValue = field(hash=False)
    words: tuple[Piece, ...] = ()
    place: str = ""

    @property
    def path(self) -> str:
        """Where to look: in the later record if it has the place, else in the earlier one."""
        return self.path_after or self.path_before or ""

    @property
    def is_hidden(self) -> bool:
        """Whether what changed is a contact of a person, which is never shown (CON-01)."""
        return self.before == self.after and MASK in str(self.before)


@dataclass(frozen=True)
class Meaning:
    """A sentence that says what a change means, and the path it speaks of."""

    path: str
    sentence: str


class SwitchKind(StrEnum):
    """What can happen to a registered outcome."""

    ADDED = "added"
    REMOVED = "removed"
    PROMOTED = "promoted"
    DEMOTED = "demoted"
    REWORDED = "measure reworded"
    TIME_FRAME = "time frame changed"
    DESCRIPTION = "description changed"


class Stage(StrEnum):
    """How far the study was when an outcome was changed."""

    BEFORE_START = "before the start"
    AFTER_START = "after the start"
    AFTER_COMPLETION = "after primary completion"
    UNKNOWN = "cannot be determined"


@dataclass(frozen=True)
class Switch:
    """A change of a registered outcome; `is_primary` when it was or became a primary one."""

    kind: SwitchKind
    measure: str
    is_primary: bool
    stage: Stage
    sentence: str
    path_before: str | None
    path_after: str | None


@dataclass(frozen=True)
class Comparison:
    """Everything in which two records differ.

    `changes` list every differing place once. `entries` says which list entry of the first record
    is which of the second, as paths, where their positions differ. `notes` are warnings about the
    comparison itself.
    """

    names: tuple[str, str]
    nct_ids: tuple[str, str]
    changes: tuple[Change, ...] = field(repr=False)
    meanings: tuple[Meaning, ...]
    switches: tuple[Switch, ...]
    notes: tuple[str, ...]
    entries: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def is_equal(self) -> bool:
        """Whether the records say the same; the order of keys says nothing."""
        return not self.changes
