"""CLN, part two: imaging systems and how an event is defined and divided into types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from trialwright.record.lint.clinical_sources import LI_RADS
from trialwright.record.lint.field_text import FieldText, present_texts
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.once import once
from trialwright.record.lint.parts import OutcomeText
from trialwright.record.lint.reading.event_types import EventType, gap_between, type_list
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import CONSORT_OUTCOMES
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import Words, words

_LI_RADS: Final = words(r"\bLI-?RADS\b")
_LR5: Final = words(r"\b(?:LI-?RADS|LR)[ -]?5\b")
_FEATURES: Final = words(r"hyper-?enhancement|\bAPHE\b|wash-?out")
_LR5_PARTS: Final = (
    ("the size of the lesion", re.compile(r"\d[ ]*(?:mm|cm)\b(?![^.\n]{0,12}from)", re.I)),
    ("'nonrim' enhancement", re.compile(r"non-?[ ]?rim", re.I)),
    ("'nonperipheral' washout", re.compile(r"non-?[ ]?peripheral", re.I)),
)
_TREATED: Final = words(
    r"original site|treat(?:ed|ment) (?:site|lesion|zone|area)|ablation (?:site|zone|area)"
    r"|resection (?:site|margin|bed)|surgical margin|local (?:tumou?r )?(?:recurrence|progression)",
)
_TREATMENT_RESPONSE: Final = words(r"treatment[- ]response|\bLR-?TR\b|\bTRA\b|viable")

# A term, the procedure it belongs to, and the procedures whose patients it leaves out.
_SURGERY: Final = words(r"resection|surgery|surgical|hepatectomy")
_ABLATION: Final = words(r"ablation\b|\b(?:RFA|MWA)\b")
_NO_SURGERY: Final = words(
    r"ablation\b|\b(?:RFA|MWA|emboli[sz]ation|radiotherapy|SBRT)\b",
)
_ONE_PROCEDURE: Final = (
    (
        words(r"(?:resection|surgical) margin|resected specimen|cut edge"),
        _SURGERY,
        _NO_SURGERY,
    ),
    (
        words(r"ablation (?:zone|margin|site)|ablative margin"),
        _ABLATION,
        _SURGERY,
    ),
    (
        words(r"in-stent|stent thrombosis|target[- ]lesion revasculari[sz]ation"),
        words(r"stent|\bPCI\b"),
        words(r"bypass|\bCABG\b"),
    ),
)

_DEFINITION: Final = words(r"\bdefinition\b[ ]*[:：]|(?P<as>defined as\b)")
# What stands before "defined as": the pattern begins with any word, so it is not looked for itself.
_SUBJECT: Final = re.compile(
    r"(?<![^\W\d_])(?P<subject>[^\W\d_]+)[ ]+(?:(?:is|was|are|will be)[ ]+)?\Z", re.IGNORECASE
)
_SUBJECT_LENGTH: Final = 80


def _mentions(outcome: OutcomeText, pattern: Words) -> bool:
    return pattern.occur_in(outcome.texts)


@once
def _lr5_definitions(study: StudyText) -> list[tuple[FieldText, re.Match[str]]]:
    """The texts that spell out category 5, with the place where they name it."""
    found = []
    for field, _ in _LI_RADS.all_in(study.prose):
        named = _LR5.search(field)
        if named and _FEATURES.search(field):
            found.append((field, named))
    return found


@rule(
    "CLN-03",
    Severity.WARNING,
    Family.MISMATCH,
    "LI-RADS category 5 is worded as in the named version",
    LI_RADS,
    lambda study: bool(_lr5_definitions(study)),
)
def category_as_published(study: StudyText) -> Iterator[Hit]:
    for field, named in _lr5_definitions(study):
        after = field.text[named.start() :]
        lacking = [name for name, part in _LR5_PARTS if not part.search(after)]
        if lacking:
            yield field.hit(
                named,
                f"The wording of category 5 leaves out {', '.join(lacking)}. In v2018 it depends "
                "on size and on how many major features are added, and washout is one of three.",
                "Let the reader's category decide and do not restate the table.",
            )


@rule(
    "CLN-04",
    Severity.WARNING,
    Family.MISMATCH,
    "LI-RADS diagnostic categories are not applied to treated tissue",
    LI_RADS,
    lambda study: any(_mentions(outcome, _LI_RADS) for outcome in study.outcomes),
)
def treated_tissue_has_its_own_scale(study: StudyText) -> Iterator[Hit]:
    for outcome in study.outcomes:
        if not _mentions(outcome, _LI_RADS) or _mentions(outcome, _TREATMENT_RESPONSE):
            continue
        for field in outcome.texts:
            match = _TREATED.search(field)
            if match:
                yield field.hit(
                    match,
                    "The diagnostic categories are for untreated observations. At a treated site "
                    "they are not defined, so a recurrence there has no valid reading.",
                    "Use the treatment response algorithm at treated sites.",
                )
                break


@once
def _typed_events(study: StudyText) -> list[tuple[FieldText, tuple[EventType, ...]]]:
    fields = (text for outcome in study.outcomes for text in outcome.texts)
    return [(field, types) for field in fields if (types := type_list(field))]


@rule(
    "CLN-05",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "The types of an event cover every case once",
    CONSORT_OUTCOMES,
    lambda study: bool(_typed_events(study)),
)
def types_cover_every_case(study: StudyText) -> Iterator[Hit]:
    for field, types in _typed_events(study):
        for kind in types:
            gap = gap_between(kind, types)
            if gap:
                yield field.hit(
                    (kind.start, kind.end),
                    f"The type '{kind.label}' has a limit that no other type completes: {gap}. "
                    "Such an event cannot be put under any type, or under two.",
                    "Give every type both of its limits, and say which goes first.",
                )


@once
def _mixed_procedures(study: StudyText) -> list[tuple[Words, Words]]:
    """The terms that fit only part of the people whom the record lets in, with the other part."""
    entry = present_texts(study.population, study.criteria)
    return [
        (term, other)
        for term, own, other in _ONE_PROCEDURE
        if own.occur_in(entry) and other.occur_in(entry)
    ]


@rule(
    "CLN-06",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "The terms of an outcome fit every subgroup that may enter",
    CONSORT_OUTCOMES,
    lambda study: bool(_mixed_procedures(study)),
)
def terms_fit_every_subgroup(study: StudyText) -> Iterator[Hit]:
    for term, other in _mixed_procedures(study):
        for outcome in study.outcomes:
            if other.occur_in(outcome.texts):
                continue
            for field in outcome.texts:
                for match in term.finditer(field):
                    yield field.hit(
                        match,
                        f"'{match[0]}' does not exist for participants who had the other "
                        "procedure, so the outcome is undefined for them.",
                        "Add the matching term for each procedure that the criteria admit.",
                    )


@rule(
    "CLN-07",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "An outcome defines its event once",
    CONSORT_OUTCOMES,
    lambda study: any(_definitions(outcome) for outcome in study.outcomes),
)
def one_definition_per_event(study: StudyText) -> Iterator[Hit]:
    for outcome in study.outcomes:
        field, definitions = outcome.description, _definitions(outcome)
        for second in definitions[1:]:
            if field and _same_event(definitions[0], second, outcome):
                yield field.hit(
                    (second.start, second.end),
                    "The event is defined twice in one outcome, in different words. Whoever "
                    "assesses it must choose between the two.",
                    "Keep one definition and refer to it.",
                )


@dataclass(frozen=True)
class _Definition:
    """Where a definition begins; its subject is empty where it names none."""

    subject: str
    start: int
    end: int


def _definitions(outcome: OutcomeText) -> list[_Definition]:
    field = outcome.description
    found: list[_Definition] = []
    for match in _DEFINITION.finditer(field) if field else ():
        if not match["as"]:
            found.append(_Definition("", *match.span()))
            continue
        first = max(match.start() - _SUBJECT_LENGTH, found[-1].end if found else 0)
        subject = _SUBJECT.search(match.string, first, match.start())
        if subject:
            found.append(_Definition(subject["subject"].lower(), subject.start(), match.end()))
    return found


def _same_event(first: _Definition, second: _Definition, outcome: OutcomeText) -> bool:
    """Whether two definitions speak of what the outcome counts; "recurrence-free" is another."""
    subjects = [definition.subject for definition in (first, second)]
    if subjects[0] and subjects[1]:
        return subjects[0] == subjects[1]
    title = outcome.measure.text.lower() if outcome.measure else ""
    subject = subjects[0] or subjects[1]
    return not subject or re.search(rf"\b{re.escape(subject)}\b(?!-free)", title) is not None


RULES: Final = (
    category_as_published,
    treated_tissue_has_its_own_scale,
    types_cover_every_case,
    terms_fit_every_subgroup,
    one_definition_per_event,
)
