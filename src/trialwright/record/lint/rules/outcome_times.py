"""OUT, times: from when to when an outcome is observed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.durations import Duration, find_durations
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import DEFINITIONS, E9, REVIEW_CRITERIA
from trialwright.record.lint.study_text import StudyText
from trialwright.record.time_frames import TimeFrame
from trialwright.record.time_origins import OriginKind

# Two lengths closer than a tenth are the same plan in other words.
_CLOSE: Final = 10
# Numbered visits fit any origin: the protocol says which day is day 1.
_NEUTRAL: Final[frozenset[OriginKind]] = frozenset({"baseline", "numbered visit", "other event"})
_AT_THE_EVENT = re.compile(
    r"\b(?:at|on|immediately|day of|time of|base ?line|pre-?(?:dose|treatment|op\w*)|before|just after"
    r"|basal)\b|基线|当天",
    re.IGNORECASE,
)
_WHEN_SAID = re.compile(r"\bduring\b|\bdurante\b|\bpendant\b", re.IGNORECASE)
_AGED = re.compile(r"\b(?:aged?|ages|older than|younger than|over|under)[ ]\Z", re.IGNORECASE)
_OLD = re.compile(r"[- ](?:old|of age)\b", re.IGNORECASE)
_RECORDED = re.compile(
    r"[ ](?:ambulatory|holter|e[ck]g|electrocardiogra\w+|urin\w+|diet\w*|recall|ph|monitor\w*|record\w*)",
    re.IGNORECASE,
)


def has_outcomes(study: StudyText) -> bool:
    """Whether any outcome is registered."""
    return bool(study.outcomes)


def about_equal(one: Duration, other: Duration) -> bool:
    """Whether two lengths stand for the same plan, written in other words or units."""
    longer = max(one.nominal_ticks, other.nominal_ticks)
    return abs(one.nominal_ticks - other.nominal_ticks) * _CLOSE <= longer


@rule(
    "OUT-01",
    Severity.ERROR,
    Family.UNCLEAR,
    "A time frame has a number, a unit and an origin",
    DEFINITIONS,
    has_outcomes,
)
def time_frame_is_complete(study: StudyText) -> Iterator[Hit]:
    cure = "Write the time for one participant, such as: 'from enrolment up to 36 months'."
    for outcome in study.outcomes:
        if outcome.time_frame is None:
            yield Hit(f"{outcome.path}.timeFrame", "The outcome has no time frame.", cure)
            continue
        faults = _time_frame_faults(outcome.frame)
        if faults:
            message = (
                f"The time frame {' and '.join(faults)}, so the time at risk cannot be computed."
            )
            yield outcome.time_frame.hit_whole(message, cure)


@rule(
    "OUT-02",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "All outcomes of a record count from the same event",
    E9,
    has_outcomes,
)
def outcomes_share_an_origin(study: StudyText) -> Iterator[Hit]:
    first: OriginKind | None = None
    for outcome in study.outcomes:
        origin = outcome.frame.origin
        if origin is None or origin.kind in _NEUTRAL or _is_short(outcome.frame):
            continue
        first = first or origin.kind
        if origin.kind != first and outcome.time_frame:
            yield outcome.time_frame.hit(
                (origin.start, origin.end),
                f"This outcome counts from the {origin.kind}, an earlier one from the {first}: the "
                "same date means different times in the two.",
                "Use one origin, or define each and print it beside its result.",
            )


@rule(
    "OUT-03",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "The time in an outcome's title is the time of its time frame",
    REVIEW_CRITERIA,
    has_outcomes,
)
def title_and_time_frame_agree(study: StudyText) -> Iterator[Hit]:
    for outcome in study.outcomes:
        measure, horizon = outcome.measure, outcome.frame.horizon
        if measure is None or horizon is None:
            continue
        named = [d for d in find_durations(measure.text) if _names_a_horizon(d, measure.text)]
        if named and not any(about_equal(d, t) for d in named for t in outcome.frame.times):
            frame = outcome.time_frame.text.strip() if outcome.time_frame else ""
            yield measure.hit(
                (named[0].start, named[0].end),
                f"The title gives another time than the time frame '{frame}'.",
                "Give the same time in both.",
            )


RULES: Final = (
    time_frame_is_complete,
    outcomes_share_an_origin,
    title_and_time_frame_agree,
)


def _time_frame_faults(frame: TimeFrame) -> list[str]:
    if frame.ends_with_study:
        return []
    named = frame.origin is not None
    faults = []
    if frame.horizon is None and not (named and _AT_THE_EVENT.search(frame.text)):
        faults.append("has no number with a unit")
    if not named:
        faults.append("does not say from which event it counts")
    is_complete = frame.horizon is not None and named
    for start, end in frame.open_ended:
        words = frame.text[start:end]
        if not (is_complete and _WHEN_SAID.fullmatch(words)):
            faults.append(f"leaves open what '{words}' means for one participant")
            break
    return faults


def _is_short(frame: TimeFrame) -> bool:
    """Hours around a dose have an origin of their own without contradicting the follow-up."""
    return frame.horizon is not None and frame.horizon.nominal_days < 1


def _names_a_horizon(found: Duration, title: str) -> bool:
    """Whether a length in a title is the time of follow-up; an age or a "72-hour Holter" is not."""
    if found.role not in ("span", "visit") or found.nominal_days < 2:
        return False
    is_age = _AGED.search(title[: found.start]) or _OLD.match(title[found.end :])
    return not (is_age or (found.unit == "hour" and _RECORDED.match(title[found.end :])))
