"""The group of a participant with its day and who chose it, and why periods of treatment ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trialwright.capture.participant import Participant, complete_date
from trialwright.definition import Definition
from trialwright.definition.scalars import Bilingual


@dataclass(frozen=True)
class GroupShown:
    """The group as recorded; `decided_on` is None and `decided_by` empty where nobody said."""

    group: str
    decided_on: date | None
    decided_by: str


def group_shown(definition: Definition, person: Participant) -> GroupShown | None:
    """The group that stands now; None before it is recorded."""
    milestones = definition.study.milestones
    groups = [value for _, value in person.values(definition.study.group_item)]
    if not groups:
        return None
    on, by = (
        next((value for _, value in person.values(item)), "") if item else ""
        for item in (milestones.group_decided_on, milestones.group_decided_by)
    )
    return GroupShown(groups[-1], complete_date(on), by)


def reason_labels(definition: Definition) -> Mapping[str, Bilingual]:
    """Why a period of treatment may have ended, by code."""
    reference = definition.study.milestones.drug_stop_reason
    codelist = definition.item(reference).codelist if reference else None
    return definition.codelists_by_id[codelist].labels if codelist else {}
