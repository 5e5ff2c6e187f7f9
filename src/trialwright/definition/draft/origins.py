"""The dates that the clocks of outcomes and visits start from."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from trialwright.definition.draft.decision import Evidence, Option
from trialwright.definition.draft.sheet import Sheet
from trialwright.definition.draft.sources import ANSWERED, SourceTree, assumed, from_record
from trialwright.definition.draft.templates import OriginTemplate, origin_templates

#: Every study has them: who took part from when.
ALWAYS = ("consent", "T_E")


def origin_options() -> tuple[Option, ...]:
    """Every date that may be chosen."""
    return tuple(Option(each.id, each.label) for each in origin_templates().values())


def origin_of_kind(kind: str) -> str | None:
    """The date that a named origin can only mean, or None where a person must say."""
    found = (each.id for each in origin_templates().values() if kind in each.kinds)
    return next(found, None)


def draft_origins(
    sheet: Sheet, used: Container[str], where: dict[str, Evidence]
) -> list[dict[str, Any]] | None:
    """The used dates as study.yaml lists them; `where` tells what the record says of each."""
    trees = [
        _origin(sheet, each, used, where.get(each.id))
        for each in origin_templates().values()
        if each.id in used or each.id in ALWAYS
    ]
    return None if None in trees else [tree for tree in trees if tree]


def _origin(
    sheet: Sheet, template: OriginTemplate, used: Container[str], at: Evidence | None
) -> dict[str, Any] | None:
    pick: str | None = template.pick
    if pick == "asked":
        why = "the record does not say which one counts"
        pick = sheet.choice("origin.*.pick", template.id, why=why, at=at)
    if pick is None:
        return None
    tree = {
        "id": template.id,
        "label": template.label.model_dump(),
        "items": [template.reference],
        "pick": pick,
        "source": _source(template, at),
    }
    if template.not_before:
        tree["not_before"] = template.not_before
    return tree


def _source(template: OriginTemplate, at: Evidence | None) -> SourceTree:
    if at is not None:
        return from_record(at, "OUT-02")
    if template.id in ALWAYS:
        return assumed("every study records consent and enrolment", "STA-17")
    return assumed(ANSWERED, "OUT-02")


def used_forms(used: Container[str]) -> frozenset[str]:
    """The forms that hold the used dates."""
    return frozenset(
        each.form for each in origin_templates().values() if each.id in used or each.id in ALWAYS
    )


def key_date_items(used: Container[str]) -> list[dict[str, Any]]:
    """The items of the form `key_dates`: one for each used date that no other form holds."""
    return [
        {
            "id": each.item,
            "label": each.label.model_dump(),
            "type": "date",
            "sharing": {"action": "study_day"},
        }
        for each in origin_templates().values()
        if each.form == "key_dates" and each.id in used
    ]
