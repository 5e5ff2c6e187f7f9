"""The forms of a draft: templates by name, and forms made of the items that rules and dates need."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from trialwright.definition.draft.sources import assumed
from trialwright.definition.draft.templates import codelist_bytes, form_templates, made_forms

Trees = dict[str, dict[str, Any]]
Row = tuple[str, str, str]


def draft_forms(names: Iterable[str], items: Mapping[str, list[dict[str, Any]]]) -> Trees:
    """Each form as its file writes it, by name. `items` belong to the made forms."""
    trees: Trees = {}
    for name in sorted(set(names)):
        source = assumed(f"form template {name}")
        if name in made_forms():
            made = {key: made_forms()[name][key] for key in ("label", "purpose")}
            trees[name] = {"id": name, **made, "source": source, "items": items[name]}
        else:
            tree = form_templates()[name].tree
            rest = {key: value for key, value in tree.items() if key != "items"}
            trees[name] = {**rest, "source": source, "items": tree["items"]}
    return trees


def due(name: str) -> str:
    """When a form is due: screening, procedure, enrolment, repeated or running."""
    made = made_forms().get(name)
    return str(made["when"]) if made else form_templates()[name].when


def draft_codelists(names: Iterable[str], own: Mapping[str, Iterable[Row]]) -> dict[str, bytes]:
    """The code lists these forms name, as files; `own` holds those of this study alone."""
    templates = [form_templates()[name] for name in names if name not in made_forms()]
    wanted = {code for template in templates for code in template.codelists}
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
