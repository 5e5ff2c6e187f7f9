"""OUT, promises: what the record says it will answer and has no outcome for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.reading.outcome_words import ASSAYS, GOALS
from trialwright.record.lint.rule import rule
from trialwright.record.lint.rules.outcome_times import has_outcomes
from trialwright.record.lint.sources import CONSORT_OUTCOMES, SPIRIT
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import Words, words

_AIM = re.compile(
    r"\b(?:goal|aims?|purpose|objective|learn|explore|investigate|evaluate|assess|achiev\w+|determine"
    r"|benefits?|objetivos?|evaluar|determinar|objectifs?|évaluer|Ziel)\b|目的|旨在|目标|探讨|评估|评价",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.?!\n。]+")
# What others, or the same people before, have found is no plan of this study.
_EARLIER = words(
    r"\b(?:previous(?:ly)?|earlier|prior|published|preliminary|preclinical) (?:\w+ ){0,3}?"
    r"(?:stud(?:y|ies)|trials?|work|reports?|reported|shown?|showed|demonstrated|found|described"
    r"|research|data|results?|findings|experiments?|literature)\b"
    r"|\b(?:studies|trials|authors|groups|reports|data|evidence|literature) (?:\w+ ){0,5}?"
    r"(?:(?:ha(?:s|ve) )?(?:shown?|showed|demonstrated|reported|found|described|suggest(?:s|ed)?)"
    r"|(?:show|report|describe|indicate)s? (?:that|an?|the))\b"
    r"|\bha(?:s|ve) (?:\w+ )?been (?:\w+ )?(?:shown|demonstrated|reported|found|described|associated"
    r"|linked|observed|implicated|established|documented)\b|\bet al\b"
    r"|\b(?:estudios|trabajos) (?:previos|anteriores)\b"
    r"|\b(?:études|travaux) (?:antérieure?s|précédente?s)\b"
    r"|(?:既往|先前|此前|前期|以往|已有)的?(?:研究|试验|报道|工作)|(?:研究|文献)已?(?:表明|显示|证实|报道)",
)
_PLANNED = re.compile(
    r"\b(?:will|shall|(?:is|are) to be|this study|the present study|we (?:aim|plan|intend|propose))\b"
    r"|\b(?:se (?:medir|evaluar|analizar|determinar)[áa]n?|este estudio|cette étude)\b|将|拟|本研究",
    re.IGNORECASE,
)


@rule(
    "OUT-10",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "What the study promises has an outcome",
    SPIRIT,
    has_outcomes,
)
def goals_have_outcomes(study: StudyText) -> Iterator[Hit]:
    for goal, named in GOALS.items():
        if named.occur_in(study.outcome_content) or named.occur_in(study.conditions):
            continue
        for field, match in _promises(study, named):
            yield field.hit(
                match,
                f"The record promises an answer about '{match[0]}', but no outcome measures {goal}.",
                "Add an outcome for it, or take the promise out.",
            )


@rule(
    "OUT-11",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "An assay in the description has an outcome",
    CONSORT_OUTCOMES,
    has_outcomes,
)
def assays_have_outcomes(study: StudyText) -> Iterator[Hit]:
    if study.description is None:
        return
    for name, assay in ASSAYS.items():
        match = _planned(assay, study.description)
        if match and not assay.occur_in(study.outcome_content):
            yield study.description.hit(
                match,
                f"The description plans {name}, but no outcome reports it: results could be chosen "
                "later.",
                "Add it as another outcome, or say that the samples are stored only.",
            )


RULES: Final = (goals_have_outcomes, assays_have_outcomes)


def _planned(assay: Words, description: FieldText) -> re.Match[str] | None:
    """Where an assay is first named, outside sentences that only tell of earlier work."""
    found = assay.matches(description)
    if found and _EARLIER.search(description):
        own = _own_sentences(description.text)
        found = tuple(m for m in found if any(start <= m.start() < end for start, end in own))
    return found[0] if found else None


@lru_cache(maxsize=256)
def _own_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences that do not only tell of earlier work."""
    return tuple(
        sentence.span()
        for sentence in _SENTENCE.finditer(text)
        if not _EARLIER.pattern.search(sentence[0]) or _PLANNED.search(sentence[0])
    )


def _promises(study: StudyText, goal: Words) -> Iterator[tuple[FieldText, re.Match[str]]]:
    """Where a keyword, or a sentence of the summary that says what the study is for, names a goal."""
    for field, named in goal.all_in(study.keywords):
        yield field, named[0]
    if study.summary is None or not goal.search(study.summary):
        return
    text = study.summary.text
    found = (goal.pattern.search(text, *span) for span in _aims(text))
    yield from ((study.summary, match) for match in found if match)


@lru_cache(maxsize=256)
def _aims(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences that say what the study is for."""
    spans = (sentence.span() for sentence in _SENTENCE.finditer(text))
    return tuple(span for span in spans if _AIM.search(text, *span))
