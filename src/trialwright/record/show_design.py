"""What a registry reader sees of a study as an experiment: design, groups, outcomes, people."""

from __future__ import annotations

from itertools import chain

from trialwright.record.models import ArmGroup, Outcome, StudyView
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
    return make_section(
        "design",
        "Study design",
        registered_rows(
            ("Study type", optional_words(design.study_type)),
            ("Enrolment", with_kind(count, design.enrollment_type)),
            ("Phase", listed(map(in_words, design.phases))),
            ("Allocation", optional_words(design.allocation)),
            ("Masking", optional_words(design.masking)),
        ),
        present_rows(
            ("Who is masked", listed(map(in_words, design.who_masked))),
            ("Observational model", optional_words(design.observational_model)),
            ("Time perspective", optional_words(design.time_perspective)),
            ("Intervention model", optional_words(design.intervention_model)),
            ("Primary purpose", optional_words(design.primary_purpose)),
            ("Patient registry", yes_no(design.patient_registry)),
            ("Target follow-up", design.target_duration),
        ),
        prose(design.intervention_model_description),
        prose(design.masking_description),
    )


def show_groups(view: StudyView) -> Section | None:
    """Groups and what they receive."""
    registered = view.arms_interventions
    parts = chain.from_iterable(map(_group, registered.arm_groups))
    missing = registered_rows(("Groups", None)) if not registered.arm_groups else None
    interventions: list[Part | None] = []
    for intervention in registered.interventions:
        interventions += [
            Heading(
                f"{optional_words(intervention.type) or 'Intervention'}: {intervention.name or ''}"
            ),
            present_rows(
                ("Other names", listed(intervention.other_names)),
                ("Given to", listed(intervention.arm_group_labels)),
            ),
            prose(intervention.description),
        ]
    return make_section("groups", "Groups and interventions", missing, *parts, *interventions)


def _group(group: ArmGroup) -> tuple[Part | None, ...]:
    return (
        Heading(with_kind(group.label or "Group", group.type) or ""),
        present_rows(("Interventions", listed(group.intervention_names))),
        prose(group.description),
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
        for number, outcome in enumerate(outcomes, 1)
        for part in _outcome(f"{kind} outcome {number}", outcome)
    )
    return make_section("outcomes", "Outcome measures", *parts)


def _outcome(name: str, outcome: Outcome) -> tuple[Part | None, ...]:
    return (
        Heading(f"{name}: {outcome.measure or ''}"),
        registered_rows(("Time frame", outcome.time_frame)),
        prose(outcome.description),
    )


def show_eligibility(view: StudyView) -> Section | None:
    """Who may take part, with the criteria as lists."""
    who = view.eligibility
    return make_section(
        "eligibility",
        "Eligibility",
        registered_rows(
            ("Minimum age", who.minimum_age),
            ("Maximum age", who.maximum_age),
            ("Sex", optional_words(who.sex)),
            ("Healthy volunteers", yes_no(who.healthy_volunteers)),
        ),
        present_rows(("Sampling method", optional_words(who.sampling_method))),
        Heading("Study population") if who.study_population else None,
        prose(who.study_population),
        prose(who.criteria),
    )


def show_biospecimens(view: StudyView) -> Section | None:
    """What is kept, and for what."""
    return make_section(
        "biospecimens",
        "Biospecimens",
        present_rows(("Retention", optional_words(view.design.biospecimen_retention))),
        prose(view.design.biospecimen_description),
    )
