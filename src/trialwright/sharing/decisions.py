"""Whether every item has a sharing decision that fits it: nothing is shared by default."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.definition.forms import Form, Item
from trialwright.definition.load import Definition
from trialwright.errors import Problem

#: What may be done with an item of each type; with every other type it may be kept or dropped.
_FITTING = {"date": {"study_day", "age_band", "drop"}, "text": {"drop"}}


def check_decisions(definition: Definition) -> Iterator[Problem]:
    """Every item that is undecided, or whose decision would let a date or a free text leave.

    The loader refuses most of these; the release does not rely on it.
    """
    for form in definition.forms:
        for item in form.items:
            if what := _misfit(item):
                cure = "decide it in the form's file: keep, drop, study_day or age_band"
                yield Problem(f"forms/{form.id}.yaml", 0, item.id, what, cure)


def _misfit(item: Item) -> str | None:
    action = getattr(item.sharing, "action", None)
    if action is None:
        return "the item has no sharing decision"
    if action not in _FITTING.get(item.type, {"keep", "drop"}):
        return f"'{action}' does not fit an item of type {item.type} (rule REG-07)"
    return None


def shared_items(form: Form) -> tuple[Item, ...]:
    """The items of a form that are shared in some form."""
    return tuple(item for item in form.items if item.sharing.action != "drop")
