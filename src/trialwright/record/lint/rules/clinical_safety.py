"""CLN, part three: adverse events, their seriousness, severity and causality."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.clinical_sources import CTCAE, E2A, ESTIMANDS, WHO_UMC
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.once import once
from trialwright.record.lint.parts import OutcomeText
from trialwright.record.lint.reading.safety_words import (
    CAUSALITY_SYSTEMS,
    GRADE_RANGE,
    GRADE_THRESHOLD,
    SERIOUS,
    SEVERITY_SCALE,
    causality_lists,
    missing_seriousness_criteria,
    named_system,
)
from trialwright.record.lint.rule import rule
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import Words, words

_DURING_TREATMENT: Final = words(
    r"\b(?:during|while on|throughout)[ ](?:the[ ])?(?:study[ ])?treatment\b(?![- ]free)"
    r"|\bon[- ]treatment\b|治疗期间",
)
_FOLLOW_UP: Final = words(r"\bfollow(?:ed)?[- ]?up\b|随访")


@once
def _causality_system(study: StudyText) -> str:
    return named_system(study.prose)


@rule(
    "CLN-08",
    Severity.WARNING,
    Family.MISMATCH,
    "Causality is graded in the terms of the named system",
    WHO_UMC,
    lambda study: bool(_causality_system(study) and any(_listed_causes(study))),
)
def causality_in_named_terms(study: StudyText) -> Iterator[Hit]:
    system = _causality_system(study)
    terms = CAUSALITY_SYSTEMS[system]
    for field, span, used in _listed_causes(study):
        foreign = [word for word in used if word not in terms]
        if foreign:
            yield field.hit(
                span,
                f"The record names {system}, which has no term {' or '.join(foreign)}. "
                "Two assessors will map the words differently.",
                f"Use the terms of the system: {', '.join(sorted(terms))}.",
            )


def _listed_causes(
    study: StudyText,
) -> Iterator[tuple[FieldText, tuple[int, int], tuple[str, ...]]]:
    for outcome in study.outcomes:
        for field in outcome.texts:
            for span, used in causality_lists(field):
                yield field, span, used


@once
def _serious_outcomes(study: StudyText) -> list[OutcomeText]:
    return [outcome for outcome in study.outcomes if SERIOUS.occur_in(outcome.texts)]


@rule(
    "CLN-09",
    Severity.WARNING,
    Family.MISMATCH,
    "Seriousness follows all six standard criteria and no severity scale",
    E2A,
    lambda study: bool(_serious_outcomes(study)),
)
def seriousness_is_complete(study: StudyText) -> Iterator[Hit]:
    for outcome in _serious_outcomes(study):
        for field in outcome.texts:
            yield from _incomplete_list(field)
        yield from _severity_as_seriousness(outcome)


def _incomplete_list(field: FieldText) -> Iterator[Hit]:
    found = missing_seriousness_criteria(field)
    if found and found.missing:
        yield field.hit(
            (found.start, found.end),
            f"The list of serious events lacks: {', '.join(found.missing)}. Events that the "
            "standard calls serious would not be counted.",
            "Use all six criteria of the standard definition.",
        )


def _severity_as_seriousness(outcome: OutcomeText) -> Iterator[Hit]:
    if outcome.measure is None or not SERIOUS.search(outcome.measure) or not outcome.description:
        return
    match = SEVERITY_SCALE.search(outcome.description)
    if match:
        yield outcome.description.hit(
            match,
            "A scale of severity is named as the tool for serious events. A severe event need not "
            "be serious, and a serious one need not be severe.",
            "Keep severity and seriousness as two facts about each event.",
        )


@once
def _graded_outcomes(study: StudyText) -> list[tuple[FieldText, int]]:
    """Descriptions that give a range of grades, with its lowest grade."""
    found = []
    for outcome in study.outcomes:
        field = outcome.description
        match = GRADE_RANGE.search(field) if field else None
        restricted = outcome.measure is not None and GRADE_THRESHOLD.search(outcome.measure)
        if field and match and not restricted:
            found.append((field, int(match["low"])))
    return found


@rule(
    "CLN-10",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "The reporting threshold fits the stated range of grades",
    CTCAE,
    lambda study: bool(_graded_outcomes(study)),
)
def threshold_fits_range(study: StudyText) -> Iterator[Hit]:
    for field, low in _graded_outcomes(study):
        for match in GRADE_THRESHOLD.finditer(field):
            grade = int(next(group for group in match.groups() if group))
            if grade > low:
                yield field.hit(
                    match,
                    f"The range starts at grade {low} and reporting at grade {grade}, so it is "
                    "open whether lower grades are collected.",
                    "Say which grades are collected and which are reported.",
                )


@rule(
    "CLN-12",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "An outcome is observed either on treatment or over the whole follow-up",
    ESTIMANDS,
    lambda study: any(_period(outcome, _DURING_TREATMENT) for outcome in study.outcomes),
)
def one_observation_period(study: StudyText) -> Iterator[Hit]:
    for outcome in study.outcomes:
        on_treatment, follow_up = _period(outcome, _DURING_TREATMENT), _period(outcome, _FOLLOW_UP)
        if on_treatment and follow_up:
            field, match = on_treatment
            yield field.hit(
                match,
                "The same outcome speaks of treatment and of follow-up. Events after the end of "
                "treatment count by one reading and not by the other.",
                "Choose one period; give the other as a named sensitivity analysis.",
            )


def _period(outcome: OutcomeText, pattern: Words) -> tuple[FieldText, re.Match[str]] | None:
    return pattern.first_in(outcome.texts)


RULES: Final = (
    causality_in_named_terms,
    seriousness_is_complete,
    threshold_fits_range,
    one_observation_period,
)
