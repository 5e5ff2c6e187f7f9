"""Whether a record compares groups, and how its words say so."""

from __future__ import annotations

from typing import Final

from trialwright.record.lint.once import once
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import words

_COMPARES: Final = words(
    r"\bcompar(?:e[ds]?|ing|ison)\b|\bversus\b|\bvs\b|\bsuperior|\bnon-?inferior"
    r"|\bdifference between\b"
    r"|\btwo groups\b|比较|对照",
)
_RANDOMISED: Final = words(r"(?<!non-)(?<!non )(?<!not )\brandomi[sz]ed\b|随机")
_TIME_TO_EVENT: Final = words(
    r"kaplan|log-?rank|\bcox\b|hazard|time to (?:first )?event|(?:overall|-free) survival|生存分析",
)
_DESCRIPTIVE: Final = words(
    r"no (?:\w+[ ]){0,4}(?:statistical )?hypothesis test|no formal statistical"
    r"|results? (?:are|will be) descriptive|descriptive (?:study|analys[ie]s) only",
)


@once
def compares_groups(study: StudyText) -> bool:
    """Whether the record sets groups against each other: two of them, and words of comparison."""
    several = len(study.arms) > 1 or (not study.arms and len(study.interventions) > 1)
    return several and _COMPARES.occur_in(study.narrative)


@once
def is_randomised(study: StudyText) -> bool | None:
    """Whether groups come from chance: the registered allocation, else the words; None if untold."""
    if study.view.design.allocation:
        return study.view.design.allocation == "RANDOMIZED"
    if study.view.design.study_type == "OBSERVATIONAL":
        return False
    return True if _RANDOMISED.occur_in(study.narrative) else None


@once
def has_time_to_event(study: StudyText) -> bool:
    """Whether any text analyses a time to an event."""
    return _TIME_TO_EVENT.occur_in(study.prose)


def tests_hypotheses(study: StudyText) -> bool:
    """False where the record says that it only describes."""
    return not _DESCRIPTIVE.occur_in(study.prose)
