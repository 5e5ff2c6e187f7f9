"""ARM: which groups there are, and who receives what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.parts import ArmText, InterventionText
from trialwright.record.lint.reading.group_links import link_key, name_without_type
from trialwright.record.lint.rule import rule
from trialwright.record.lint.rules import interventions
from trialwright.record.lint.sources import DEFINITIONS
from trialwright.record.lint.study_text import StudyText
from trialwright.record.module_paths import ARMS
from trialwright.record.searching import words

_GROUPS = words(
    r"\b(?:two|three|four|five|[2-5])[ -](?!(?:age|blood|ethnic|sex) )(?:\w+ ){0,2}(?:groups?|arms|cohorts)\b"
    r"|\b(?:into|between|compar(?:e|es|ing)) (?:an? |the )?(?:[\w-]+ ){1,3}group (?:and|or|versus|vs\.?)"
    r" (?:an? |the )?(?:[\w-]+ ){1,3}group\b"
    r"|\b(?:dos|tres) grupos\b|\bdeux groupes\b|(?:两|二|三|四)(?:个)?组",
)
# A group that by its nature receives nothing.
_UNTREATED = words(
    r"\b(?:no[ -](?:intervention|treatment)|controls?|healthy|untreated|unexposed|observation|usual care"
    r"|standard (?:of )?care|non-?\w+)\b|对照|健康",
)


def has_interventions(study: StudyText) -> bool:
    """Whether anything is registered that could be linked, named or dosed."""
    return bool(study.interventions or study.arms)


@rule(
    "ARM-01",
    Severity.ERROR,
    Family.MISMATCH,
    "Groups that the record speaks of are registered as groups",
    DEFINITIONS,
)
def groups_are_registered(study: StudyText) -> Iterator[Hit]:
    if study.arms:
        return
    message = "The record has no groups, although {why}: who receives what cannot be read from it."
    cure = "Register each group with a label, a description and what it receives."
    for field in study.narrative:
        match = _GROUPS.search(field)
        if match:
            yield field.hit(match, message.format(why=f"its text speaks of '{match[0]}'"), cure)
            return
    if len(study.interventions) > 1:
        why = f"it has {len(study.interventions)} interventions"
        yield Hit(f"{ARMS}.armGroups", message.format(why=why), cure)


@rule(
    "ARM-02",
    Severity.ERROR,
    Family.MISMATCH,
    "Every intervention belongs to a group and every group to an intervention",
    DEFINITIONS,
    has_interventions,
)
def groups_and_interventions_are_linked(study: StudyText) -> Iterator[Hit]:
    labels = {link_key(arm.label.text) for arm in study.arms if arm.label}
    names = {link_key(given.name.text) for given in study.interventions if given.name}
    named = {name_without_type(name) for arm in study.arms for name in arm.intervention_names}
    for given in study.interventions:
        wanted = {link_key(label) for label in given.arm_group_labels}
        linked = wanted & labels or (given.name and link_key(given.name.text) in named)
        if not linked or wanted - labels:
            yield _unlinked(given, "intervention is linked to no registered group")
    linked_labels = {link_key(x) for given in study.interventions for x in given.arm_group_labels}
    for arm in study.arms:
        own = {name_without_type(name) for name in arm.intervention_names}
        is_linked = own & names or (arm.label and link_key(arm.label.text) in linked_labels)
        if not is_linked and not _needs_nothing(arm, study):
            yield _unlinked(arm, "group is linked to no registered intervention")


RULES: Final = (
    groups_are_registered,
    groups_and_interventions_are_linked,
    *interventions.RULES,
)


def _unlinked(part: ArmText | InterventionText, what: str) -> Hit:
    message = f"This {what}, so it is unknown who receives what."
    cure = "Link groups and interventions by the group labels of the intervention."
    return part.texts[0].hit_whole(message, cure) if part.texts else Hit(part.path, message, cure)


def _needs_nothing(arm: ArmText, study: StudyText) -> bool:
    if arm.type == "NO_INTERVENTION" or not study.interventions:
        return True
    is_trial_arm = arm.type is not None
    return not is_trial_arm and _UNTREATED.occur_in(arm.texts)
