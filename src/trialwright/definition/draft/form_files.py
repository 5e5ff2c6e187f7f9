"""The forms of a draft: templates by name, and forms made of the items that rules and dates need."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from trialwright.definition.draft.sources import assumed
from trialwright.definition.draft.templates import codelist_bytes, form_templates

Trees = dict[str, dict[str, Any]]
Row = tuple[str, str, str]

#: Forms whose items come from the criteria and the dates of one study.
MADE: dict[str, tuple[str, str, str, str]] = {
    "medical_history": (
        *("Medical history", "既往病史"),
        *("Conditions that decide whether a person may take part", "决定能否入组的情况"),
    ),
    "screening_answers": (
        *("Criteria answered by a person", "由人判断的标准"),
        *("One question for each criterion that no value decides", "每条无法由数值判定的标准一问"),
    ),
    "screening_values": (
        *("Values for the criteria", "入排标准所需数值"),
        *("Values that a criterion limits", "标准中设有界限的数值"),
    ),
    "key_dates": (
        *("Dates of the study", "研究关键日期"),
        *("Dates that clocks start from", "计时起点日期"),
    ),
}
#: When a made form is due.
MADE_WHEN = {"key_dates": "enrolment"}


def draft_forms(names: Iterable[str], items: Mapping[str, list[dict[str, Any]]]) -> Trees:
    """Each form as its file writes it, by name. `items` belong to the made forms."""
    trees: Trees = {}
    for name in sorted(set(names)):
        source = assumed(f"form template {name}")
        if name in MADE:
            trees[name] = {**_made(name), "source": source, "items": items[name]}
        else:
            tree = form_templates()[name].tree
            rest = {key: value for key, value in tree.items() if key != "items"}
            trees[name] = {**rest, "source": source, "items": tree["items"]}
    return trees


def _made(name: str) -> dict[str, Any]:
    label_en, label_zh, purpose_en, purpose_zh = MADE[name]
    label, purpose = {"en": label_en, "zh": label_zh}, {"en": purpose_en, "zh": purpose_zh}
    return {"id": name, "label": label, "purpose": purpose}


def due(name: str) -> str:
    """When a form is due: screening, procedure, enrolment, repeated or running."""
    return MADE_WHEN.get(name, "screening") if name in MADE else form_templates()[name].when


def draft_codelists(names: Iterable[str], own: Mapping[str, Iterable[Row]]) -> dict[str, bytes]:
    """The code lists these forms name, as files; `own` holds those of this study alone."""
    wanted = {
        code for name in names if name not in MADE for code in form_templates()[name].codelists
    }
    return {
        code: _csv(own[code]) if code in own else codelist_bytes(code)
        for code in sorted({*wanted, "missing_reason"})
    }


def _csv(rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "en", "zh"))
    writer.writerows(rows)
    return text.getvalue().encode()
