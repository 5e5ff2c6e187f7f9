"""Which visits are due, missed or expected today: questions about the dates of their windows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from trialwright.capture.visit_status import VisitState, state_of_visit
from trialwright.capture.windows import VisitWindow
from trialwright.definition import Definition
from trialwright_web.capture.models import Participant
from trialwright_web.summaries.models import VisitSummary

JUST_MISSED = timedelta(days=30)

# Death and withdrawal end what was not over by then (as state_of_visit decides it).
_GOES_ON = Q(ended_on=None) | Q(ended_on__gt=F("last_day"))


def visits_due(definition: Definition, today: date) -> QuerySet[VisitSummary]:
    """Visits in their window, or missed within the last 30 days, the most urgent first."""
    gone = Participant.objects.filter(
        study=OuterRef("study"),
        number=OuterRef("participant"),
        status__in=("ended", "not_eligible"),
    )
    # No window is longer, so that the index on the last day bounds what is looked at.
    longest = max((v.window[1] - v.window[0] for v in definition.schedule.visits), default=0)
    nearby = (today - JUST_MISSED, today + timedelta(days=longest))
    rows = VisitSummary.objects.filter(
        _GOES_ON,
        study=definition.study.id,
        took_place=None,
        first_day__lte=today,
        last_day__range=nearby,
    )
    return rows.exclude(Exists(gone)).order_by("last_day", "participant", "place")


def missed_visits(study: str, today: date) -> QuerySet[VisitSummary]:
    """Visits of enrolled participants whose window has closed without them."""
    return VisitSummary.objects.filter(
        _GOES_ON, study=study, enrolled=True, took_place=None, last_day__lt=today
    )


def expected_visits(study: str, today: date) -> QuerySet[VisitSummary]:
    """Planned visits that took place, and those missed: their forms should be there."""
    missed = Q(enrolled=True, took_place=None, last_day__lt=today) & _GOES_ON
    return VisitSummary.objects.filter(
        Q(took_place__isnull=False) | missed, study=study, place__isnull=False
    )


def calendars(
    definition: Definition, people: Sequence[Participant], today: date
) -> dict[str, tuple[VisitState, ...]]:
    """Screening number -> the visits of a participant on one day, planned ones in study order."""
    rows = VisitSummary.objects.filter(
        study=definition.study.id, participant__in=[person.number for person in people]
    )
    turned_away = {person.number for person in people if person.status == "not_eligible"}
    found: dict[str, list[VisitState]] = {person.number: [] for person in people}
    for row in rows.order_by("participant", F("place").asc(nulls_last=True), "visit"):
        end = date.min if row.participant in turned_away else row.ended_on
        found[row.participant].append(visit_on_day(row, today, end))
    return {number: tuple(states) for number, states in found.items()}


def visit_on_day(row: VisitSummary, today: date, end: date | None) -> VisitState:
    """The state of a visit on one day, of a participant whose follow-up ends on `end`."""
    if row.place is None:
        return VisitState(row.visit, "unscheduled", None, row.took_place)
    window = None
    if row.target and row.first_day and row.last_day:
        window = VisitWindow(row.visit, row.target, row.first_day, row.last_day)
    return state_of_visit(row.visit, window, row.took_place, today, end)
