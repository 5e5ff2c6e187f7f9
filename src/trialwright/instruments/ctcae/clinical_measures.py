"""Findings of clinical terms that are measured: weight, hair, skin, sight, fever (rule CTC-30).

Each function gives the findings its numbers settle, for `grade_clinical`; None = a number is missing.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from trialwright.instruments.assay import unit_of
from trialwright.instruments.ctcae.laboratory_table import CELSIUS, COUNTS
from trialwright.instruments.inputs import Number, exact_number, refuse
from trialwright.instruments.three_valued import all_of, any_of

Findings = dict[str, bool | None]

NEUTROPENIA: Final = Decimal("1.0")
FEVER_ONCE: Final = Decimal("38.3")
FEVER_SUSTAINED: Final = Decimal("38.0")
MODERATE_ACUITY: Final = Fraction(20, 40)
LOW_ACUITY: Final = Fraction(20, 200)
MODERATE_LINES: Final = 3
_SNELLEN: Final = re.compile(r"(\d+)/(\d+)")


def weight_loss_findings(baseline_kg: Number, weight_kg: Number) -> Findings:
    """Compare a weight with the baseline: 5, 10 or 20 % lost, the limits included."""
    baseline, weight = (
        exact_number(baseline_kg, "baseline_kg"),
        exact_number(weight_kg, "weight_kg"),
    )
    if baseline == 0 or weight == 0:
        refuse("weight", "a body cannot weigh 0 kg", "leave it blank if not measured")
    if baseline is None or weight is None:
        return {f"lost_{percent}_percent": None for percent in (5, 10, 20)}
    lost = 100 * (baseline - weight)
    return {f"lost_{percent}_percent": lost >= percent * baseline for percent in (5, 10, 20)}


def alopecia_findings(hair_lost_percent: Number) -> Findings:
    """Judge hair loss in percent of what is normal for the participant."""
    lost = _percent(hair_lost_percent, "hair_lost_percent")
    return {"hair_loss": _above(lost, 0), "half_or_more": _at_least(lost, 50)}


def rash_findings(body_surface_percent: Number, moderate_symptoms: bool | None) -> Findings:
    """Judge a rash by the body surface it covers; over 30 % grade 3 needs moderate symptoms."""
    covered = _percent(body_surface_percent, "body_surface_percent")
    return {
        "rash": _above(covered, 0),
        "covers_10_percent": _at_least(covered, 10),
        "over_30_percent_with_moderate_symptoms": all_of((_above(covered, 30), moderate_symptoms)),
    }


def retinopathy_findings(
    symptomatic: bool | None, acuity: str | None, lines_lost: int | None
) -> Findings:
    """Judge sight: `acuity` is the best corrected Snellen fraction of the eye ("20/40").

    `lines_lost` counts from a known baseline. A decrease is marked beyond 20/40 or three lines.
    """
    sight = _snellen(acuity)
    below = None if sight is None else sight < MODERATE_ACUITY
    dropped = None if lines_lost is None else lines_lost > MODERATE_LINES
    return {
        "asymptomatic": None if symptomatic is None else not symptomatic,
        "symptomatic": symptomatic,
        "marked_decrease": all_of((symptomatic, any_of((below, dropped)))),
        "acuity_20_200_or_worse": None if sight is None else sight <= LOW_ACUITY,
    }


def febrile_neutropenia_findings(
    *,
    neutrophils: Number,
    neutrophil_unit: str | None,
    temperature: Number,
    temperature_unit: str | None,
    hours_at_38: Number,
) -> Findings:
    """Judge neutrophils < 1.0 x 10^9/L with once > 38.3 degC, or >= 38.0 degC for over an hour.

    `temperature` is the highest one measured. An unknown unit is never converted.
    """
    count = exact_number(neutrophils, "neutrophils")
    unit = unit_of(neutrophil_unit, COUNTS)
    few = None if count is None or unit is None else count * COUNTS[unit] < NEUTROPENIA
    highest = exact_number(temperature, "temperature")
    if unit_of(temperature_unit, CELSIUS) is None:
        highest = None
    hours = exact_number(hours_at_38, "hours_at_38")
    reached = None if highest is None else highest >= FEVER_SUSTAINED
    sustained = all_of((reached, None if hours is None else hours > 1))
    once = None if highest is None else highest > FEVER_ONCE
    return {"fever_and_neutropenia": all_of((few, any_of((once, sustained))))}


def _percent(value: Number, name: str) -> Decimal | None:
    number = exact_number(value, name)
    if number is not None and number > 100:
        refuse(name, f"{value} is more than all", "give 0 to 100")
    return number


def _above(value: Decimal | None, limit: int) -> bool | None:
    return None if value is None else value > limit


def _at_least(value: Decimal | None, limit: int) -> bool | None:
    return None if value is None else value >= limit


def _snellen(acuity: str | None) -> Fraction | None:
    if acuity is None or not acuity.strip():
        return None
    match = _SNELLEN.fullmatch(acuity.strip())
    if match is None or not int(match[2]):
        refuse("acuity", f"{acuity!r} is no Snellen fraction", 'write "20/40"')
    return Fraction(int(match[1]), int(match[2]))
