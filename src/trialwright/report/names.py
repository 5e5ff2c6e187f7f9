"""What the levels of results are called: labels of the study's code lists instead of codes."""

from __future__ import annotations

from trialwright.definition.endpoints import Baseline
from trialwright.definition.forms import CodeList
from trialwright.definition.load import Definition

_ANSWERS = {"yes": "Yes", "no": "No", "unknown": "Cannot be determined"}


def baseline_item(definition: Definition, identifier: str) -> Baseline | None:
    """The baseline characteristic called `identifier`, if there is one."""
    return next((b for b in definition.endpoints.baseline if b.id == identifier), None)


def baseline_name(baseline: Baseline) -> str:
    """The label of a characteristic with its unit."""
    return f"{baseline.label.en}, {baseline.unit}" if baseline.unit else baseline.label.en


def level_order(definition: Definition, baseline: Baseline, found: set[str]) -> list[str]:
    """The levels that occur, in the order of the code list, else numbers by size, else by name."""
    codes = _codes(definition, baseline.item)
    listed = [code.code for code in codes.codes if code.code in found] if codes else []
    return listed + sorted(found - set(listed), key=lambda level: (len(level), level))


def level_name(definition: Definition, item: str | None, level: str) -> str:
    """The label of a level of an item; the level itself where it has none."""
    codes = _codes(definition, item)
    if codes and level in codes.labels:
        return codes.labels[level].en
    return _ANSWERS.get(level, level)


def _codes(definition: Definition, item: str | None) -> CodeList | None:
    codelist = definition.item(item).codelist if item else None
    return definition.codelists_by_id[codelist] if codelist else None
