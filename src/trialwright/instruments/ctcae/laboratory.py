"""The CTCAE v5.0 grade of one laboratory result (rules CTC-01..CTC-05, CTC-10..CTC-24).

Everything that is not known is carried as the range of grades it leaves possible; the grade is
decided when the range has one member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from trialwright.instruments.answers import one_of
from trialwright.instruments.assay import unit_of
from trialwright.instruments.ctcae.bands import GradeRange, Scale, grade_on
from trialwright.instruments.ctcae.grade import DEATH, Grade, between
from trialwright.instruments.ctcae.laboratory_table import (
    LABORATORY_TERMS,
    Condition,
    LabTerm,
    Table,
)
from trialwright.instruments.inputs import Number, exact_number, refuse

INTERVENTIONS: Final = ("none", "oral", "hospitalization", "life_threatening", "transfusion")
HOURS_OF_A_DAY: Final = 24
_LIMITS: Final = ("lln", "uln", "baseline", "baseline_uln")
_CONDITION_INPUT: Final = {
    Condition.SYMPTOMATIC: ("symptomatic", "SYMPTOMS_UNKNOWN"),
    Condition.LONGER_THAN_A_DAY: ("hours_above_40", "DURATION_UNKNOWN"),
    Condition.ON_ANTICOAGULANT: ("on_anticoagulant", "ANTICOAG_UNKNOWN"),
    Condition.BASELINE_ABNORMAL: ("uln", "ULN_MISSING"),
}


@dataclass(frozen=True)
class LabResult:
    """One result as reported, with its limits in the unit of the value; None = not recorded.

    `baseline_uln` None: the baseline has the same ULN. `intervention` takes the codes of
    `INTERVENTIONS`; None is unknown for hypophosphatemia and none recorded elsewhere (P).
    `bleeding` belongs to INR, `death_related` to the event the result stands for.
    """

    term: str
    value: Number
    unit: str | None
    lln: Number = None
    uln: Number = None
    baseline: Number = None
    baseline_uln: Number = None
    on_anticoagulant: bool | None = None
    symptomatic: bool | None = None
    intervention: str | None = None
    hours_above_40: Number = None
    bleeding: bool = False
    death_related: bool = False


@dataclass(frozen=True)
class _Measured:
    """A value and its limits, exact and in the unit of the table that grades them."""

    table: Table
    value: Fraction
    limits: Mapping[str, Fraction | None]


@dataclass(frozen=True)
class _Open:
    """Why nothing can be read from the value."""

    flag: str
    missing: str
    rule: str


def grade_laboratory(result: LabResult) -> Grade:
    """Grade a result 0 (no event) to 5, or say what is missing.

    A missing or unknown unit never converts (CTC-02). A term or code that does not exist is
    refused, and so is a negative number.
    """
    term = LABORATORY_TERMS.get(result.term)
    if term is None:
        refuse("term", f"{result.term!r} is no laboratory term", "see LABORATORY_TERMS")
    if result.death_related:
        if not term.has_grade_5:
            refuse("death_related", f"{term.name} has no grade 5", "code the cause of death")
        return Grade(DEATH, DEATH, DEATH, ("CTC-01", term.rule))
    intervention = one_of(result.intervention, INTERVENTIONS, "intervention")
    measured = _measure(result, term)
    if term.intervention_grades:
        return _grade_by_intervention(result, term, measured, intervention)
    at_least = term.by_intervention.get(intervention or "none", 0)
    at_least = max(at_least, term.bleeding_grade if result.bleeding else 0)
    return _raise_to(at_least, term, _grade_value(result, term, measured))


def _measure(result: LabResult, term: LabTerm) -> _Measured | _Open:
    value = exact_number(result.value, "value")
    known = {name: exact_number(getattr(result, name), name) for name in _LIMITS}
    if value is None:
        return _Open("VALUE_MISSING", "value", "CTC-01")
    for table in term.tables:
        unit = unit_of(result.unit, table.units)
        if unit is not None:
            factor = Fraction(table.units[unit])
            limits = {n: None if v is None else Fraction(v) * factor for n, v in known.items()}
            return _Measured(table, Fraction(value) * factor, limits)
    return _Open("UNIT", "unit", "CTC-02")


def _grade_by_intervention(
    result: LabResult, term: LabTerm, measured: _Measured | _Open, intervention: str | None
) -> Grade:
    """Grade by what was done; only a value that is not below a given LLN is no event (CTC-22)."""
    grades = term.by_intervention
    done = grades.get(intervention or "")
    low, high = (min(grades.values()), max(grades.values())) if done is None else (done, done)
    unknown = ("INTERVENTION_UNKNOWN", ("intervention",))
    if exact_number(result.lln, "lln") is None:
        return between(low, high, (term.rule,), *unknown)
    if isinstance(measured, _Open):
        return between(0, high, (term.rule, measured.rule), measured.flag, (measured.missing,))
    lln = measured.limits["lln"]
    if lln is not None and measured.value >= lln:
        return Grade(0, 0, 0, (term.rule,))
    return between(low, high, (term.rule,), *unknown)


def _grade_value(result: LabResult, term: LabTerm, measured: _Measured | _Open) -> Grade:
    if isinstance(measured, _Open):
        scales = [scale for table in term.tables for scale in (*table.when_not, *table.when)]
        worst = max(scale.worst for scale in scales)
        rules = (term.rule, measured.rule)
        return Grade(None, 0, worst, rules, measured.flag, (measured.missing,))
    holds = _condition(result, term.condition, measured.limits)
    chosen = [
        _worst_of(_scales(term, measured, answer), measured)
        for answer in ((False, True) if holds is None else (holds,))
    ]
    found = _explain(term, chosen)
    if found.grade is not None and term.baseline_optional and measured.limits["baseline"] is None:
        because = (*found.rules, "CTC-05")
        return replace(found, rules=because, flag="BASELINE_MISSING", missing=("baseline",))
    return found


def _condition(
    result: LabResult, condition: Condition, limits: Mapping[str, Fraction | None]
) -> bool | None:
    match condition:
        case Condition.SYMPTOMATIC:
            return result.symptomatic
        case Condition.ON_ANTICOAGULANT:
            return result.on_anticoagulant
        case Condition.LONGER_THAN_A_DAY:
            hours = exact_number(result.hours_above_40, "hours_above_40")
            return None if hours is None else hours > HOURS_OF_A_DAY
        case Condition.BASELINE_ABNORMAL:
            return _baseline_is_abnormal(limits)
        case Condition.NONE:
            return False


def _baseline_is_abnormal(limits: Mapping[str, Fraction | None]) -> bool | None:
    """Compare the baseline with the ULN of its own laboratory; equal is normal (CTC-05)."""
    baseline = limits["baseline"]
    if baseline is None:
        return False
    own = limits["uln"] if limits["baseline_uln"] is None else limits["baseline_uln"]
    return None if own is None else baseline > own


def _scales(term: LabTerm, measured: _Measured, holds: bool) -> tuple[Scale, ...]:
    scales = measured.table.when if holds else measured.table.when_not
    if term.baseline_optional and measured.limits["baseline"] is None:
        return tuple(scale for scale in scales if scale.of != "baseline")
    return scales


def _worst_of(scales: tuple[Scale, ...], measured: _Measured) -> GradeRange:
    ranges = [grade_on(scale, measured.value, measured.limits) for scale in scales]
    missing = tuple(name for found in ranges for name in found.missing)
    return GradeRange(max(r.low for r in ranges), max(r.high for r in ranges), missing)


def _explain(term: LabTerm, chosen: list[GradeRange]) -> Grade:
    """Name what leaves a grade open: a missing limit before an unknown fact, but see INR."""
    low, high = min(r.low for r in chosen), max(r.high for r in chosen)
    limits = tuple(dict.fromkeys(name for r in chosen for name in r.missing))
    fact, flag = _CONDITION_INPUT.get(term.condition, ("", ""))
    if len(chosen) > 1 and term.condition is Condition.ON_ANTICOAGULANT:
        # The two scales of INR are different measures, so not even agreement decides (CTC-19).
        return Grade(None, low, high, (term.rule,), flag, (fact, *limits))
    matters = len({(r.low, r.high) for r in chosen}) > 1 and fact not in limits
    missing = (*limits, fact) if matters else limits
    if limits:
        flag = f"{limits[0].upper()}_MISSING"
        return between(low, high, (term.rule, "CTC-04"), flag, missing)
    return between(low, high, (term.rule,), flag, missing)


def _raise_to(at_least: int, term: LabTerm, found: Grade) -> Grade:
    """Let a recorded intervention or bleeding decide if it outweighs the value (CTC-01)."""
    if at_least <= found.low:
        return found
    high = max(at_least, found.high)
    return between(at_least, high, (term.rule,), found.flag, found.missing)
