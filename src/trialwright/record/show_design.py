"""What a registry reader sees of a study as an experiment: design, groups, outcomes, people."""

from __future__ import annotations

from itertools import chain

from trialwright.record.models import ArmGroup, Intervention, Outcome, StudyView
from trialwright.record.module_paths import ARMS, DESIGN, ELIGIBILITY, OUTCOMES
from trialwright.record.sections import (
    Heading,
    Part,
    Section,
    make_section,
    present_rows,
    prose,
    registered_rows,
)
from trialwright.record.wording import in_words, listed, optional_words, with_kind, yes_no


def show_design(view: StudyView) -> Section | None:
    """Type, size and build of the study."""
    design = view.design
    count = None if design.enrollment_count is None else f"{design.enrollment_count} participants"
    how = f"{DESIGN}.designInfo"
    masking = f"{how}.maskingInfo"
    return make_section(
        "design",
        "Study design",
        registered_rows(
            ("Study type", optional_words(design.study_type), f"{DESIGN}.studyType"),
            ("Enrolment", with_kind(count, design.enrollment_type), f"{DESIGN}.enrollmentInfo"),
            ("Phase", listed(map(in_words, design.phases)), f"{DESIGN}.phases"),
            ("Allocation", optional_words(design.allocation), f"{how}.allocation"),
            ("Masking", optional_words(design.masking), f"{masking}.masking"),
        ),
        present_rows(
            ("Who is masked", listed(map(in_words, design.who_masked)), f"{masking}.whoMasked"),
            (
                "Observational model",
                optional_words(design.observational_model),
                f"{how}.observationalModel",
            ),
            ("Time perspective", optional_words(design.time_perspective), f"{how}.timePerspective"),
            (
                "Intervention model",
                optional_words(design.intervention_model),
                f"{how}.interventionModel",
            ),
            ("Primary purpose", optional_words(design.primary_purpose), f"{how}.primaryPurpose"),
            ("Patient registry", yes_no(design.patient_registry), f"{DESIGN}.patientRegistry"),
            ("Target follow-up", design.target_duration, f"{DESIGN}.targetDuration"),
        ),
        prose(design.intervention_model_description, f"{how}.interventionModelDescription"),
        prose(design.masking_description, f"{masking}.maskingDescription"),
    )


def show_groups(view: StudyView) -> Section | None:
    """Groups and what they receive."""
    registered = view.arms_interventions
    at = f"{ARMS}.armGroups"
    groups = (_group(arm, f"{at}[{n}]") for n, arm in enumerate(registered.arm_groups))
    missing = registered_rows(("Groups", None, at)) if not registered.arm_groups else None
    interventions = (
        _intervention(given, f"{ARMS}.interventions[{n}]")
        for n, given in enumerate(registered.interventions)
    )
    parts = chain.from_iterable((*groups, *interventions))
    return make_section("groups", "Groups and interventions", missing, *parts)


def _group(group: ArmGroup, path: str) -> tuple[Part | None, ...]:
    return (
        Heading(with_kind(group.label or "Group", group.type) or "", f"{path}.label"),
        present_rows(
            ("Interventions", listed(group.intervention_names), f"{path}.interventionNames")
        ),
        prose(group.description, f"{path}.description"),
    )


def _intervention(given: Intervention, path: str) -> tuple[Part | None, ...]:
    kind = optional_words(given.type) or "Intervention"
    return (
        Heading(f"{kind}: {given.name or ''}", f"{path}.name"),
        present_rows(
            ("Other names", listed(given.other_names), f"{path}.otherNames"),
            ("Given to", listed(given.arm_group_labels), f"{path}.armGroupLabels"),
        ),
        prose(given.description, f"{path}.description"),
    )


def show_outcomes(view: StudyView) -> Section | None:
    """Each outcome with its time frame, in registered order."""
    kinds = (
        ("Primary", view.outcomes.primary),
        ("Secondary", view.outcomes.secondary),
        ("Other", view.outcomes.other),
    )
    parts = (
        part
        for kind, outcomes in kinds
        for number, outcome in enumerate(outcomes)
        for part in _outcome(
            f"{kind} outcome {number + 1}",
            outcome,
            f"{OUTCOMES}.{kind.lower()}Outcomes[{number}]",
        )
    )
    return make_section("outcomes", "Outcome measures", *parts)


def _outcome(name: str, outcome: Outcome, path: str) -> tuple[Part | None, ...]:
    return (
        Heading(f"{name}: {outcome.measure or ''}", f"{path}.measure"),
        registered_rows(("Time frame", outcome.time_frame, f"{path}.timeFrame")),
        prose(outcome.description, f"{path}.description"),
    )


def show_eligibility(view: StudyView) -> Section | None:
    """Who may take part, with the criteria as lists."""
    who = view.eligibility
    return make_section(
        "eligibility",
        "Eligibility",
        registered_rows(
            ("Minimum age", who.minimum_age, f"{ELIGIBILITY}.minimumAge"),
            ("Maximum age", who.maximum_age, f"{ELIGIBILITY}.maximumAge"),
            ("Sex", optional_words(who.sex), f"{ELIGIBILITY}.sex"),
            (
                "Healthy volunteers",
                yes_no(who.healthy_volunteers),
                f"{ELIGIBILITY}.healthyVolunteers",
            ),
        ),
        present_rows(
            (
                "Sampling method",
                optional_words(who.sampling_method),
                f"{ELIGIBILITY}.samplingMethod",
            )
        ),
        Heading("Study population") if who.study_population else None,
        prose(who.study_population, f"{ELIGIBILITY}.studyPopulation"),
        prose(who.criteria, f"{ELIGIBILITY}.eligibilityCriteria"),
    )


def show_biospecimens(view: StudyView) -> Section | None:
    """What is kept, and for what."""
    return make_section(
        "biospecimens",
        "Biospecimens",
        present_rows(
            (
                "Retention",
                optional_words(view.design.biospecimen_retention),
                f"{DESIGN}.bioSpec.retention",
            )
        ),
        prose(view.design.biospecimen_description, f"{DESIGN}.bioSpec.description"),
    )
