"""The eligibility decision: every criterion answered, nothing missing passed (rules ELI-00 to ELI-03)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from trialwright.capture.participant import complete_date
from trialwright.definition.eligibility import Criterion, Derived
from trialwright.definition.host_functions import as_decimal_value, exact_decimal
from trialwright.definition.load import Definition
from trialwright.definition.measures import derive_inputs, missing_inputs, truth, whole_number
from trialwright.definition.rules import Answer, Rule, RuleInput, RuleValue
from trialwright.errors import Problem
from trialwright.instruments.inputs import InputRefused
from trialwright.sentence import Sentence, sentence

Verdict = Literal["PASS", "FAIL", "CD"]
Overall = Literal["ELIGIBLE", "INELIGIBLE", "CANNOT_DETERMINE"]


@dataclass(frozen=True)
class CriterionResult:
    """The answer to one criterion, and what kept it from being decided.

    `absent` names the missing inputs: for a value that a measure gives, those that could change it,
    or the value itself where entering more does not help and a clinician must look.
    """

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

    Values are as entered: text, numbers, True and False, lists of rows. None, blank and absent all
    mean unknown. All criteria are always evaluated.
    """
    read = _read(definition, values)
    criteria = definition.eligibility.criteria
    results = tuple(_result(definition, criterion, read) for criterion in criteria)
    version = definition.eligibility.version
    return EligibilityDecision(overall_of(results), results, version, read.refused)


def overall_eligibility(definition: Definition, values: Mapping[str, Any]) -> Overall:
    """The `overall` of `decide_eligibility`, without looking for what is lacking.

    What is lacking is for people to read; it takes as long as all the rest.
    """
    given = _read(definition, values).given
    return _overall(
        _verdict(criterion, Rule(criterion.rule).evaluate(given))
        for criterion in definition.eligibility.criteria
    )


@dataclass(frozen=True)
class _Read:
    """What the rules are given, what was entered for it, and what could not be used."""

    given: Mapping[str, RuleValue]
    known: Mapping[str, Any]
    refused: tuple[str, ...]


def _read(definition: Definition, values: Mapping[str, Any]) -> _Read:
    types = {name: definition.rule_inputs[name] for name in definition.eligibility.inputs}
    entered = {name: _as_entered(values.get(name), kind) for name, kind in types.items()}
    known = {name: value for name, value in entered.items() if value is not None}
    given: dict[str, RuleValue] = {}
    refused: list[str] = []
    for derived in definition.eligibility.derived:
        given |= _derived(derived, known, refused)
    for name, kind in types.items():
        value = _rule_value(known[name], kind) if name in known else None
        if value is not None:
            given[name] = value
        elif name in known:
            refused.append(
                sentence("{name}: {value!r} cannot be used", name=name, value=known[name])
            )
    return _Read(given, known, tuple(dict.fromkeys(refused)))


def _as_entered(value: Any, kind: RuleInput) -> str | list[Any] | None:
    """Answers and numbers as the text that writes them: no float is compared; blank is unknown."""
    if kind.type == "rows" and isinstance(value, list):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value).strip() or None


def _derived(
    derived: Derived, known: dict[str, Any], refused: list[str]
) -> Mapping[str, RuleValue]:
    """What a measure gives; a value that it cannot use is struck from `known` and named."""
    while True:
        try:
            return derive_inputs(derived.instrument, {n: known.get(n) for n in derived.inputs})
        except InputRefused as error:
            problem = error.problems[0]
            refused.append(_refusal(problem))
            del known[problem.key]


def _refusal(problem: Problem) -> Sentence:
    """What a measure could not use, and why."""
    name, what, cure = problem.key, problem.what, problem.cure
    if not cure:
        return sentence("{name}: {what}", name=name, what=what)
    return sentence("{name}: {what} ({cure})", name=name, what=what, cure=cure)


def _result(definition: Definition, criterion: Criterion, read: _Read) -> CriterionResult:
    rule, known = Rule(criterion.rule), read.known
    answer = rule.evaluate(read.given)
    absent = [n for name in answer.absent for n in _entered(definition, name, known)]
    if answer.reasons:
        # A function left it open: bounds, too, are narrowed by what their measure still lacks.
        absent += [n for name in rule.names for n in _lacking(definition, name, known)]
    unique = tuple(dict.fromkeys(absent))
    return CriterionResult(criterion.id, _verdict(criterion, answer), unique, answer.reasons)


def _entered(definition: Definition, name: str, known: Mapping[str, Any]) -> list[str]:
    """What has to be entered for an input that a measure gives; nothing more helps a review."""
    return _lacking(definition, name, known) or [name]


def _lacking(definition: Definition, name: str, known: Mapping[str, Any]) -> list[str]:
    """What a measure that gives `name` still waits for; nothing where no measure gives it."""
    for derived in definition.eligibility.derived:
        if name in derived.gives:
            given = {needed: known.get(needed) for needed in derived.inputs}
            return list(missing_inputs(derived.instrument, given))
    return []


def _verdict(criterion: Criterion, answer: Answer) -> Verdict:
    if answer.value is None:
        return "CD"
    return "PASS" if answer.value == (criterion.kind == "inclusion") else "FAIL"


def overall_of(results: Iterable[CriterionResult]) -> Overall:
    """Any FAIL decides; else any CD leaves it open (rule ELI-00)."""
    return _overall(result.verdict for result in results)


def _overall(verdicts: Iterable[Verdict]) -> Overall:
    found = set(verdicts)
    if "FAIL" in found:
        return "INELIGIBLE"
    return "CANNOT_DETERMINE" if "CD" in found else "ELIGIBLE"


def _rule_value(value: Any, kind: RuleInput) -> RuleValue | None:
    """A value as its rule reads it; None (unknown) for one that is not of the input's type."""
    match kind.type:
        case "truth":
            return truth(value)
        case "whole":
            return whole_number(value)
        case "decimal":
            number = exact_decimal(str(value))
            return as_decimal_value(number) if number is not None and number >= 0 else None
        case "date":
            day = complete_date(str(value))
            return day.isoformat() if day else None
        case "rows":
            return [_row(row) for row in value] if isinstance(value, list) else None
        case "code" | "text":
            return str(value)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    words = {"yes": True, "no": False}
    return {key: words.get(cell, cell) for key, cell in row.items() if cell not in (None, "")}
