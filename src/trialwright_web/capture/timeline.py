"""One participant over time as a picture: windows, scans, treatment, events, queries, laboratory curves.

Everything is computed here in the drawing's own units; the page only draws. The same marks are the
list that stands in for the picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trialwright.capture.exposure import Exposure, exposures
from trialwright.capture.participant import Participant
from trialwright.capture.visit_status import VisitState, form_day
from trialwright.definition import Definition
from trialwright.definition.forms import Form
from trialwright.definition.schedule import RUNNING
from trialwright_web.capture.laboratory_curves import Curve, curve_items, curve_of

LANE, CURVE, HEAD, FOOT = 40, 108, 22, 12
LEFT, RIGHT = 10, 68
"""Room beside the days: on the right stand the bounds of the curves."""
LABEL = 15
"""How far below the top of a lane its name stands; its marks stand below that."""
MOST_TICKS = {True: 5, False: 12}
WIDE, NARROW = 1100, 360


@dataclass(frozen=True)
class Mark:
    """Something on one day: `label` says what, `state` its look. `x` and `width` in the drawing."""

    x: float
    width: float
    day: date
    label: str
    state: str


@dataclass(frozen=True)
class Lane:
    """One row of the picture: bars (with a width) and points."""

    name: str
    top: int
    bars: tuple[Mark, ...]
    points: tuple[Mark, ...]

    @property
    def base(self) -> int:
        """Where the name is written."""
        return self.top + LABEL

    @property
    def middle(self) -> int:
        """Where the marks stand."""
        return self.top + LABEL + 13


@dataclass(frozen=True)
class Tick:
    """A day on the axis."""

    x: float
    label: str


@dataclass(frozen=True)
class Timeline:
    """The whole picture at one width."""

    width: int
    height: int
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    curves: tuple[Curve, ...]
    today: float | None

    @property
    def right(self) -> int:
        """Where the drawing ends on the right."""
        return self.width - RIGHT

    @property
    def list(self) -> tuple[tuple[date, str, str], ...]:
        """Day, lane and what: the picture in words, earliest first."""
        rows = [
            (mark.day, lane.name, mark.label)
            for lane in self.lanes
            for mark in (*lane.bars, *lane.points)
        ]
        return tuple(sorted(rows, key=lambda row: row[0]))


@dataclass(frozen=True)
class Words:
    """The words of the picture in the language of the page."""

    language: str
    visits: str
    queries: str
    goes_on: str
    visit_names: dict[str, str]
    states: dict[str, str]


@dataclass(frozen=True)
class Told:
    """A query as the picture needs it: the form that it is about, and its question."""

    visit: str
    form: str
    repeat: int
    question: str


class _Scale:
    """From days to places across the drawing."""

    def __init__(self, first: date, last: date, width: int) -> None:
        self.first, self.last, self.width = first, last, width
        self._days = max((last - first).days, 1)

    def x(self, day: date) -> float:
        inside = min(max(day, self.first), self.last)
        share = (inside - self.first).days / self._days
        return round(LEFT + share * (self.width - LEFT - RIGHT), 1)

    def mark(self, day: date, label: str, state: str, end: date | None = None) -> Mark:
        x = self.x(day)
        width = max(self.x(end) - x, 2.0) if end else 0.0
        return Mark(x, round(width, 1), day, label, state)


def timeline(
    definition: Definition,
    participant: Participant,
    states: Sequence[VisitState],
    queries: Iterable[Told],
    today: date,
    words: Words,
    *,
    consent_due: tuple[date, str] | None = None,
    narrow: bool = False,
) -> Timeline | None:
    """The picture of one participant; None where no form has a date yet.

    `consent_due` is the day from which they must be asked again, and what that is called.
    """
    taken = exposures(definition, participant)
    days = [*_days(definition, participant), *(s.window.last for s in states if s.window)]
    if not days:
        return None
    width = NARROW if narrow else WIDE
    scale = _Scale(min(days), max(days), width)
    drawn = [
        _visits(states, scale, words),
        *_treatment(definition, taken, scale, words),
        *_scans(definition, participant, scale, words),
        *_events(definition, participant, scale, words, consent_due),
        _asked(definition, participant, queries, scale, words),
    ]
    lanes = [lane for lane in drawn if lane[1] or lane[2]]
    placed = tuple(
        Lane(name, HEAD + place * LANE, tuple(bars), tuple(points))
        for place, (name, bars, points) in enumerate(lanes)
    )
    top = HEAD + len(placed) * LANE
    found = (curve_of(participant, *each, scale.x) for each in curve_items(definition))
    curves = [curve for curve in found if curve]
    shown = tuple(c.at(top + n * CURVE, words.language) for n, c in enumerate(curves))
    here = scale.x(today) if scale.first <= today <= scale.last else None
    height = top + len(shown) * CURVE + FOOT
    return Timeline(width, height, _ticks(scale, narrow), placed, shown, here)


_Lane = tuple[str, list[Mark], list[Mark]]


def _visits(states: Iterable[VisitState], scale: _Scale, words: Words) -> _Lane:
    bars, points = [], []
    for state in states:
        name, said = words.visit_names[state.visit], words.states[state.status]
        if state.window:
            first, last = state.window.first, state.window.last + timedelta(days=1)
            bars.append(scale.mark(first, f"{name}: {said}", state.status, last))
        if state.took_place:
            points.append(scale.mark(state.took_place, f"{name}: {said}", state.status))
    return words.visits, bars, points


def _treatment(
    definition: Definition, taken: Sequence[Exposure], scale: _Scale, words: Words
) -> Iterator[_Lane]:
    labels = {drug.id: drug.label.in_language(words.language) for drug in definition.study.drugs}
    for drug in dict.fromkeys(each.drug for each in taken):
        name = labels.get(drug, drug)
        bars = [
            scale.mark(
                each.start,
                f"{each.start} – {each.end or words.goes_on}",
                "taken" if each.end else "ongoing",
                each.end or scale.last,
            )
            for each in taken
            if each.drug == drug
        ]
        yield name, bars, []


def _scans(
    definition: Definition, participant: Participant, scale: _Scale, words: Words
) -> Iterator[_Lane]:
    """A lane for each form of the visit series that has a day and no curve of its own."""
    drawn = {form.id for form, _ in curve_items(definition)}
    names = dict.fromkeys(due.form for series in definition.schedule.series for due in series.forms)
    for name in names:
        form = definition.forms_by_id[name]
        if name not in drawn and not form.repeating:
            yield _dated(form, participant, scale, words)


def _events(
    definition: Definition,
    participant: Participant,
    scale: _Scale,
    words: Words,
    consent_due: tuple[date, str] | None,
) -> Iterator[_Lane]:
    treatment = (definition.study.milestones.drug or "").partition(".")[0]
    consent = definition.site.consent.form if definition.site.consent else ""
    for running in definition.schedule.running:
        if running.form == treatment:
            continue
        name, bars, points = _dated(definition.forms_by_id[running.form], participant, scale, words)
        if running.form == consent and consent_due:
            points.append(scale.mark(*consent_due, "asked"))
        yield name, bars, points


def _dated(form: Form, participant: Participant, scale: _Scale, words: Words) -> _Lane:
    points = []
    for entry in participant.of_form(form.id):
        if day := form_day(form, entry):
            where = words.visit_names.get(entry.visit, "") if entry.visit != RUNNING else ""
            number = f" {entry.repeat}" if entry.repeat > 1 else ""
            label = f"{form.label.in_language(words.language)}{number}"
            points.append(scale.mark(day, f"{label}, {where}" if where else label, "event"))
    return form.label.in_language(words.language), [], points


def _asked(
    definition: Definition,
    participant: Participant,
    queries: Iterable[Told],
    scale: _Scale,
    words: Words,
) -> _Lane:
    days = {
        (entry.visit, entry.form, entry.repeat): day
        for entry in participant.entries
        if (day := form_day(definition.forms_by_id[entry.form], entry))
    }
    points = [
        scale.mark(day, query.question, "asked")
        for query in queries
        if (day := days.get((query.visit, query.form, query.repeat)))
    ]
    return words.queries, [], points


def _days(definition: Definition, participant: Participant) -> Iterator[date]:
    """Every day that is drawn; a date of birth is none."""
    birth = definition.eligibility.inputs.get("birth_date")
    skipped = frozenset({birth.item} if birth and birth.item else ())
    for entry in participant.entries:
        form = definition.forms_by_id.get(entry.form)
        if form and (day := form_day(form, entry, skipped)):
            yield day


def _ticks(scale: _Scale, narrow: bool) -> tuple[Tick, ...]:
    """The first days of months, as far apart as there is room for."""
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next(
        (n for n in (1, 2, 3, 6, 12, 24) if months / n <= MOST_TICKS[narrow]),
        12 * math.ceil(max(months, 1) / (12 * MOST_TICKS[narrow])),
    )
    found = []
    for month in range(months + 1):
        index = scale.first.year * 12 + scale.first.month - 1 + month
        year, place = divmod(index, 12)
        day = date(year, place + 1, 1)
        if index % step == 0 and day >= scale.first:
            found.append(Tick(scale.x(day), f"{year}-{place + 1:02d}"))
    return tuple(found)
