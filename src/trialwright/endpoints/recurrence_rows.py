"""Recurrence from the forms: MRI reads with their lesions, biopsies, deaths, other treatment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from trialwright.capture.entry import Entry
from trialwright.endpoints.case import Case
from trialwright.endpoints.derived import EndpointRow
from trialwright.endpoints.lesions import LIVER, Examination, Lesion
from trialwright.endpoints.recurrence import (
    Course,
    RecurrenceOutcome,
    RecurrenceStatus,
    decide,
    follow_up,
)
from trialwright.endpoints.recurrence_sensitivity import (
    last_window_event_at_horizon,
    negative_last_scan_to_horizon,
)

_READINGS: dict[str, Callable[[Course], RecurrenceOutcome]] = {
    "negative_scan_in_last_window": negative_last_scan_to_horizon,
    "event_scan_in_last_window": last_window_event_at_horizon,
}


def recurrence_rows(case: Case) -> Iterator[EndpointRow]:
    """The primary reading and each declared sensitivity of one participant."""
    if case.origin is None:
        yield case.outcome("CANNOT_DETERMINE", None, None, (), ("REC-01",))
        return
    course = recurrence_course(case, case.origin)
    yield _row(case, decide(follow_up(course)), "")
    for sensitivity in case.endpoint.sensitivities:
        yield _row(case, _READINGS[sensitivity.reading](course), sensitivity.id)


def recurrence_course(case: Case, radical_date: date) -> Course:
    """What was seen and what happened after T_R, with the entries it was read from."""
    death = next(iter(case.dated("death_date")), None)
    transplant = next(
        (
            pair
            for pair in case.dated("therapy_date")
            if case.text(pair[1], "therapy_kind") == "transplant"
        ),
        None,
    )
    return Course(
        radical_date=radical_date,
        examinations=(*_scans(case), *_biopsies(case)),
        death_date=death[0] if death else None,
        transplant_date=transplant[0] if transplant else None,
        data_cutoff=case.data_cutoff,
        horizon_months=case.endpoint.horizon.months,
        death_source=death[1].id if death else "",
        transplant_source=transplant[1].id if transplant else "",
    )


def _scans(case: Case) -> Iterator[Examination]:
    lesions: dict[str, list[Entry]] = {}
    for entry in case.entries("lesion_site"):
        lesions.setdefault(entry.visit, []).append(entry)
    for day, scan in case.dated("scan_date"):
        found = tuple(_lesion(case, entry, "lesion") for entry in lesions.get(scan.visit, ()))
        if not found and case.yes(scan, "scan_lesions"):
            # The reader saw a lesion and nobody described it: pending, never negative (REC-02).
            found = (Lesion(site=LIVER, source=scan.id),)
        usable = case.yes(scan, "scan_usable") is True
        yield Examination(day, "MRI", usable, found, scan.id)


def _biopsies(case: Case) -> Iterator[Examination]:
    for day, entry in case.dated("biopsy_date"):
        yield Examination(day, "biopsy", True, (_lesion(case, entry, "biopsy"),), entry.id)


def _lesion(case: Case, entry: Entry, kind: str) -> Lesion:
    roles = case.endpoint.roles
    return Lesion(
        site=case.text(entry, f"{kind}_site") or LIVER,
        distance_mm=case.text(entry, f"{kind}_distance"),
        category=case.text(entry, f"{kind}_category") if f"{kind}_category" in roles else None,
        histology=case.text(entry, f"{kind}_histology") if f"{kind}_histology" in roles else None,
        new=case.yes(entry, f"{kind}_new"),
        source=entry.id,
    )


def _row(case: Case, outcome: RecurrenceOutcome, reading: str) -> EndpointRow:
    detail = {
        "type": outcome.type or "",
        "all_types": "+".join(outcome.all_types),
        "evidence": outcome.evidence or "",
        "interval_lower": outcome.interval_lower.isoformat() if outcome.interval_lower else "",
        "adjudication_pending": {True: "yes", False: "no", None: ""}[outcome.adjudication_pending],
    }
    return case.outcome(
        str(outcome.status),
        outcome.status is RecurrenceStatus.RECURRENCE,
        outcome.date,
        outcome.sources or (case.row.enrolment_source,),
        outcome.rules,
        reading=reading,
        detail={key: value for key, value in detail.items() if value},
    )
