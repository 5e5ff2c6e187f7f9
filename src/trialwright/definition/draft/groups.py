"""The comparison groups: read from the registered arms, else asked by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trialwright.definition.draft.decision import Evidence, Option
from trialwright.definition.draft.sheet import Sheet
from trialwright.definition.draft.sources import ANSWERED, assumed, from_record
from trialwright.definition.draft.treatments import Treatment, is_named
from trialwright.definition.draft.wording import both, clean, identifier
from trialwright.definition.scalars import Bilingual
from trialwright.record.models import ArmGroup
from trialwright.record.read import Record

ARMS = "protocolSection.armsInterventionsModule.armGroups"


@dataclass(frozen=True)
class Group:
    """One group; `tree` is its entry in study.yaml, None while it is open."""

    id: str
    tree: dict[str, Any] | None


def draft_groups(
    sheet: Sheet, record: Record, treatments: tuple[Treatment, ...] | None
) -> tuple[Group, ...] | None:
    """Every group, or None while their names are open."""
    arms = record.view.arms_interventions.arm_groups
    if arms and all(clean(arm.label or "") for arm in arms):
        return tuple(_read(sheet, record, arms, treatments))
    names = sheet.several("groups.names", why="the record has no groups with a name")
    if names is None:
        return None
    return tuple(_asked(sheet, name, treatments) for name in names)


def _read(
    sheet: Sheet,
    record: Record,
    arms: tuple[ArmGroup, ...],
    treatments: tuple[Treatment, ...] | None,
) -> list[Group]:
    found: list[Group] = []
    for number, arm in enumerate(arms):
        path, text = f"{ARMS}[{number}]", arm.label or ""
        own = identifier(text, "G", {group.id for group in found})
        at = Evidence(f"{path}.label")
        sheet.read("group", text, at)
        label = sheet.words("group.*.label", own, text, at)
        described = clean(arm.description or "") or clean(text)
        description = sheet.words("group.*.description", own, described, Evidence(path))
        received = _received(sheet, record, own, arm, treatments)
        tree = None
        if label is not None and description is not None and received is not None:
            short = both(clean(text, 30))
            parts = {"label": label, "short": short, "description": description}
            tree = {"id": own, **parts, "one_of": [], "with": received, "source": from_record(at)}
        found.append(Group(own, tree))
    return found


def _received(
    sheet: Sheet, record: Record, own: str, arm: ArmGroup, treatments: tuple[Treatment, ...] | None
) -> list[str] | None:
    """What the record links to an arm; asked where it links nothing."""
    if treatments is None:
        return None
    interventions = record.view.arms_interventions.interventions
    linked = [
        treatment.id
        for treatment, intervention in zip(treatments, interventions, strict=False)
        if arm.label in intervention.arm_group_labels
        or any(is_named(intervention, name) for name in arm.intervention_names)
    ]
    if linked and len(treatments) == len(interventions):
        return linked
    if not treatments:
        return []
    why = "the record links no single treatment to the group"
    answer = sheet.several("group.*.with", own, options=_options(treatments), why=why)
    return None if answer is None else list(answer)


def _asked(sheet: Sheet, own: str, treatments: tuple[Treatment, ...] | None) -> Group:
    why = "the record has no entry for the group (ARM-01)"
    names = [sheet.label(f"group.*.{part}", own, why=why) for part in _LABELS]
    taken: list[tuple[str, ...] | None] = [(), ()]
    if treatments is None:
        return Group(own, None)
    if treatments:
        options = _options(treatments)
        taken = [
            sheet.several(f"group.*.{part}", own, options=options, why=why)
            for part in ("one_of", "with")
        ]
    one_of, with_ = taken
    if None in names or one_of is None or with_ is None:
        return Group(own, None)
    labels = dict(zip(_LABELS, names, strict=True))
    source = assumed(ANSWERED, "ARM-01", "ARM-02")
    tree = {"id": own, **labels, "one_of": list(one_of), "with": list(with_), "source": source}
    return Group(own, tree)


_LABELS = ("label", "short", "description")


def _options(treatments: tuple[Treatment, ...]) -> tuple[Option, ...]:
    return tuple(treatment.option for treatment in treatments)


def group_options(groups: tuple[Group, ...]) -> tuple[Option, ...]:
    """The groups as answers."""
    return tuple(Option(group.id, Bilingual(en=group.id, zh=group.id)) for group in groups)
