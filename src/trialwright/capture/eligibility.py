"""The eligibility decision: every criterion answered, nothing missing passed (rules ELI-00 to ELI-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from trialwright.capture.entry import Entry
from trialwright.capture.participant import Participant, complete_date
from trialwright.definition.eligibility import Criterion, Input
from trialwright.definition.host_functions import as_decimal_value
from trialwright.definition.load import Definition
from trialwright.definition.measures import derive_inputs
from trialwright.definition.rules import Answer, Rule, RuleInput, RuleValue
from trialwright.instruments.inputs import InputRefused

Verdict = Literal["PASS", "FAIL", "CD"]
Overall = Literal["ELIGIBLE", "INELIGIBLE", "CANNOT_DETERMINE"]


@dataclass(frozen=True)
class CriterionResult:
    """The answer to one criterion, and what kept it from being decided."""

    criterion: str
    verdict: Verdict
    absent: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class EligibilityDecision:
    """The whole decision, kept with the rule version it was made under (rule ELI-03).

    `refused` says which entered values a measure could not use; they count as missing.
    """

    overall: Overall
    results: tuple[CriterionResult, ...]
    rule_version: str
    refused: tuple[str, ...] = ()

    def not_passed(self) -> dict[str, Verdict]:
        """Criteria that are not PASS, by id."""
        return {r.criterion: r.verdict for r in self.results if r.verdict != "PASS"}


def decide_eligibility(definition: Definition, values: Mapping[str, Any]) -> EligibilityDecision:
    """Decide from values already chosen (rule ELI-01), named as in eligibility.yaml.

    Values are as entered: text, numbers, True and False, lists of rows. None and absent both mean
    unknown. All criteria are always evaluated.
    """
    known = {name: value for name, value in values.items() if value is not None}
    types = definition.rule_inputs
    typed = {name: _rule_value(known[name], types[name]) for name in types if name in known}
    given = {name: value for name, value in typed.items() if value is not None}
    refused: list[str] = []
    for derived in definition.eligibility.derived:
        try:
            given |= derive_inputs(derived.instrument, {n: known.get(n) for n in derived.inputs})
        except InputRefused as error:
            refused.append(str(error))
    results = tuple(_result(criterion, given) for criterion in definition.eligibility.criteria)
    version = definition.eligibility.version
    return EligibilityDecision(_overall(results), results, version, tuple(dict.fromkeys(refused)))


def _result(criterion: Criterion, given: Mapping[str, RuleValue]) -> CriterionResult:
    answer = Rule(criterion.rule).evaluate(given)
    return CriterionResult(criterion.id, _verdict(criterion, answer), answer.absent, answer.reasons)


def _verdict(criterion: Criterion, answer: Answer) -> Verdict:
    if answer.value is None:
        return "CD"
    return "PASS" if answer.value == (criterion.kind == "inclusion") else "FAIL"


def _overall(results: tuple[CriterionResult, ...]) -> Overall:
    verdicts = {result.verdict for result in results}
    if "FAIL" in verdicts:
        return "INELIGIBLE"
    return "CANNOT_DETERMINE" if "CD" in verdicts else "ELIGIBLE"


def _rule_value(value: Any, kind: RuleInput) -> RuleValue | None:
    """A value as its rule reads it; None (unknown) for text that is not of the input's type."""
    match kind.type:
        case "truth":
            return {"yes": True, "no": False, True: True, False: False}.get(value)
        case "whole":
            text = str(value)
            return int(text) if text.lstrip("-").isdigit() else None
        case "decimal":
            return as_decimal_value(str(value))
        case "date":
            day = complete_date(str(value))
            return day.isoformat() if day else None
        case "rows":
            return [_row(row) for row in value]
        case "code" | "text":
            return str(value)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    words = {"yes": True, "no": False}
    return {key: words.get(cell, cell) for key, cell in row.items() if cell is not None}


def screening_values(
    definition: Definition, participant: Participant, decided_on: date
) -> dict[str, Any]:
    """Choose the value of each rule input from the participant's entries (rule ELI-01).

    Of several entries the latest inside its screening window stands; one that is older than the
    window, or later than the decision, is not used.
    """
    return {
        name: _chosen(definition, participant, source, decided_on)
        for name, source in definition.eligibility.inputs.items()
    }


def _chosen(
    definition: Definition, participant: Participant, source: Input, decided_on: date
) -> Any:
    if source.rows_of:
        return _rows(participant, source)
    reference = source.item or source.unit_of or ""
    form, _, item = reference.partition(".")
    for entry in _newest_first(definition, participant.of_form(form), decided_on):
        found = entry.unit(item) if source.unit_of else entry.value(item)
        if found is not None:
            return found
    return None


def _newest_first(
    definition: Definition, entries: tuple[Entry, ...], decided_on: date
) -> list[Entry]:
    """The entries that may be used on the day of the decision, newest first."""
    window = next(
        (
            window
            for window in definition.eligibility.screening_windows
            if entries and window.date_item.startswith(f"{entries[0].form}.")
        ),
        None,
    )
    if window is None:
        return sorted(entries, key=lambda entry: entry.entered_at, reverse=True)
    item = window.date_item.partition(".")[2]
    dated = [(complete_date(entry.value(item)), entry) for entry in entries]
    usable = [
        (day, entry) for day, entry in dated if day and 0 <= (decided_on - day).days <= window.days
    ]
    return [entry for _, entry in sorted(usable, key=lambda pair: pair[0], reverse=True)]


def _rows(participant: Participant, source: Input) -> list[dict[str, str | None]] | None:
    rows = source.rows_of
    assert rows
    asked = {value for _, value in participant.values(rows.asked)}
    entries = participant.of_form(rows.form)
    if not entries:
        return [] if asked == {"no"} else None
    return [{name: e.value(item) for name, item in rows.fields.items()} for e in entries]
