"""Recurrence from the forms: MRI reads with their lesions, biopsies, deaths, other treatment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from trialwright.capture.entry import Entry
from trialwright.endpoints.case import Case
from trialwright.endpoints.derived import PRIMARY_READING, EndpointRow
from trialwright.endpoints.lesion_answers import read_lesion, read_record_wording
from trialwright.endpoints.lesions import LIVER, Examination, Lesion
from trialwright.endpoints.recurrence import (
    Course,
    RecurrenceOutcome,
    RecurrenceStatus,
    decide,
    follow_up,
    recurrence_phase,
)
from trialwright.endpoints.recurrence_sensitivity import (
    SENSITIVITIES,
    derive_interval,
    is_event_of_survival,
)
from trialwright.endpoints.review_reads import reviewed_scans
from trialwright.endpoints.reviewed_recurrence import derive_reviewed_recurrence


def recurrence_rows(case: Case) -> Iterator[EndpointRow]:
    """The primary reading and each declared sensitivity of one participant."""
    if case.origin is None:
        yield case.outcome("CANNOT_DETERMINE", None, None, (), ("REC-01",))
        return
    course = recurrence_course(case, case.origin)
    if course.ends_before_treatment:
        yield from _impossible_rows(case, course)
        return
    primary = decide(follow_up(course))
    row = _row(case, primary, PRIMARY_READING, _recurred(primary))
    yield replace(row, detail={**row.detail, **_interval(course)})
    for sensitivity in case.endpoint.sensitivities:
        if sensitivity.reading == "blinded_review":
            yield _reviewed_row(case, course, sensitivity.id)
            continue
        outcome = SENSITIVITIES[sensitivity.reading](course)
        survival = sensitivity.reading == "recurrence_free_survival"
        event = is_event_of_survival(outcome) if survival else _recurred(outcome)
        yield _row(case, outcome, sensitivity.id, event)


def _reviewed_row(case: Case, course: Course, reading: str) -> EndpointRow:
    """Recurrence as the blinded review settled it; open while a read could change it (REC-14)."""
    charter = case.endpoint.review
    assert charter is not None, "the definition gives every blinded review its charter"
    found = derive_reviewed_recurrence(course, reviewed_scans(case, course, charter), charter)
    outcome = found.reviewed
    if outcome is None:
        waits = found.waits_for
        return case.outcome("CANNOT_DETERMINE", None, None, waits, ("REC-14",), reading=reading)
    row = _row(case, outcome, reading, _recurred(outcome))
    return replace(row, rules=(*row.rules, "REC-14"))


def _impossible_rows(case: Case, course: Course) -> Iterator[EndpointRow]:
    """Nothing is derived from a course that ended before it began; the data checks ask about it."""
    sources = course.ends_before_treatment
    for reading in (PRIMARY_READING, *(s.id for s in case.endpoint.sensitivities)):
        yield case.outcome(
            "CANNOT_DETERMINE", None, None, sources, ("REC-01", "REC-09"), reading=reading
        )


def _interval(course: Course) -> dict[str, str]:
    """The days between which the cancer came back, whatever the horizon (REC-08, REC-11)."""
    interval = derive_interval(course)
    right = {"interval_right": interval.right.isoformat()} if interval.right else {}
    return {"interval_left": interval.left.isoformat()} | right


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

    lesion = read_lesion(
        site=answer("site"),
        distance=answer("distance"),
        category=answer("category"),
        histology=answer("histology"),
        new=case.yes(entry, f"{kind}_new"),
    )
    return replace(
        lesion,
        source=entry.id,
        lesion_id=answer("number") or "",
        lr5_record_literal=read_record_wording(answer("aphe"), answer("washout"), answer("size")),
    )


def _row(case: Case, outcome: RecurrenceOutcome, reading: str, event: bool) -> EndpointRow:
    detail = {
        "type": outcome.type or "",
        "all_types": "+".join(outcome.all_types),
        "evidence": outcome.evidence or "",
        "interval_lower": outcome.interval_lower.isoformat() if outcome.interval_lower else "",
        "adjudication_pending": {True: "yes", False: "no", None: ""}[outcome.adjudication_pending],
        "phase": _phase(case, outcome),
        "residual": "+".join(outcome.residual_sources),
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


def _phase(case: Case, outcome: RecurrenceOutcome) -> str:
    """Early or late, for the secondary split of recurrences (REC-13)."""
    if case.origin is None or outcome.status is not RecurrenceStatus.RECURRENCE:
        return ""
    return recurrence_phase(outcome, case.origin)
