"""A form that two people enter, neither seeing what the other typed, and a third step settles.

Independent double entry finds the errors of typing that no check can see: a plausible value that is
not the one on paper. Both entries are kept; where they differ somebody says which one stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from trialwright.capture.access import NEW
from trialwright.capture.form_content import Content
from trialwright.definition.forms import Form

Turn = Literal["first", "second"]
TURNS: Final[tuple[Turn, ...]] = ("first", "second")
ENTERED_ONCE: Final = "entered_once"
ENTERED_TWICE: Final = "entered_twice"
UNSETTLED: Final = frozenset({NEW, "draft", ENTERED_ONCE, ENTERED_TWICE})
"""The states of a form before it is complete for the first time."""


@dataclass(frozen=True)
class BlindEntry:
    """What one person typed, apart from the form itself."""

    by: str
    content: Content


def entered_state(status: str, entries: tuple[BlindEntry, ...]) -> str:
    """The state of a form that is entered twice; `status` is that of the form itself."""
    if status not in (NEW, "draft"):
        return status
    return (status, ENTERED_ONCE, ENTERED_TWICE)[len(entries)]


def differing_items(form: Form, first: Content, second: Content) -> tuple[str, ...]:
    """The items in which two entries differ, in the order of the form.

    Units and reasons for a missing value count; 1.0 and 1.00 differ, since both are as typed.
    """
    return tuple(item.id for item in form.items if first.get(item.id) != second.get(item.id))


def settled_content(
    form: Form, first: Content, second: Content, choices: Mapping[str, Turn]
) -> dict[str, Mapping[str, str]]:
    """The content of the form once every difference is settled.

    Raises KeyError for a difference without a choice: neither entry stands by default.
    """
    chosen: dict[str, Turn] = {item.id: "first" for item in form.items}
    for item in differing_items(form, first, second):
        chosen[item] = choices[item]
    sources = {"first": first, "second": second}
    picked = {item: sources[turn].get(item) for item, turn in chosen.items()}
    return {item: parts for item, parts in picked.items() if parts}


def stems_from(content: Content, first: Content, second: Content) -> bool:
    """Whether every item of `content` is as one of the two entries has it."""
    items = content.keys() | first.keys() | second.keys()
    return all(content.get(i) in (first.get(i), second.get(i)) for i in items)
