"""How the group came about: chosen by physician and participant, recorded, never assigned.

A group that is changed once outcomes are known could have been changed because of them. The change
is not refused, for a slip must be mended, but it is asked about for as long as it stands in the
journal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trialwright.capture import checks as say
from trialwright.capture.entry import Entry
from trialwright.capture.finding import Finding
from trialwright.capture.participant import Participant, complete_date, origin_dates
from trialwright.definition.load import Definition
from trialwright.sentence import sentence


@dataclass(frozen=True)
class GroupRecorded:
    """One time at which the group was recorded or changed; `late`: after an outcome was entered."""

    at: str
    by: str
    before: str | None
    after: str | None
    reason: str
    late: bool


def check_group_dates(definition: Definition, participant: Participant) -> Iterator[Finding]:
    """A choice dated before it could be made, or after the enrolment that it precedes."""
    milestones = definition.study.milestones
    form, _, item = (milestones.group_decided_on or "").partition(".")
    if not item:
        return
    origins = origin_dates(definition, participant)
    floor = origins.get(milestones.group_not_before or "")
    enrolled = origins.get(milestones.enrolment)
    for entry in participant.of_form(form):
        day = complete_date(entry.value(item))
        if day and floor and day < floor:
            origin = definition.study.origin(milestones.group_not_before or "").label
            what = sentence(say.GROUP_EARLY, day=day, origin=origin, floor=floor)
            yield Finding(entry.id, item, "group decision", what)
        if day and enrolled and day > enrolled:
            what = sentence(say.GROUP_LATE, day=day, enrolled=enrolled)
            yield Finding(entry.id, item, "group decision", what)


def check_group_entry(
    definition: Definition,
    entry: Entry,
    history: Iterable[GroupRecorded],
    members: Collection[str] | None,
) -> tuple[Finding, ...]:
    """What is asked about the group when its form is saved; nothing for any other form.

    `history` is that of the group with this entry last. `members` are the names of all who work in
    the study, None where they are not known.
    """
    milestones = definition.study.milestones
    form, _, item = definition.study.group_item.partition(".")
    if entry.form != form:
        return ()
    labels = {group.id: group.short for group in definition.study.groups}
    found = [
        Finding(
            entry.id,
            item,
            "group changed",
            sentence(
                say.GROUP_CHANGED,
                before=labels.get(each.before or "", each.before or "-"),
                after=labels.get(each.after or "", each.after or "-"),
                day=each.at[: len("2026-01-01")],
            ),
        )
        for each in history
        if each.late
    ]
    by_form, _, by_item = (milestones.group_decided_by or "").partition(".")
    name = (entry.value(by_item) or "").strip() if by_form == form else ""
    known = {each.strip().casefold() for each in members or ()}
    if name and members is not None and name.casefold() not in known:
        what = sentence(say.GROUP_STRANGER, name=name)
        found.append(Finding(entry.id, by_item, "not a member", what))
    return tuple(found)


def outcome_forms(definition: Definition) -> frozenset[str]:
    """The forms that endpoints read, but for those of the group and of the treatment taken."""
    named = {
        reference.partition(".")[0]
        for endpoint in definition.endpoints.endpoints
        for reference in endpoint.roles.values()
    }
    own = (definition.study.group_item, definition.study.milestones.drug or "")
    return frozenset(named) - {reference.partition(".")[0] for reference in own}


def group_history(
    definition: Definition, lines: Iterable[Mapping[str, Any]], entry: Entry | None = None
) -> tuple[GroupRecorded, ...]:
    """Every time at which the group was recorded, from the lines of the participant's journal.

    `lines` are their bodies in order, `entry` what is being saved on top of them. An outcome is
    known from the first complete form on that an endpoint reads, at a visit later than day 0 or at
    none. A change is late after that; a first recording never is.
    """
    form, _, item = definition.study.group_item.partition(".")
    outcomes = outcome_forms(definition)
    early = {visit.id for visit in definition.schedule.visits if visit.day <= 0}
    found: list[GroupRecorded] = []
    known = False
    for line in lines:
        for change in line["changes"]:
            if change["kind"] != "form":
                continue
            _person, visit, changed, _repeat = change["key"]
            pair = change["fields"].get(f"values.{item}") if changed == form else None
            if pair is not None:
                before, after = (_value(side) for side in pair)
                told = line["at"], line["by"], before, after, line["reason"]
                found.append(GroupRecorded(*told, late=known and before is not None))
            if line["action"] != "form.save_draft":
                known = known or (changed in outcomes and visit not in early)
    held = found[-1].after if found else None
    if entry and entry.form == form and held is not None and entry.value(item) != held:
        at = entry.entered_at.isoformat()
        found.append(GroupRecorded(at, entry.by, held, entry.value(item), "", late=known))
    return tuple(found)


def _value(side: Any) -> str | None:
    return side.get("value") if isinstance(side, Mapping) else None
