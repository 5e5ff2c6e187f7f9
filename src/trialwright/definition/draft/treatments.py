"""The treatments of the study: read where each intervention names one, else asked by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from trialwright.definition.draft.decision import Evidence, Option
from trialwright.definition.draft.sheet import Sheet
from trialwright.definition.draft.sources import ANSWERED, assumed, from_record
from trialwright.definition.draft.wording import clean, identifier, quoted
from trialwright.definition.scalars import Bilingual
from trialwright.record.models import ArmsInterventions, Intervention
from trialwright.record.read import Record

INTERVENTIONS = "protocolSection.armsInterventionsModule.interventions"
# ARM-03: an intervention that is named after its group says nothing.
_SAYS_NOTHING = re.compile(r"\s*(?:intervention|treatment|drug|arm|group)\b|.*\bgroup \d", re.I)
_ABBREVIATION = re.compile(r"\(([A-Z][A-Z0-9-]{1,9})\)")
#: The registry's types of intervention in the words of a definition.
_KINDS = {
    "BEHAVIORAL": "behavioural",
    "BIOLOGICAL": "biological",
    "COMBINATION_PRODUCT": "combination product",
    "DEVICE": "device",
    "DIAGNOSTIC_TEST": "diagnostic test",
    "DIETARY_SUPPLEMENT": "dietary supplement",
    "DRUG": "drug",
    "GENETIC": "genetic",
    "OTHER": "other",
    "PROCEDURE": "procedure",
    "RADIATION": "radiation",
}
# ARM-04: several treatments in one entry.
_CHOICE = re.compile(r"\b(?:may include|one of|either)\b|，或|或者", re.I)


@dataclass(frozen=True)
class Treatment:
    """One treatment; `tree` is its entry in study.yaml, None while it is open."""

    id: str
    registered: str
    tree: dict[str, Any] | None

    @property
    def option(self) -> Option:
        """The treatment as an answer."""
        text = clean(self.registered) or self.id
        return Option(self.id, Bilingual(en=text, zh=text))


def draft_treatments(sheet: Sheet, record: Record) -> tuple[Treatment, ...] | None:
    """Every treatment, or None while their names are open."""
    module = record.view.arms_interventions
    if all(map(_names_a_treatment, module.interventions)) and _is_linked(module):
        return tuple(_read(sheet, module.interventions))
    why = "an intervention is named after its group, holds several treatments, or has no group"
    at = Evidence(f"{INTERVENTIONS}[0].description") if _described(module) else None
    names = sheet.several("drugs.names", why=_with_suggestions(why, module), at=at)
    if names is None:
        return None
    return tuple(_asked(sheet, name, record) for name in names)


def _names_a_treatment(intervention: Intervention) -> bool:
    name = clean(intervention.name or "")
    several = _CHOICE.search(intervention.description or "")
    return bool(name) and not _SAYS_NOTHING.match(name) and not several


def _is_linked(module: ArmsInterventions) -> bool:
    """ARM-02: with more than one group, every intervention says whose it is."""
    named = {name for arm in module.arm_groups for name in arm.intervention_names}
    return len(module.interventions) <= 1 or all(
        intervention.arm_group_labels or any(is_named(intervention, name) for name in named)
        for intervention in module.interventions
    )


def is_named(intervention: Intervention, name: str) -> bool:
    """Whether a group's "Drug: Placebo" means this intervention."""
    own = intervention.name or ""
    kind = (intervention.type or "").replace("_", " ").capitalize()
    return name in (own, f"{kind}: {own}") or name.partition(": ")[2] == own


def _described(module: ArmsInterventions) -> bool:
    return bool(module.interventions and clean(module.interventions[0].description or ""))


def _with_suggestions(why: str, module: ArmsInterventions) -> str:
    found = [
        short
        for intervention in module.interventions
        for short in _ABBREVIATION.findall(intervention.description or "")
    ]
    return f"{why}; its texts hold {', '.join(dict.fromkeys(found))}" if found else why


def _read(sheet: Sheet, interventions: tuple[Intervention, ...]) -> list[Treatment]:
    found: list[Treatment] = []
    for number, intervention in enumerate(interventions):
        name = intervention.name or ""
        at = Evidence(f"{INTERVENTIONS}[{number}].name")
        own = identifier(name, "T", {each.id for each in found})
        sheet.read("treatment", name, at)
        label = sheet.words("drug.*.label", own, name, at)
        kind = _kind(sheet, own, intervention.type, number)
        tree = (
            {"id": own, "label": label, "drug_class": kind, "source": from_record(at)}
            if label and kind
            else None
        )
        found.append(Treatment(own, name, tree))
    return found


def _kind(sheet: Sheet, own: str, registered: str | None, number: int) -> str | None:
    if registered in _KINDS:
        return _KINDS[registered]
    at = Evidence(f"{INTERVENTIONS}[{number}]")
    return sheet.choice("drug.*.class", own, why="the record gives no known type", at=at)


def _asked(sheet: Sheet, name: str, record: Record) -> Treatment:
    why = "the record has no entry of its own for it (ARM-04)"
    label = sheet.label("drug.*.label", name, why=why)
    kind = sheet.choice("drug.*.class", name, why=why)
    if label is None or kind is None:
        return Treatment(name, name, None)
    source = _where_named(record, name)
    tree = {"id": name, "label": label, "drug_class": kind, "source": source}
    return Treatment(name, label["en"], tree)


def _where_named(record: Record, name: str) -> dict[str, object]:
    """The record, where it holds the short name as a word; else the person who drafted."""
    for number, intervention in enumerate(record.view.arms_interventions.interventions):
        text = intervention.description or ""
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            at = quoted(f"{INTERVENTIONS}[{number}].description", text, name)
            return from_record(at, "ARM-04")
    return assumed(ANSWERED, "ARM-04")
