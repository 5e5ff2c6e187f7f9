"""Recurrence from the forms: MRI reads with their lesions, biopsies, deaths, other treatment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

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
    by_record_wording,
    dated_at_first_detection,
    is_event_of_survival,
    last_window_event_at_horizon,
    negative_last_scan_to_horizon,
    recurrence_free_survival,
    with_viable_and_tumour_in_vein,
)
from trialwright.instruments.inputs import InputRefused, exact_number
from trialwright.instruments.lirads import reads_as_record_wording

_READINGS: dict[str, Callable[[Course], RecurrenceOutcome]] = {
    "negative_scan_in_last_window": negative_last_scan_to_horizon,
    "event_scan_in_last_window": last_window_event_at_horizon,
    "record_wording": by_record_wording,
    "viable_and_tumour_in_vein": with_viable_and_tumour_in_vein,
    "first_detection": dated_at_first_detection,
    "recurrence_free_survival": recurrence_free_survival,
}


def recurrence_rows(case: Case) -> Iterator[EndpointRow]:
    """The primary reading and each declared sensitivity of one participant."""
    if case.origin is None:
        yield case.outcome("CANNOT_DETERMINE", None, None, (), ("REC-01",))
        return
    course = recurrence_course(case, case.origin)
    primary = decide(follow_up(course))
    yield _row(case, primary, "", _recurred(primary))
    for sensitivity in case.endpoint.sensitivities:
        outcome = _READINGS[sensitivity.reading](course)
        survival = sensitivity.reading == "recurrence_free_survival"
        event = is_event_of_survival(outcome) if survival else _recurred(outcome)
        yield _row(case, outcome, sensitivity.id, event)


def _recurred(outcome: RecurrenceOutcome) -> bool:
    return outcome.status is RecurrenceStatus.RECURRENCE


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
    def answer(part: str) -> str | None:
        """Scan and biopsy are asked different things, and a study may not ask for features."""
        role = f"{kind}_{part}"
        return case.text(entry, role) if role in case.endpoint.roles else None

    return Lesion(
        site=answer("site") or LIVER,
        distance_mm=_measured(answer("distance"), "distance_mm"),
        category=answer("category"),
        histology=answer("histology"),
        new=case.yes(entry, f"{kind}_new"),
        source=entry.id,
        lesion_id=answer("number") or "",
        lr5_record_literal=_record_wording(answer("aphe"), answer("washout"), answer("size")),
    )


def _measured(text: str | None, name: str) -> Decimal | None:
    """A number as entered; what is none is not known here, and a finding of the data checks."""
    try:
        return exact_number(text, name)
    except InputRefused:
        return None


def _record_wording(aphe: str | None, washout: str | None, size: str | None) -> bool | None:
    try:
        return reads_as_record_wording(aphe=aphe, washout=washout, size_mm=size)
    except InputRefused:
        return None


def _row(case: Case, outcome: RecurrenceOutcome, reading: str, event: bool) -> EndpointRow:
    detail = {
        "type": outcome.type or "",
        "all_types": "+".join(outcome.all_types),
        "evidence": outcome.evidence or "",
        "interval_lower": outcome.interval_lower.isoformat() if outcome.interval_lower else "",
        "adjudication_pending": {True: "yes", False: "no", None: ""}[outcome.adjudication_pending],
    }
    return case.outcome(
        str(outcome.status),
        event,
        outcome.date,
        outcome.sources or (case.row.enrolment_source,),
        outcome.rules,
        reading=reading,
        detail={key: value for key, value in detail.items() if value},
    )
