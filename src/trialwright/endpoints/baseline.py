"""Baseline characteristics, for the baseline table and the models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from trialwright.capture.participant import Participant
from trialwright.definition.endpoints import Baseline
from trialwright.definition.load import Definition
from trialwright.definition.measures import child_pugh_of, derive_inputs
from trialwright.endpoints.derived import BaselineValue
from trialwright.instruments.assay import Qualifier
from trialwright.instruments.calendar import completed_years
from trialwright.instruments.hbsag import HBSAG_LIMITS, interpret_hbsag
from trialwright.instruments.inputs import InputRefused, exact_number

Values = Mapping[str, Any]
LOG_PLACES = Decimal("0.000001")


def baseline_values(
    definition: Definition, participant: Participant, screening: Values, origins: Mapping[str, date]
) -> dict[str, BaselineValue]:
    """Each characteristic of endpoints.yaml, None where it cannot be determined.

    `screening` are the values chosen for the eligibility decision: the same ones describe the
    participant at enrolment.
    """
    return {
        baseline.id: _value(definition, baseline, participant, screening)
        for baseline in definition.endpoints.baseline
    }


def _value(
    definition: Definition, baseline: Baseline, participant: Participant, screening: Values
) -> BaselineValue:
    if baseline.derive:
        try:
            return _DERIVED[baseline.derive](screening)
        except InputRefused:
            return None
    entered = participant.values(baseline.item or "")
    if not entered:
        return None
    text = entered[-1][1]
    return text if baseline.kind == "category" else _number(text)


def _number(text: str) -> Decimal | None:
    """A measured value; a text that is none is a finding of its form."""
    try:
        return exact_number(text, "baseline")
    except InputRefused:
        return None


def _age_at_consent(screening: Values) -> int | None:
    birth, consent = screening.get("birth_date"), screening.get("consent_date")
    if birth is None or consent is None:
        return None
    return completed_years(date.fromisoformat(birth), date.fromisoformat(consent))


def _bclc_stage(screening: Values) -> str | None:
    stage = derive_inputs("bclc", screening).get("bclc_stage")
    return None if stage is None else str(stage)


def _child_pugh_total(screening: Values) -> str | None:
    total = child_pugh_of(screening).total
    return None if total is None else str(total)


def _log10_hbsag(screening: Values) -> Decimal | None:
    """log10 IU/mL of an exact result; a censored one (<, >) has no exact logarithm."""
    unit = str(screening.get("hbsag_unit"))
    reading = interpret_hbsag(screening.get("hbsag_result"), unit).reading
    amount = reading.value if reading.qualifier is Qualifier.EQUAL else None
    if amount is None or amount <= 0 or unit not in HBSAG_LIMITS:
        return None
    # The limit is one and the same amount in each unit: their ratio converts exactly.
    value = amount * HBSAG_LIMITS["IU/mL"] / HBSAG_LIMITS[unit]
    with localcontext() as context:
        context.prec = 28
        return value.log10().quantize(LOG_PLACES)


_DERIVED: dict[str, Callable[[Values], BaselineValue]] = {
    "age_at_consent": _age_at_consent,
    "bclc_stage": _bclc_stage,
    "child_pugh_total": _child_pugh_total,
    "log10_hbsag": _log10_hbsag,
}
