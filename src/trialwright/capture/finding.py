"""A finding: what a check asks the site about, never a correction.

What was typed stays as it is. The site turns a finding into a query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    # One form by itself.
    "unknown form",
    "unknown item",
    "entered twice",
    "wrong repeat",
    "required missing",
    "unknown reason",
    "value and reason",
    "not a date",
    "not a number",
    "not a code",
    "not a result",
    "out of range",
    "unit not declared",
    "units differ",
    "not applicable",
    # All forms of a participant.
    "before birth",
    "after death",
    "after the cut-off",
    "after it was entered",
    "same entry again",
    "several assays",
    "belongs to nothing",
    "enrolled against criteria",
    "not consented",
    "after consent ended",
    "followed without consent",
    "consent text",
    "treatment period",
    "group decision",
    # An enrolment at the moment it is entered.
    "enrolment not open",
    "not eligible",
    "protocol deviation",
    # An item at the moment it is entered.
    "no consent",
    "group changed",
    "not a member",
    # Adverse events beside the list of terms that the site supplies.
    "no term",
    "no such grade",
]


#: What depends on the day on which somebody looks. A rehearsal's dates lie ahead of the clock.
CLOCK: Final[frozenset[Kind]] = frozenset({"after the cut-off", "after it was entered"})


@dataclass(frozen=True)
class Finding:
    """One thing to ask the site about. `item` is empty where the whole form is meant."""

    entry: str
    item: str
    kind: Kind
    message: str
