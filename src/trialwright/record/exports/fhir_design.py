"""Design, groups, outcomes and recruitment of a ResearchStudy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from trialwright.record.exports.durations import split_duration
from trialwright.record.exports.fhir_codes import ARM_TYPE, DESIGN, OUTCOME_TYPE, PHASE
from trialwright.record.models import ArmGroup, Outcome, StudyView
from trialwright.record.wording import in_words

ELIGIBILITY: Final = "eligibility"
_LARGEST: Final = 2**31 - 1  # FHIR's unsignedInt
_UNITS: Final = {"year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "h", "minute": "min"}


def phase(view: StudyView) -> dict[str, Any] | None:
    """The phase as one concept, also where the study spans two."""
    phases = view.design.phases
    concept = PHASE.concept("/".join(phases)) if phases else None
    return concept and concept | {"text": "/".join(map(in_words, phases))}


def study_design(view: StudyView) -> list[dict[str, Any] | None]:
    """Type, allocation, model, perspective and masking, each a concept of its own."""
    design = view.design
    stated = (
        design.study_type,
        design.allocation,
        design.intervention_model,
        design.observational_model,
        design.time_perspective,
    )
    concepts = [DESIGN.concept(code) for code in stated if code]
    if design.masking:
        concepts.append({"text": f"Masking: {in_words(design.masking)}"})
    for who in design.who_masked:
        concept = DESIGN.concept(who)
        concepts.append(concept and concept | {"text": f"Masked: {in_words(who)}"})
    return concepts


def comparison_groups(view: StudyView) -> list[dict[str, Any]]:
    """The registered groups; an exposure is named, not defined, as the record names it."""
    return [_group(number, arm) for number, arm in enumerate(view.arms_interventions.arm_groups, 1)]


def _group(number: int, arm: ArmGroup) -> dict[str, Any]:
    return {
        "linkId": f"group-{number}",
        # R5 asks for a name.
        "name": (arm.label or "").strip() or "no label registered",
        "type": ARM_TYPE.concept(arm.type),
        "description": arm.description,
        "intendedExposure": [{"display": name} for name in arm.intervention_names],
    }


def outcome_measures(view: StudyView) -> list[dict[str, Any]]:
    """All outcomes; the time frame, for which R5 has no field, opens the description."""
    kinds = (
        ("PRIMARY", view.outcomes.primary),
        ("SECONDARY", view.outcomes.secondary),
        ("OTHER", view.outcomes.other),
    )
    return [_outcome(kind, outcome) for kind, outcomes in kinds for outcome in outcomes]


def _outcome(kind: str, outcome: Outcome) -> dict[str, Any]:
    frame = f"Time frame: {outcome.time_frame}" if outcome.time_frame else None
    return {
        "name": outcome.measure,
        "type": [OUTCOME_TYPE.concept(kind)],
        "description": "\n\n".join(part for part in (frame, outcome.description) if part),
    }


def recruitment(view: StudyView) -> dict[str, Any]:
    """How many, and who: the criteria stand in the contained group."""
    design = view.design
    count = design.enrollment_count
    known = count is not None and 0 <= count <= _LARGEST
    field = "actualNumber" if design.enrollment_type == "ACTUAL" else "targetNumber"
    return {
        field: count if known else None,
        "eligibility": {"reference": f"#{ELIGIBILITY}"} if _has_criteria(view) else None,
    }


def eligibility_group(view: StudyView) -> dict[str, Any] | None:
    """The people who may take part, by definition: the text, and the parts that have a structure."""
    if not _has_criteria(view):
        return None
    who = view.eligibility
    return {
        "resourceType": "Group",
        "id": ELIGIBILITY,
        "type": "person",
        "membership": "definitional",
        "description": "\n\n".join(part for part in (who.study_population, who.criteria) if part),
        "characteristic": list(_characteristics(view)),
    }


def _has_criteria(view: StudyView) -> bool:
    who = view.eligibility
    stated = (who.criteria, who.study_population, who.sex, who.minimum_age, who.maximum_age)
    return any(stated) or who.healthy_volunteers is not None


def _characteristics(view: StudyView) -> Iterator[dict[str, Any]]:
    who = view.eligibility
    ages = {"low": _quantity(who.minimum_age), "high": _quantity(who.maximum_age)}
    if any(ages.values()):
        yield {"code": {"text": "Age"}, "valueRange": ages, "exclude": False}
    if who.sex:
        concept = {"text": in_words(who.sex)}
        yield {"code": {"text": "Sex"}, "valueCodeableConcept": concept, "exclude": False}
    if who.healthy_volunteers is not None:
        code = {"text": "Accepts healthy volunteers"}
        yield {"code": code, "valueBoolean": who.healthy_volunteers, "exclude": False}


def _quantity(age: str | None) -> dict[str, Any] | None:
    parts = split_duration(age)
    if parts is None:
        return None
    value, unit = parts
    system = "http://unitsofmeasure.org"
    return {"value": value, "unit": unit, "system": system, "code": _UNITS[unit]}
