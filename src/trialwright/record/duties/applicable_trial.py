"""Whether a study is an applicable clinical trial of 42 CFR Part 11, condition by condition.

The conditions are those of 42 CFR 11.22(b)(2) for studies that began on or after 2017-01-18. What
the registry does not publish, such as an investigational new drug number, is never taken for a no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from trialwright.instruments.partial_date import DateSpan
from trialwright.instruments.three_valued import all_of, any_of, negation
from trialwright.record.duties.deadlines import days_words, is_by, span_of
from trialwright.record.duties.registered import LOCATIONS, UNITED_STATES, flag, is_interventional
from trialwright.record.duties.table import Condition
from trialwright.record.module_paths import DESIGN, OVERSIGHT, STATUS
from trialwright.record.wording import in_words, yes_no

if TYPE_CHECKING:
    from trialwright.record.read import Record

RULE_DATE: Final = date(2017, 1, 18)
SOURCE: Final = "42 CFR 11.22(b), definition of an applicable clinical trial"
_LAST_DAY_BEFORE: Final = DateSpan(date(2017, 1, 17), date(2017, 1, 17))


@dataclass(frozen=True)
class Applicability:
    """The rows, and what follows from them: True, False, or None where the record is silent."""

    conditions: tuple[Condition, ...]
    answer: bool | None


def derive_applicability(record: Record) -> Applicability:
    """Applicable = interventional, and a drug or a device trial with a tie to the United States.

    A paediatric postmarket surveillance of a device is applicable whatever else holds. A study
    that began before RULE_DATE falls under the older statute: a yes is then not more than
    "cannot be determined", while a missing condition still excludes it.
    """
    interventional = _interventional(record)
    tie, tie_rows = _united_states(record)
    drug, drug_rows = _drug(record)
    device, device_rows = _device(record)
    is_device = device_rows[0].holds
    surveillance = _flag_row(
        record, "Paediatric postmarket surveillance of a device ordered by the FDA", "isPpsd"
    )
    recent = _began_under_rule(record)
    applicable = any_of(
        [
            all_of([interventional.holds, tie, any_of([drug, device])]),
            all_of([surveillance.holds, is_device]),
        ]
    )
    if applicable is True and recent.holds is not True:
        applicable = None
    rows = (interventional, *drug_rows, *device_rows, *tie_rows, surveillance, recent)
    return Applicability(rows, applicable)


def _interventional(record: Record) -> Condition:
    study_type = record.view.design.study_type
    value = in_words(study_type) if study_type else "not registered"
    return Condition(
        "Study type is interventional", value, is_interventional(record), f"{DESIGN}.studyType"
    )


def _drug(record: Record) -> tuple[bool | None, tuple[Condition, ...]]:
    regulated = _flag_row(
        record, "Studies a drug or biologic regulated by the FDA", "isFdaRegulatedDrug"
    )
    phases = record.view.design.phases
    value = "/".join(map(in_words, phases)) if phases else "not registered"
    note = "for a drug; phase 1/phase 2 counts as later, early phase 1 is to be confirmed"
    phase = Condition(
        "Phase is other than phase 1", value, _is_later_phase(phases), f"{DESIGN}.phases", note
    )
    return all_of([regulated.holds, phase.holds]), (regulated, phase)


def _is_later_phase(phases: tuple[str, ...]) -> bool | None:
    if not phases or set(phases) == {"EARLY_PHASE1"}:
        return None
    return not set(phases) <= {"PHASE1", "EARLY_PHASE1"}


def _device(record: Record) -> tuple[bool | None, tuple[Condition, ...]]:
    regulated = _flag_row(record, "Studies a device regulated by the FDA", "isFdaRegulatedDevice")
    purpose = record.view.design.primary_purpose
    holds = None if purpose is None else purpose != "DEVICE_FEASIBILITY"
    value = in_words(purpose) if purpose else "not registered"
    path = f"{DESIGN}.designInfo.primaryPurpose"
    row = Condition("Purpose is other than device feasibility", value, holds, path, "for a device")
    return all_of([regulated.holds, row.holds]), (regulated, row)


def _united_states(record: Record) -> tuple[bool | None, tuple[Condition, ...]]:
    """One of three ties is enough; the third is not public, so their absence is never sure."""
    countries = [place.country for place in record.view.contacts_locations.locations]
    sites = _sites(countries)
    named = ", ".join(dict.fromkeys(country for country in countries if country))
    rows = (
        Condition(
            "At least one site in the United States", named or "not registered", sites, LOCATIONS
        ),
        _flag_row(record, "Product made in and exported from the United States", "isUsExport"),
        Condition(
            "Conducted under a U.S. investigational application (IND or IDE)",
            "not published by the registry",
            None,
            note="ask the sponsor",
        ),
    )
    return any_of(row.holds for row in rows), rows


def _sites(countries: list[str | None]) -> bool | None:
    return any_of([None if c is None else c in UNITED_STATES for c in countries] or [None])


def _began_under_rule(record: Record) -> Condition:
    start = span_of(record.view.status.start)
    return Condition(
        f"Began on or after {RULE_DATE}, when the rule took effect",
        days_words(start),
        negation(is_by(start, _LAST_DAY_BEFORE)),
        f"{STATUS}.startDateStruct",
        "earlier studies fall under the statute of 2007 alone",
    )


def _flag_row(record: Record, text: str, key: str) -> Condition:
    path = f"{OVERSIGHT}.{key}"
    given = flag(record, path)
    return Condition(text, yes_no(given) or "not registered", given, path)
