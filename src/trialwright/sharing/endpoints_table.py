"""endpoints.csv: every derived outcome in days, so that the registered analysis can be repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trialwright.definition.load import Definition
from trialwright.definition.scalars import Bilingual
from trialwright.definition.schedule import RUNNING
from trialwright.endpoints.adverse_event_rows import WATCHED_TO_CUTOFF
from trialwright.endpoints.derived import Derived, EndpointRow
from trialwright.instruments.emergence import DATE_PARTIAL
from trialwright.sharing.form_columns import participant_column
from trialwright.sharing.tables import Column, Table
from trialwright.sharing.transform import Person

NAME = "endpoints"
_ANSWER = {True: "yes", False: "no", None: ""}


def derive_endpoints_table(
    definition: Definition, derived: Derived, people: Mapping[str, Person]
) -> Table:
    """The outcomes of the participants in `people` (by original name), without any date.

    Rows by endpoint, reading and participant, then as derived. Of the details only the type of
    recurrence and the days watched are shared: they cannot be derived from the other files.
    """
    rank = {endpoint.id: i for i, endpoint in enumerate(definition.endpoints.endpoints)}
    shared = [row for row in derived.rows if row.participant in people]
    ordered = sorted(shared, key=lambda r: (rank[r.endpoint], r.reading, people[r.participant].id))
    rows = tuple(_row(definition, row, people[row.participant]) for row in ordered)
    names = frozenset(person.id for person in people.values())
    label = Bilingual(en="Derived endpoints", zh="衍生终点")
    return Table(NAME, label, tuple(_columns(definition, names)), rows)


def _row(definition: Definition, row: EndpointRow, person: Person) -> tuple[str, ...]:
    origin = next(e.origin for e in definition.endpoints.endpoints if e.id == row.endpoint)
    return (
        person.id,
        row.endpoint,
        row.reading,
        origin,
        person.visits.get(row.visit, row.visit),
        row.status,
        _ANSWER[row.event],
        _day(row),
        "" if row.entry_day is None else str(row.entry_day),
        "" if row.value is None else f"{row.value:f}",
        row.detail.get("type", ""),
        _days_watched(row),
    )


def _day(row: EndpointRow) -> str:
    """Days from the origin; empty where the date was partial.

    Its earliest day is the first of a month or year: counted in days, it would give away on which
    day of the month the participant's other days fall.
    """
    partial = DATE_PARTIAL in _flags(row)
    return "" if row.day is None or partial else str(row.day)


def _days_watched(row: EndpointRow) -> str:
    """Days watched; empty where the data cut-off ended them.

    The cut-off is printed in every report: counted back from it, they would give the origin's date.
    """
    return "" if WATCHED_TO_CUTOFF in _flags(row) else row.detail.get("days_watched", "")


def _flags(row: EndpointRow) -> list[str]:
    return row.detail.get("flags", "").split(",")


def _columns(definition: Definition, names: frozenset[str]) -> Iterator[Column]:
    endpoints = definition.endpoints.endpoints
    readings = frozenset(s.id for endpoint in endpoints for s in endpoint.sensitivities)
    origins = frozenset(origin.id for origin in definition.study.origins)
    visits = frozenset(visit.id for visit in definition.schedule.visits) | {RUNNING}
    yield participant_column(names)
    yield _word("endpoint", "Endpoint", "终点", frozenset(e.id for e in endpoints))
    yield _word(
        "reading", "Sensitivity reading, empty for the rule", "敏感性口径，主要规则为空", readings
    )
    yield _word("origin", "Date the days count from", "计日起点", origins)
    label = Bilingual(en="Visit or event", zh="访视或事件")
    yield Column("visit", label, "visit", words=visits)
    yield Column("status", Bilingual(en="Status", zh="状态"), "name")
    yield _word("event", "Event or answer", "事件或结论", frozenset(_ANSWER.values()))
    for name, en, zh in (
        ("days", "Days from the origin date (origin = 0)", "距起点天数（起点为 0）"),
        ("entry_days", "Days from the origin date to enrolment", "起点至入组天数"),
    ):
        yield Column(name, Bilingual(en=en, zh=zh), "whole", unit="day")
    yield Column("value", Bilingual(en="Value", zh="数值"), "number")
    yield Column("type", Bilingual(en="Type of event", zh="事件类型"), "name")
    yield Column("days_watched", Bilingual(en="Days watched", zh="观察天数"), "whole", unit="day")


def _word(name: str, en: str, zh: str, words: frozenset[str]) -> Column:
    return Column(name, Bilingual(en=en, zh=zh), "word", words=words)
