"""OUT, times: from when to when an outcome is observed, and whether visits can show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import Final

from trialwright.record.durations import Duration, find_durations
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.parts import OutcomeText
from trialwright.record.lint.reading.schedule import Grid, confirmations, visit_grids
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import DEFINITIONS, E9, REVIEW_CRITERIA
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import words
from trialwright.record.time_frames import TimeFrame
from trialwright.record.time_origins import OriginKind

# Two lengths closer than a tenth are the same plan in other words.
_CLOSE: Final = 10
_LEAST: Final = Fraction(28)
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
_INSIDE = words(
    r"\bboth\b[^.;\n]{0,40}\b(?:within|before|by|inside)\b|\bconfirm\w*[^.;\n]{0,40}\b(?:within|before|by)"
    r" (?:the )?(?:end|week|month|year|day|horizon|\d)",
)


def has_outcomes(study: StudyText) -> bool:
    """Whether any outcome is registered."""
    return bool(study.outcomes)


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
        if named and not any(_close(d, t) for d in named for t in outcome.frame.times):
            frame = outcome.time_frame.text.strip() if outcome.time_frame else ""
            yield measure.hit(
                (named[0].start, named[0].end),
                f"The title gives another time than the time frame '{frame}'.",
                "Give the same time in both.",
            )


@rule(
    "OUT-06",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "The horizon of an outcome is a visit of the schedule",
    E9,
    lambda study: bool(visit_grids(study)) and has_outcomes(study),
)
def horizon_is_a_visit(study: StudyText) -> Iterator[Hit]:
    grids = visit_grids(study)
    for outcome in study.outcomes:
        horizon = outcome.frame.horizon
        if horizon is None or horizon.role == "visit" or outcome.time_frame is None:
            continue
        grid = _grid_of(outcome, grids)
        problem = _off_grid(horizon, grid) if grid else None
        if grid and problem:
            yield outcome.time_frame.hit(
                (horizon.start, horizon.end),
                f"With visits every {grid.words} this time {problem}.",
                "Say which visit decides, and whether a visit after the cut-off but inside its "
                "window still counts.",
            )


@rule(
    "OUT-07",
    Severity.ERROR,
    Family.INCONSISTENCY,
    "A confirmation rule can be met on the visit schedule",
    E9,
    has_outcomes,
)
def confirmation_fits_schedule(study: StudyText) -> Iterator[Hit]:
    shortest = min(visit_grids(study), key=lambda g: g.interval.nominal_days, default=None)
    if shortest is None:
        return
    for outcome in study.outcomes:
        for confirmation in confirmations(outcome):
            too_far = confirmation.gap.nominal_days > shortest.interval.nominal_days
            if confirmation.consecutive and too_far:
                yield confirmation.field.hit(
                    (confirmation.start, confirmation.end),
                    f"Visits every {shortest.words} lie closer together than the distance asked for, "
                    "so two consecutive results never satisfy it.",
                    "Ask for two results at least this far apart and every result between them the "
                    "same.",
                )


@rule(
    "OUT-08",
    Severity.WARNING,
    Family.UNCLEAR,
    "A confirmation lies inside the horizon or the record says what counts",
    E9,
    has_outcomes,
)
def confirmation_inside_horizon(study: StudyText) -> Iterator[Hit]:
    for outcome in study.outcomes:
        horizon = outcome.frame.horizon
        for confirmation in confirmations(outcome)[:1]:
            if horizon is None or _INSIDE.search(outcome.content):
                continue
            yield confirmation.field.hit(
                (confirmation.start, confirmation.end),
                "A first result shortly before the end of the time frame can be confirmed only after "
                "it. The record does not say whether that counts.",
                "Say whether both results must lie inside the time frame.",
            )


@rule(
    "OUT-09",
    Severity.NOTE,
    Family.INCONSISTENCY,
    "The same length of time is written in the same unit",
    E9,
    has_outcomes,
)
def one_unit_for_one_length(study: StudyText) -> Iterator[Hit]:
    lengths = [
        (field, found)
        for outcome in study.outcomes
        for field in outcome.texts
        for found in find_durations(field.text)
        if found.role in ("span", "visit") and found.nominal_days >= _LEAST
    ]
    by_calendar = _first_of_each(pair for pair in lengths if pair[1].whole_months is not None)
    in_days = _first_of_each(pair for pair in lengths if pair[1].whole_months is None)
    for (field, one), (other_field, other) in product(in_days, by_calendar):
        if _close(one, other):
            words = field.text[one.start : one.end]
            yield other_field.hit(
                (other.start, other.end),
                f"This length stands for about the same time as '{words}' in another place, but "
                "weeks are days and months follow the calendar.",
                "Use one unit, and never convert the other.",
            )
            return


RULES: Final = (
    time_frame_is_complete,
    outcomes_share_an_origin,
    title_and_time_frame_agree,
    horizon_is_a_visit,
    confirmation_fits_schedule,
    confirmation_inside_horizon,
    one_unit_for_one_length,
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


def _first_of_each(
    lengths: Iterable[tuple[FieldText, Duration]],
) -> list[tuple[FieldText, Duration]]:
    """Where each length stands first: outcomes repeat their few times over and over."""
    places: dict[int, tuple[FieldText, Duration]] = {}
    for field, found in lengths:
        places.setdefault(found.nominal_ticks, (field, found))
    return list(places.values())


def _close(one: Duration, other: Duration) -> bool:
    longer = max(one.nominal_ticks, other.nominal_ticks)
    return abs(one.nominal_ticks - other.nominal_ticks) * _CLOSE <= longer


def _grid_of(outcome: OutcomeText, grids: tuple[Grid, ...]) -> Grid | None:
    """The schedule an outcome is read on: its own, else the first of the record."""
    own = (grid for grid in grids if grid.field.path.startswith(outcome.path + "."))
    return next(own, grids[0] if grids else None)


def _off_grid(horizon: Duration, grid: Grid) -> str | None:
    step, length = grid.interval, horizon.nominal_days
    if length < step.nominal_days:
        return None
    if step.whole_months and horizon.whole_months:
        off = horizon.whole_months % step.whole_months
        return "falls between two visits" if off else None
    visit = round(length / step.nominal_days)
    distance = abs(length - visit * step.nominal_days)
    if distance == 0:
        return None
    if grid.window and distance <= grid.window.nominal_days:
        number = f"{step.unit} {visit * step.number}"
        return f"is reached inside the window of the visit at {number}"
    return "falls between two visits"
