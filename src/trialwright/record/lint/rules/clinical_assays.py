"""CLN, part one: laboratory assays and the limits that outcomes take from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.clinical_sources import ASSAYS, VIROLOGY
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.once import once
from trialwright.record.lint.parts import OutcomeText
from trialwright.record.lint.reading.assays import (
    BELOW,
    STATED,
    Assay,
    StatedLimit,
    limits_below,
    stated_limits,
    with_assays,
)
from trialwright.record.lint.rule import rule
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import words

_UNDETECTABLE: Final = words(r"\bundetect(?:able|ed)\b|检测不到|不可测|indetectable")
_QUANTIFICATION: Final = words(r"\bLL?OQ\b|limit of quanti|定量下限")
_DETECTION: Final = words(
    r"\bLL?OD\b|limit of detection|target not detected|检测下限",
)


@once
def _judged_limits(study: StudyText) -> list[tuple[FieldText, StatedLimit, Assay]]:
    """The stated limits that stand with a known assay."""
    return [
        (field, limit, assay)
        for field, _ in STATED.all_in(study.prose)
        for limit, assay in with_assays(field, stated_limits(field))
        if assay
    ]


@rule(
    "CLN-01",
    Severity.WARNING,
    Family.MISMATCH,
    "A stated assay limit is the one published for that assay",
    ASSAYS,
    lambda study: bool(_judged_limits(study)),
)
def limit_as_published(study: StudyText) -> Iterator[Hit]:
    for field, limit, assay in _judged_limits(study):
        if limit.value not in assay.limits:
            published = " or ".join(str(value) for value in assay.limits)
            yield field.hit(
                (limit.start, limit.end),
                f"The limit of quantification is given as {limit.value}, but {published} is "
                f"published for {assay.name}: results between the two cannot be told apart.",
                "Name the platform that is used, with its version, and its own limit.",
            )


@once
def _undetectable_outcomes(study: StudyText) -> list[OutcomeText]:
    return [outcome for outcome in study.outcomes if _UNDETECTABLE.occur_in(outcome.texts)]


@rule(
    "CLN-02",
    Severity.NOTE,
    Family.UNCLEAR,
    "'Undetectable' is not used for 'below the limit of quantification'",
    VIROLOGY,
    lambda study: bool(_undetectable_outcomes(study)),
)
def undetectable_is_not_unquantified(study: StudyText) -> Iterator[Hit]:
    for outcome in _undetectable_outcomes(study):
        if _DETECTION.occur_in(outcome.texts):
            continue
        for field in outcome.texts:
            match = BELOW.search(field) or _QUANTIFICATION.search(field)
            if match:
                yield field.hit(
                    match,
                    "'Undetectable' is defined by a limit of quantification or a bare number. A "
                    "virus can be detected below that limit, so three states become two.",
                    "Tell apart: not detected, detected below the limit, quantified.",
                )
                break


def _limits_of(field: FieldText) -> Iterator[tuple[StatedLimit, str]]:
    """The cut-offs of an outcome that equal a limit of the assay, with the assay's name."""
    stated = {(limit.value, limit.unit) for limit in stated_limits(field)}
    for cut, assay in with_assays(field, limits_below(field)):
        if (cut.value, cut.unit) in stated:
            yield cut, "the limit of quantification stated with it"
        elif assay and cut.value in assay.limits:
            yield cut, f"the lower limit of {assay.name}"


@rule(
    "CLN-11",
    Severity.NOTE,
    Family.UNCLEAR,
    "A cut-off does not coincide with the lower limit of its assay",
    ASSAYS,
    lambda study: any(limits_below(text) for o in study.outcomes for text in o.texts),
)
def cut_off_above_assay_limit(study: StudyText) -> Iterator[Hit]:
    for outcome in study.outcomes:
        for field in outcome.texts:
            for cut, limit in _limits_of(field):
                yield field.hit(
                    (cut.start, cut.end),
                    f"The cut-off {cut.value} is also {limit}: a result of exactly {cut.value} "
                    "and one reported as '<' differ in outcome by the rounding of a laboratory.",
                    f"Say that {cut.value} itself does not count and '<{cut.value}' does.",
                )


RULES: Final = (limit_as_published, undetectable_is_not_unquantified, cut_off_above_assay_limit)
