"""The lists behind the numbers of the dashboard: which participants, which forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F, QuerySet, Sum

from trialwright.capture.participant_summary import FormPlace
from trialwright_web.summaries.models import EventSummary, PersonSummary, VisitSummary
from trialwright_web.summaries.visits import expected_visits, missed_visits


@dataclass(frozen=True)
class ListRow:
    """One line of a list. `place` is the form to open, None where the participant is meant; `day`
    is the date that matters on the list.
    """

    participant: str
    place: FormPlace | None = None
    day: date | None = None


@dataclass(frozen=True)
class DashboardList:
    """One list: the rows of the database behind it, the lines that a row makes, and how many.

    A row of a visit makes a line for each form; so a page of rows may hold more lines.
    """

    rows: QuerySet[Any]
    lines_of: Callable[[Any], Iterable[ListRow]]
    lines: Callable[[QuerySet[Any]], int]

    @property
    def number(self) -> int:
        """How many lines it has."""
        return self.lines(self.rows)

    def list_rows(self, rows: Iterable[Any] | None = None) -> list[ListRow]:
        """The lines of some of its rows, or of all, the oldest date first."""
        chosen = self.rows.iterator(chunk_size=2000) if rows is None else rows
        return [line for row in chosen for line in self.lines_of(row)]


_Of = Callable[[str, date, str], DashboardList]


def _enrolled(study: str, _today: date, visit: str) -> DashboardList:
    rows = PersonSummary.objects.filter(study=study, enrolled_on__isnull=False)
    ordered = _of_visit(rows, visit, "").order_by("enrolled_on", "participant")
    return DashboardList(ordered, lambda p: [ListRow(p.participant, day=p.enrolled_on)], _count)


def _last_seen(study: str, _today: date, visit: str) -> DashboardList:
    rows = under_follow_up(study)
    oldest = F("last_seen").asc(nulls_first=True)
    ordered = _of_visit(rows, visit, "").order_by(oldest, "participant")
    return DashboardList(ordered, lambda p: [ListRow(p.participant, day=p.last_seen)], _count)


def under_follow_up(study: str) -> QuerySet[PersonSummary]:
    """Whoever is enrolled and has neither died nor withdrawn."""
    return PersonSummary.objects.filter(study=study, enrolled_on__isnull=False, ended_on=None)


def _overdue(study: str, today: date, visit: str) -> DashboardList:
    rows = missed_visits(study, today).filter(unseen__gt=0)
    ordered = _of_visit(rows, visit, "visit").order_by("last_day", "participant", "visit")

    def lines(row: VisitSummary) -> Iterator[ListRow]:
        for form in row.unseen_scans.split():
            yield ListRow(row.participant, (row.visit, form, 0), row.last_day)

    return DashboardList(ordered, lines, lambda found: _sum(found, "unseen"))


def _missing(study: str, today: date, visit: str) -> DashboardList:
    rows = expected_visits(study, today).filter(missing__gt=0)
    ordered = _of_visit(rows, visit, "visit").order_by("participant", "visit")

    def lines(row: VisitSummary) -> Iterator[ListRow]:
        for form in row.missing_forms.split():
            yield ListRow(row.participant, (row.visit, form, 0))

    return DashboardList(ordered, lines, lambda found: _sum(found, "missing"))


def _events(name: str) -> _Of:
    def listed(study: str, _today: date, visit: str) -> DashboardList:
        rows = _of_visit(EventSummary.objects.filter(study=study, listed=name), visit, "visit")
        ordered = rows.order_by("participant", "visit", "form", "repeat")

        def lines(row: EventSummary) -> list[ListRow]:
            return [ListRow(row.participant, (row.visit, row.form, row.repeat))]

        return DashboardList(ordered, lines, _count)

    return listed


def _of_visit(rows: QuerySet[Any], visit: str, column: str) -> QuerySet[Any]:
    """The rows of one visit, where one is asked for; a participant as a whole belongs to none."""
    if not visit:
        return rows
    return rows.filter(**{column: visit}) if column else rows.none()


def _count(rows: QuerySet[Any]) -> int:
    return rows.count()


def _sum(rows: QuerySet[Any], column: str) -> int:
    return rows.aggregate(n=Sum(column))["n"] or 0


#: Name of the list -> what stands on it.
LISTS: Final[Mapping[str, _Of]] = {
    "enrolled": _enrolled,
    "overdue-scans": _overdue,
    "last-seen": _last_seen,
    "missing-forms": _missing,
    "adverse-events": _events("adverse-events"),
    "serious-events": _events("serious-events"),
    "unclear-events": _events("unclear-events"),
    "deaths": _events("deaths"),
    "withdrawals": _events("withdrawals"),
}
