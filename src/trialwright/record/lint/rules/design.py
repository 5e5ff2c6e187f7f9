"""DSN: whether the registered design is the one the texts describe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.reading.design_words import (
    ALLOCATION,
    MASKING,
    MODEL,
    PHASE,
    TRIAL_WORDS,
    first_stated,
)
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import DEFINITIONS, REVIEW_CRITERIA, TARGET_TRIAL
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import words
from trialwright.record.time_frames import parse_time_frame

_ASSIGNS = words(
    r"\b(?:will|shall) (?:all |each |then |also )?(?:receive|be (?:given|administered|assigned|treated"
    r"|allocated|randomi[sz]ed))\b|\b(?:are|is|were|was) (?:randomly )?(?:assigned|allocated"
    r"|randomi[sz]ed)\b|\b(?:recibir[áa]n?|ser[áa]n? asignad[oa]s?|recevr(?:a|ont)|ser(?:a|ont) (?:randomis|assign)ée?s?)\b|将接受|将给予|被?分配(?:到|至)|随机分",
)
_USUAL_CARE = re.compile(
    r"\b(?:as part of|according to|in|per|following) (?:their |the )?(?:routine|usual|standard|local"
    r"|normal|daily)(?: of)?(?: clinical| medical)? (?:care|practice)\b"
    r"|\b(?:prescribed|decided|chosen) by (?:the|their)",
    re.IGNORECASE,
)
_EFFECT = (
    r"(?:lower|reduc|improv|prevent|increas|decreas|prolong|delay|slow|protect|benefit|enhanc"
    r"|shorten|accelerat|caus|cure|alleviat)\w*"
)
_CAUSAL = words(
    rf"(?:^|(?<=[.?!:\n]))[ ]*(?:Can|Could|Does|Do|Will|Would|Is|Are)\b[^.?!\n]{{3,200}}\b{_EFFECT}"
    rf"[^.?!\n]{{0,200}}\?|\b(?:learn|determine|know|examine|investigate|evaluate|assess|test|see|find"
    rf" out|understand|answer|explore|study|establish|clarify)\b[^.?!\n]{{0,40}}\b(?:if|whether)\b"
    rf"[^.?!\n]{{3,200}}\b{_EFFECT}|(?:能否|是否(?:能|可以|可))[^。？\n]{{0,60}}(?:降低|减少|改善|预防|提高|延长)"
    r"|[¿](?:Puede|Reduce|Mejora)[^?\n]{3,200}\?"
    # "To evaluate the effect of laser on vision loss" asks the same without "whether".
    r"|\b(?:determine|examine|investigate|evaluate|assess|test|explore|study|establish|compare) (?:the )?"
    r"(?:\w+ ){0,2}(?:effects?|impact|influence|efficacy|effectiveness) of\b[^.?!\n]{3,120}?\b(?:on|in"
    r" (?:reducing|preventing|improving|treating|lowering))\b[^.?!\n]{3,120}",
    re.MULTILINE,
)


def is_observational(study: StudyText) -> bool:
    """Whether the record is registered as an observational study."""
    return study.view.design.study_type == "OBSERVATIONAL"


@rule(
    "DSN-01",
    Severity.ERROR,
    Family.INCONSISTENCY,
    "An observational study is not described in the words of a trial",
    REVIEW_CRITERIA,
    is_observational,
)
def observational_in_its_words(study: StudyText) -> Iterator[Hit]:
    texts = (*study.titles, *((study.summary,) if study.summary else ()), *study.keywords)
    for field in texts:
        match = first_stated(field, *TRIAL_WORDS)
        if match:
            yield field.hit(
                match,
                f"The study is registered as observational, but '{match[0]}' is the language of an "
                "interventional study. A reader cannot tell whether treatment is assigned.",
                "Register an interventional study if the protocol assigns treatment; otherwise "
                "describe it as a cohort.",
            )


@rule(
    "DSN-02",
    Severity.ERROR,
    Family.INCONSISTENCY,
    "An observational study does not assign what participants receive",
    REVIEW_CRITERIA,
    is_observational,
)
def observational_assigns_nothing(study: StudyText) -> Iterator[Hit]:
    for field in study.given_texts:
        match = _ASSIGNS.search(field)
        if match and not _USUAL_CARE.search(_sentence(field.text, match)):
            yield field.hit(
                match,
                f"The study is registered as observational, but '{match[0]}' says that the study "
                "gives the treatment. Assignment by protocol makes it interventional.",
                "Say who decides on the treatment and when, for example: 'treated by decision of "
                "physician and patient before enrolment'.",
            )


@rule(
    "DSN-03",
    Severity.WARNING,
    Family.MISMATCH,
    "Allocation, masking, model and phase stand in their fields where the text gives them",
    DEFINITIONS,
)
def design_in_its_fields(study: StudyText) -> Iterator[Hit]:
    design = study.view.design
    wanted = (
        ("allocation", design.allocation, ALLOCATION),
        ("masking", design.masking, MASKING),
        ("model", design.intervention_model, MODEL),
        ("phase", design.phases or None, PHASE),
    )
    fields = _design_texts(study)
    for name, registered, pattern in wanted:
        if registered is not None:
            continue
        found = ((field, first_stated(field, pattern)) for field in fields)
        for field, match in ((field, match) for field, match in found if match):
            yield field.hit(
                match,
                f"The text says '{match[0]}', but the field for {name} is empty, so no search by "
                "design finds the study.",
                f"Fill the field for {name}, or take the words out if the study type has no such "
                "field.",
            )
            break


@rule(
    "DSN-04",
    Severity.WARNING,
    Family.UNCLEAR,
    "A causal question has an allocation and a time zero",
    TARGET_TRIAL,
)
def causal_question_has_time_zero(study: StudyText) -> Iterator[Hit]:
    allocation = study.view.design.allocation
    if allocation == "RANDOMIZED" or (allocation and _has_origin(study)):
        return
    lacks = "a time zero" if allocation else "an allocation rule"
    for field in study.narrative:
        match = _CAUSAL.search(field)
        if match:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield field.hit(
                (start, match.end()),
                f"The question is causal, but the record lacks {lacks}. Without it a difference "
                "between groups may come from who was treated and when.",
                "State how and when the group is determined, from when time counts, and how "
                "confounding is handled.",
            )
            return


RULES: Final = (
    observational_in_its_words,
    observational_assigns_nothing,
    design_in_its_fields,
    causal_question_has_time_zero,
)
_SENTENCE_END = re.compile(r"[.!?。\n]")


def _sentence(text: str, match: re.Match[str]) -> str:
    """The sentence around a match."""
    start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, match.start())), default=0)
    end = _SENTENCE_END.search(text, match.end())
    return text[start : end.start() if end else len(text)]


def _design_texts(study: StudyText) -> tuple[FieldText, ...]:
    extra = (study.model_description, study.masking_description)
    return (*study.narrative, *(field for field in extra if field))


def _has_origin(study: StudyText) -> bool:
    frames = (outcome.time_frame for outcome in study.primary_outcomes)
    return any(frame is not None and parse_time_frame(frame.text).origin for frame in frames)
