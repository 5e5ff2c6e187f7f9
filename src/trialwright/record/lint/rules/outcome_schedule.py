"""OUT, schedule: whether the visits can show what an outcome asks for."""

from __future__ import annotations

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
from trialwright.record.lint.rules.outcome_times import about_equal, has_outcomes
from trialwright.record.lint.sources import E9
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import words

# Shorter lengths are too short for the difference to matter.
_LEAST: Final = Fraction(28)
_INSIDE = words(
    r"\bboth\b[^.;\n]{0,40}\b(?:within|before|by|inside)\b|\bconfirm\w*[^.;\n]{0,40}\b(?:within|before|by)"
    r" (?:the )?(?:end|week|month|year|day|horizon|\d)",
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
            if horizon is None or _INSIDE.occur_in(outcome.content):
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
        if about_equal(one, other):
            words = field.text[one.start : one.end]
            yield other_field.hit(
                (other.start, other.end),
                f"This length stands for about the same time as '{words}' in another place, but "
                "weeks are days and months follow the calendar.",
                "Use one unit, and never convert the other.",
            )
            return


RULES: Final = (
    horizon_is_a_visit,
    confirmation_fits_schedule,
    confirmation_inside_horizon,
    one_unit_for_one_length,
)


def _first_of_each(
    lengths: Iterable[tuple[FieldText, Duration]],
) -> list[tuple[FieldText, Duration]]:
    """Where each length stands first: outcomes repeat their few times over and over."""
    places: dict[int, tuple[FieldText, Duration]] = {}
    for field, found in lengths:
        places.setdefault(found.nominal_ticks, (field, found))
    return list(places.values())


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
