"""Decision tables of duties as sections for a terminal or a page, and as plain values."""

from __future__ import annotations

from typing import Final

from trialwright.instruments.partial_date import DateSpan
from trialwright.record.duties.deadlines import days_words
from trialwright.record.duties.table import Condition, DecisionTable, Duty
from trialwright.record.json_values import JsonValue
from trialwright.record.sections import Section, Table, make_section, present_rows

_HOLDS: Final = {True: "holds", False: "does not hold", None: "cannot be determined"}
_BINDING: Final = {True: "yes", False: "no", None: "cannot be determined"}


def describe_compliance(table: DecisionTable) -> tuple[Section, ...]:
    """First every answer in a sentence, then each duty with the conditions it rests on."""
    answers = tuple((duty.title, duty.sentence) for duty in table.duties)
    summary = make_section(
        "duties",
        f"Duties of {table.nct_id} as of {table.as_of}",
        Table(("Duty", "Answer"), answers),
        present_rows(("Note", "A reading of the public record, not legal advice.")),
    )
    sections = (summary, *map(_duty, table.duties))
    return tuple(section for section in sections if section)


def compliance_answer(table: DecisionTable) -> dict[str, JsonValue]:
    """The tables as JSON values; null is "cannot be determined"."""
    return {
        "nct_id": table.nct_id,
        "as_of": table.as_of.isoformat(),
        "duties": [_duty_answer(duty) for duty in table.duties],
    }


def _duty(duty: Duty) -> Section | None:
    rows = tuple(
        (condition.text, condition.value, _HOLDS[condition.holds], condition.note)
        for condition in duty.conditions
    )
    return make_section(
        duty.id,
        duty.title,
        Table(("Condition", "In the record", "It", "Note"), rows),
        present_rows(
            ("Binding", _BINDING[duty.binding]),
            ("Due", days_words(duty.due)),
            ("With grace", days_words(duty.grace_until) if duty.grace_until else None),
            ("State", duty.state.value),
            ("Answer", duty.sentence),
            ("Source", duty.source),
            ("To be confirmed", duty.to_confirm),
        ),
    )


def _duty_answer(duty: Duty) -> dict[str, JsonValue]:
    return {
        "id": duty.id,
        "title": duty.title,
        "conditions": [_condition_answer(condition) for condition in duty.conditions],
        "binding": duty.binding,
        "due": _span_answer(duty.due),
        "grace_until": _span_answer(duty.grace_until),
        "state": duty.state.value,
        "sentence": duty.sentence,
        "source": duty.source,
        "to_confirm": duty.to_confirm,
    }


def _condition_answer(condition: Condition) -> dict[str, JsonValue]:
    return {
        "condition": condition.text,
        "value": condition.value,
        "holds": condition.holds,
        "path": condition.path,
        "note": condition.note,
    }


def _span_answer(days: DateSpan | None) -> dict[str, JsonValue] | None:
    if days is None:
        return None
    return {"earliest": days.earliest.isoformat(), "latest": days.latest.isoformat()}
