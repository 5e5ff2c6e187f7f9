"""ANL, size: whether the planned number of participants can be repeated and suffices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.clinical_sources import SCHOENFELD
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.once import once
from trialwright.record.lint.reading.sample_size import (
    BackgroundRate,
    Calculation,
    background_rate_in,
    calculation_in,
    events_needed,
    participants_needed,
    power_with,
)
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import SPIRIT
from trialwright.record.lint.study_text import StudyText


@once
def _calculation(study: StudyText) -> tuple[FieldText, Calculation] | None:
    """The first text with a sample-size statement."""
    for field in study.narrative:
        calculation = calculation_in(field, study.narrative)
        if calculation:
            return field, calculation
    return None


@rule(
    "ANL-01",
    Severity.ERROR,
    Family.UNCLEAR,
    "The sample size can be repeated from what is stated",
    SPIRIT,
    lambda study: _calculation(study) is not None,
)
def sample_size_repeatable(study: StudyText) -> Iterator[Hit]:
    found = _calculation(study)
    if found is None or not found[1].missing:
        return
    field, calculation = found
    yield field.hit(
        (calculation.start, calculation.end),
        f"The sample size cannot be repeated without: {', '.join(calculation.missing)}."
        f"{_implied_events(study, calculation)}",
        "State each of these figures and the method.",
    )


def _implied_events(study: StudyText, calculation: Calculation) -> str:
    """What the stated figures imply; shown as a reconstruction, never as a fact."""
    events, count = _events(calculation), study.view.design.enrollment_count
    if events is None or not count:
        return ""
    share = 1000 * events // count
    return (
        f" Two-sided with equal groups they ask for {events} events, "
        f"{share // 10}.{share % 10} % of the {count} participants."
    )


def _events(calculation: Calculation) -> int | None:
    figures = calculation.power, calculation.alpha, calculation.hazard_ratio
    power, alpha, ratio = figures
    return (
        None
        if power is None or alpha is None or ratio is None
        else events_needed(power, alpha, ratio)
    )


@once
def _background(study: StudyText) -> tuple[FieldText, BackgroundRate] | None:
    for field in study.narrative:
        rate = background_rate_in(field)
        if rate:
            return field, rate
    return None


def _can_compare_sizes(study: StudyText) -> bool:
    found = _calculation(study)
    return bool(
        found and _events(found[1]) and _background(study) and study.view.design.enrollment_count
    )


@rule(
    "ANL-02",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "The registered size suffices over the stated range of background risk",
    SCHOENFELD,
    _can_compare_sizes,
)
def size_fits_background(study: StudyText) -> Iterator[Hit]:
    found, background = _calculation(study), _background(study)
    count = study.view.design.enrollment_count
    if found is None or background is None or not count:
        return
    field, rate = background
    events, ratio, alpha = _events(found[1]), found[1].hazard_ratio, found[1].alpha
    if events is None or ratio is None or alpha is None:
        return
    needed = [participants_needed(events, risk, ratio) for risk in (rate.low, rate.high)]
    if needed[0] and needed[1] and needed[0] > count:
        yield field.hit(
            (rate.start, rate.end),
            f"With the stated effect and power, the background risk asks for {needed[0]} to "
            f"{needed[1]} participants without loss, and {count} are registered. At the lower "
            "risk the study is too small: its two-sided power is "
            f"{power_with(count, rate.low, ratio, alpha):.1%} (Schoenfeld, equal groups, expected "
            "events not rounded).".replace("%", " %"),
            "State the assumed risk and show the power over its range.",
        )


RULES: Final = (sample_size_repeatable, size_fits_background)
