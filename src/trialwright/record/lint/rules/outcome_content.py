"""OUT, content: what an outcome measures, in whom, and what is promised without an outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.parts import OutcomeText
from trialwright.record.lint.reading.outcome_words import (
    ADVERSE,
    BASELINE,
    COMPETING,
    DEATH_INCLUDED,
    DENOMINATOR,
    KAPLAN_MEIER,
    REPEATED,
    REPORTED,
    SCORE_NAME,
    STATE,
    TIME_TO_EVENT,
    is_proportion,
)
from trialwright.record.lint.reading.schedule import Grid, visit_grids
from trialwright.record.lint.rule import rule
from trialwright.record.lint.rules.outcome_times import has_outcomes
from trialwright.record.lint.sources import (
    CONSORT_OUTCOMES,
    DEFINITIONS,
    E9,
    REVIEW_CRITERIA,
    SPIRIT,
)
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import words

_QUANTITY = (
    r"(?:rates?|incidence|frequency|severity|number|proportion|percentage|duration|survival|time to"
    r"|change|scores?|levels?|concentrations?|mortality|length of (?:hospital |ICU )?stay"
    r"|(?:ventilator|hospital|ICU|oxygen|symptom|seizure|headache|migraine|pain|fever)-free days)"
)
_SPANISH = (
    r"(?:tasa|incidencia|frecuencia|gravedad|n[úu]mero|proporci[óo]n|porcentaje|duraci[óo]n"
    r"|supervivencia|tiempo hasta|cambio|puntuaci[óo]n|nivel(?:es)?|mortalidad)"
)
_CHINESE = r"(?:率|时间|天数|评分|次数|浓度|水平|变化)"
_TWO_QUANTITIES = words(
    rf"\b{_QUANTITY}\b(?:[^,;.\n]{{0,60}}?)(?:,? and |/| & )(?:the )?(?:\w+[ -]){{0,4}}?{_QUANTITY}\b"
    rf"|\b{_SPANISH}\b[^,;.\n]{{0,60}}? (?:y|e) (?:(?:el|la|los|las) )?{_SPANISH}\b"
    rf"|{_CHINESE}(?:和|与|及|以及)[^，。；、\n]{{1,12}}?{_CHINESE}",
)
# One quantity in spite of its "and".
_ONE_NAME = words(
    r"\b(?:severity index|area and severity|number and percent\w*|frequency and severity index"
    r"|rate and rhythm)\b",
)
_SEVERITY = words(r"\b(?:severity|grades?|CTCAE)\b|分级|严重程度")
_RELATION = words(r"\b(?:relatedness|causality|related to|unrelated)\b|相关性")
_CATEGORISED = words(
    r"\b(?:categori[sz]ed|classified|stratified|grouped|broken down|by (?:severity|grade|relatedness))\b|分为",
)
_SCORE_TEXT = words(
    r"\brange:?[ ]*-?[0-9]+[^.;\n]{0,80}|\bdirectionality\b[^.;\n]*"
    r"|\b(?:higher|lower|greater)\b[^.;\n]{0,60}(?:\b(?:indicat|mean|reflect|represent|denot)\w*\b|=)"
    r"[^.;\n]{0,60}\b(?:better|worse|more|less|response|severe|severity|control|improv\w+)\b"
    r"|\brango:?[ ]*(?:de )?-?[0-9]+[^.;\n]{0,80}"
    r"|\bpuntuaci[óo]n\w* (?:m[áa]s )?(?:alta|baja|mayor|menor)\w*[^.;\n]{0,60}\b(?:peor|mejor)\w*"
    r"|范围[ ]?[为是:：]?[ ]?[0-9]+[^。；\n]{0,40}|(?:得分|分数|分值|评分)越[高低][^。；\n]{0,20}",
)
# Incidence and frequency have a denominator by name; a share must give it.
_SHARE = words(r"\b(?:proportion|percent\w*|rates?|tasa|porcentaje|taux)\b|率|比例")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,}")
_COMMON = frozenset(
    [
        *("every", "weeks", "week", "months", "month", "days", "using", "criteria", "and", "the"),
        *("with", "will", "follow-up", "visits", "visit", "patients", "participants", "monitoring"),
        *("for", "from", "via", "assessment", "assessed", "tests", "test", "measurement", "years"),
        *("rate", "study", "treatment", "after", "during", "are", "performed", "between"),
    ]
)


@rule(
    "OUT-04",
    Severity.ERROR,
    Family.UNCLEAR,
    "An outcome is one measure in one unit",
    REVIEW_CRITERIA,
    has_outcomes,
)
def one_measure_per_outcome(study: StudyText) -> Iterator[Hit]:
    cure = "Register one outcome for each quantity, each with its unit."
    for outcome in study.outcomes:
        two = outcome.measure and _TWO_QUANTITIES.search(outcome.measure)
        if outcome.measure and two and not _ONE_NAME.search(outcome.measure):
            yield outcome.measure.hit(
                two, "The outcome names two quantities, so it has no single result.", cure
            )
            continue
        text = outcome.description
        by = text and _CATEGORISED.search(text)
        if text and by and _SEVERITY.search(text) and _RELATION.search(text):
            yield text.hit(
                by,
                "Events are counted by severity and by relatedness in one outcome, so it stands for "
                "several tables with different units.",
                cure,
            )


@rule(
    "OUT-05",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "A proportion is not described like a score",
    DEFINITIONS,
    has_outcomes,
)
def no_score_text_on_a_proportion(study: StudyText) -> Iterator[Hit]:
    for outcome in study.outcomes:
        measure, text = outcome.measure, outcome.description
        if measure is None or text is None or not is_proportion(measure):
            continue
        # Of a responder rate the reader must know the scale it is made from.
        found = None if SCORE_NAME.search(measure) else _SCORE_TEXT.search(text)
        if found:
            yield text.hit(
                found,
                "Range or direction belongs to a measured value, but this outcome is a share of "
                "participants: a reader cannot tell which of the two is reported.",
                "State the share and its denominator; explain the value it is made from apart.",
            )


@rule(
    "OUT-12",
    Severity.WARNING,
    Family.UNCLEAR,
    "An outcome that is watched over time has a schedule",
    SPIRIT,
    has_outcomes,
)
def outcomes_have_a_schedule(study: StudyText) -> Iterator[Hit]:
    grids = visit_grids(study)
    for outcome in study.outcomes:
        if outcome.measure is None or not _needs_visits(outcome):
            continue
        if not any(_serves(grid, outcome) for grid in grids):
            yield outcome.measure.hit_whole(
                "The record does not say how often this is assessed, and what is found depends on "
                "how often one looks.",
                "Give the visits, such as: 'at baseline and every 12 weeks up to 3 years'.",
            )


@rule(
    "OUT-13",
    Severity.WARNING,
    Family.UNCLEAR,
    "A cumulative rate says what death does to it",
    E9,
    has_outcomes,
)
def competing_events_are_named(study: StudyText) -> Iterator[Hit]:
    texts = study.narrative, study.outcome_texts
    if any(map(COMPETING.occur_in, texts)) or not any(map(KAPLAN_MEIER.occur_in, texts)):
        return
    for outcome in study.outcomes:
        measure = outcome.measure
        if measure is None or not TIME_TO_EVENT.search(measure):
            continue
        if DEATH_INCLUDED.search(measure):
            continue
        yield measure.hit_whole(
            "Participants who die can no longer have this event. Kaplan-Meier then overstates the "
            "cumulative rate, and the record does not name competing events.",
            "Name the competing events and add the cumulative incidence that respects them.",
        )


@rule(
    "OUT-14",
    Severity.WARNING,
    Family.UNCLEAR,
    "A proportion has a denominator and says who was in that state before",
    CONSORT_OUTCOMES,
    has_outcomes,
)
def proportions_have_a_denominator(study: StudyText) -> Iterator[Hit]:
    for outcome in study.outcomes:
        measure = outcome.measure
        if measure is None or not is_proportion(measure) or _is_event_rate(outcome):
            continue
        if _SHARE.search(measure) and not DENOMINATOR.occur_in(outcome.content):
            missing = "The outcome is a share, but of whom is not said."
        elif STATE.occur_in(outcome.content) and not BASELINE.occur_in(outcome.content):
            missing = "Participants already in this state at the start count as successes too."
        else:
            continue
        yield measure.hit_whole(
            missing,
            "Write: 'proportion of enrolled participants who ... among those ... at baseline', and "
            "how a missing result counts.",
        )


RULES: Final = (
    one_measure_per_outcome,
    no_score_text_on_a_proportion,
    outcomes_have_a_schedule,
    competing_events_are_named,
    proportions_have_a_denominator,
)


def _needs_visits(outcome: OutcomeText) -> bool:
    """Whether the event is found only by looking, over a time and not at one named visit."""
    assert outcome.measure is not None
    frame = outcome.frame
    if ADVERSE.search(outcome.measure) or REPORTED.search(outcome.measure):
        return False
    if frame.interval or any(d.role == "visit" for d in frame.durations) or len(frame.times) > 1:
        return False
    is_open = bool(frame.open_ended) and not frame.ends_with_study
    horizon = frame.horizon
    is_long = horizon is not None and horizon.nominal_days >= 80
    return is_open or (is_long and REPEATED.occur_in(outcome.content))


def _serves(grid: Grid, outcome: OutcomeText) -> bool:
    """Whether a schedule is about this outcome: its own, or one that shares a word of substance."""
    if grid.field.path.startswith(outcome.path + "."):
        return True
    subject = _substance(grid.subject)
    return any(subject & _substance(text.text) for text in outcome.content)


@lru_cache(maxsize=256)
def _substance(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text)) - _COMMON


def _is_event_rate(outcome: OutcomeText) -> bool:
    """Counts of events carry their denominator in the analysis set, and nobody starts with one."""
    assert outcome.measure is not None
    return bool(ADVERSE.search(outcome.measure)) and not re.search(
        r"\b(?:proportion|percentage)\b", outcome.measure.text, re.IGNORECASE
    )
