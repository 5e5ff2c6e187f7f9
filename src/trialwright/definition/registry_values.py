"""What a definition states that the registry has fields for: values to propose to it."""

from __future__ import annotations

from typing import Any

from trialwright.definition.load import Definition
from trialwright.record.propose import ARM_GROUPS, INTERVENTIONS, KnownValue
from trialwright.record.read import Record


def defined_groups(record: Record, definition: Definition) -> tuple[KnownValue, ...]:
    """The groups and what each receives, in the shape of the registry (ARM-01 to ARM-04).

    Empty where no single type of intervention is registered: the type of an stays the registered one.
    """
    types = {given.type for given in record.view.arms_interventions.interventions}
    if len(types) != 1 or None in types:
        return ()
    (kind,) = types
    basis = "the study's definition"
    groups = [_group(definition, group.id, str(kind)) for group in definition.study.groups]
    drugs = [
        {
            "type": kind,
            "name": drug.label.en,
            "armGroupLabels": [
                group.label.en for group in definition.study.groups if drug.id in group.drugs
            ],
        }
        for drug in definition.study.drugs
    ]
    return (
        KnownValue(ARM_GROUPS, groups, frozenset({"ARM-01"}), basis),
        KnownValue(INTERVENTIONS, drugs, frozenset({"ARM-02", "ARM-03", "ARM-04"}), basis),
    )


def _group(definition: Definition, identifier: str, kind: str) -> dict[str, Any]:
    group = definition.study.group(identifier)
    names = {drug.id: drug.label.en for drug in definition.study.drugs}
    return {
        "label": group.label.en,
        "description": group.description.en,
        "interventionNames": [f"{kind.capitalize()}: {names[drug]}" for drug in group.drugs],
    }
