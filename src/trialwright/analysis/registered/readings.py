"""One endpoint under each reading of its words, so that the choice between them can be judged.

Where a rule or the record leaves two readings open, both are computed (REC-12, HBS-05, HBS-09,
HBD-02, SAF-01, CLN-12). The primary reading decides the endpoint; the others stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from trialwright.analysis.registered.plan import Plan, ids
from trialwright.analysis.registered.survival import kaplan_meier_results
from trialwright.analysis.results import ResultRow
from trialwright.definition.endpoints import Derivation
from trialwright.endpoints.derived import PRIMARY_READING, EndpointRow
from trialwright.instruments.three_valued import all_of, any_of

#: The level of the primary reading in the result rows; the others are named by their reading.
PRIMARY: Final = "primary"
READING: Final = "reading"
_WORDS: Final = {"yes": True, "no": False}
#: The rows of one participant -> the answer under another reading.
Answer = Callable[[Sequence[EndpointRow]], bool | None]


def reading_results(plan: Plan) -> Iterator[ResultRow]:
    """Each group under each reading: who has the outcome, and for how many it is another answer."""
    if plan.endpoint.derivation == "recurrence":
        yield from _recurrence(plan)
    else:
        yield from _responses(plan)


def _recurrence(plan: Plan) -> Iterator[ResultRow]:
    readings = (PRIMARY_READING, *(s.id for s in plan.endpoint.sensitivities))
    for reading in readings:
        analysis = plan.analysis.model_copy(update={"sensitivity": reading or None})
        read = replace(plan, analysis=analysis)
        yield from _curve_rows(read, reading or PRIMARY)
        for group in plan.groups:
            found = read.rows(group)
            open_ = [row for row in found if row.event is None]
            yield _number_of(plan, group, reading or PRIMARY, "cannot_determine", open_)
            if reading:
                other = _otherwise(plan.rows(group), found)
                yield _number_of(plan, group, reading, "changed", other)


def _curve_rows(plan: Plan, level: str) -> Iterator[ResultRow]:
    """Of the whole curve, participants, events and the last landmark."""
    last = str(max(plan.analysis.at_months))
    for row in kaplan_meier_results(plan):
        counts = row.statistic in ("n", "events") and not row.variable and row.at is None
        landmark = row.variable == "month" and row.level == last and row.statistic in _LIMITS
        if counts or landmark:
            yield replace(row, method=plan.analysis.method, variable=READING, level=level)


_LIMITS: Final = ("cumulative_incidence", "lower", "upper")


def _otherwise(first: Sequence[EndpointRow], second: Sequence[EndpointRow]) -> list[EndpointRow]:
    """The rows whose answer or date differs from the primary reading's."""
    told = {row.participant: (row.event, row.date) for row in first}
    return [row for row in second if told.get(row.participant) != (row.event, row.date)]


def _responses(plan: Plan) -> Iterator[ResultRow]:
    for group in plan.groups:
        people: dict[str, list[EndpointRow]] = {}
        for row in plan.rows(group):
            people.setdefault(row.participant, []).append(row)
        primary = {name: _primary(rows) for name, rows in people.items()}
        yield from _counts(plan, group, PRIMARY, people, primary)
        for reading, answer in OTHER_READINGS.get(plan.endpoint.derivation, {}).items():
            answers = {name: answer(rows) for name, rows in people.items()}
            yield from _counts(plan, group, reading, people, answers)
            other = [rows[-1] for name, rows in people.items() if answers[name] != primary[name]]
            yield _number_of(plan, group, reading, "changed", other)


def _counts(
    plan: Plan,
    group: str,
    level: str,
    people: Mapping[str, Sequence[EndpointRow]],
    answers: Mapping[str, bool | None],
) -> Iterator[ResultRow]:
    sources = ids(rows[-1] for rows in people.values())
    numbers = {
        "count": sum(answer is True for answer in answers.values()),
        "n": len(people),
        "cannot_determine": sum(answer is None for answer in answers.values()),
    }
    for name, value in numbers.items():
        yield plan.result(
            *(group, name, value),
            unit="participants",
            n=len(people),
            sources=sources,
            variable=READING,
            level=level,
        )


def _number_of(
    plan: Plan, group: str, reading: str, statistic: str, rows: Sequence[EndpointRow]
) -> ResultRow:
    n = len({row.participant for row in plan.rows(group)})
    return plan.result(
        *(group, statistic, len(rows)),
        unit="participants",
        n=n,
        sources=ids(rows),
        variable=READING,
        level=reading,
    )


def _primary(rows: Sequence[EndpointRow]) -> bool | None:
    """The row of the participant, which stands behind those of single events."""
    return rows[-1].event


def _flag(name: str) -> Answer:
    return lambda rows: _WORDS.get(rows[-1].detail.get(name, ""))


def _late_too(rows: Sequence[EndpointRow]) -> bool | None:
    """HBS-05: the second date may lie after the window."""
    row = rows[-1]
    return row.event if row.status != "CONFIRMED_LATE" else True


def _sustained(rows: Sequence[EndpointRow]) -> bool | None:
    """HBS-09: confirmed and not lost again inside the window."""
    row = rows[-1]
    return all_of((row.event, row.detail.get("reverted") != "yes"))


def _by_record_list(rows: Sequence[EndpointRow]) -> bool | None:
    """SAF-01: serious by the record's five criteria, among the events that count."""
    events = [row for row in rows if row.visit]
    return any_of(
        all_of((row.event, _WORDS.get(row.detail.get("serious_record", "")))) for row in events
    )


OTHER_READINGS: Final[Mapping[Derivation, Mapping[str, Answer]]] = {
    "hbsag_seroclearance": {"second_date_later": _late_too, "sustained": _sustained},
    "hbvdna_undetectable": {
        "literal_adjacent": _flag("literal_adjacent"),
        "second_date_later": _late_too,
        "sustained": _sustained,
    },
    "child_pugh_increase": {"on_treatment": _flag("on_treatment")},
    "serious_adverse_event_incidence": {"record_list": _by_record_list},
}
