"""What a library keeps of one record, as rows of its tables."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from trialwright.record.lint.finding import LintOutline, Severity
from trialwright.record.masking import mask_text
from trialwright.record.models import Outcome, RegisteredDate, StudyView
from trialwright.record.partial_date import PartialDate
from trialwright.record.plaintext import plain_text
from trialwright.record.read import Record
from trialwright.record.time_frames import TimeFrame, parse_time_frame

# The fastest setting: three times smaller is enough.
_DEFLATE: Final = 1
Row = dict[str, Any]


@dataclass(frozen=True)
class RecordRows:
    """The rows of one record; `key` is its number and version, unique in a library."""

    key: tuple[str, str]
    study: Row
    outcomes: tuple[Row, ...]
    findings: tuple[tuple[str, str, str, str, str], ...]


def record_version(view: StudyView) -> str:
    """The day of this version of the record; the empty text where no date tells it."""
    update = view.status.last_update_submit
    return str(view.version or update or view.status.study_first_submit or "")


def derive_rows(record: Record, report: LintOutline | None) -> RecordRows:
    """The rows of a record and its findings; `report` None means that it was not linted.

    E-mail addresses and telephone numbers stay in the stored record and nowhere else (CON-01).
    """
    view = record.view
    key = (record.nct_id, record_version(view))
    keys = dict(zip(("nct_id", "version"), key, strict=True))
    frames = _frames(view)
    study = keys | _described(view) | _designed(view) | _dated(view, frames) | _counted(view)
    study |= _judged(report) | _stored(record)
    outcomes = tuple(keys | row for row in _outcome_rows(view, frames))
    findings = tuple(_finding_rows(key, report))
    return RecordRows(key, study, outcomes, findings)


def _described(view: StudyView) -> Row:
    given, sponsors = view.identification, view.sponsors
    interventions = view.arms_interventions.interventions
    return {
        "title": _shown(given.brief_title),
        "official_title": _shown(given.official_title),
        "acronym": given.acronym,
        "summary": _shown(view.description.brief_summary),
        "conditions": list(view.conditions.conditions),
        "keywords": list(view.conditions.keywords),
        "condition_terms": [mesh.term for mesh in view.condition_meshes if mesh.term],
        "interventions": [item.name for item in interventions if item.name],
        "intervention_types": sorted({item.type for item in interventions if item.type}),
        "sponsor": sponsors.lead_sponsor,
        "sponsor_class": sponsors.lead_sponsor_class,
    }


def _designed(view: StudyView) -> Row:
    design, who = view.design, view.eligibility
    return {
        "study_type": design.study_type,
        "phases": list(design.phases),
        "allocation": design.allocation,
        "intervention_model": design.intervention_model,
        "observational_model": design.observational_model,
        "primary_purpose": design.primary_purpose,
        "masking": design.masking,
        "status": view.status.overall_status,
        "enrolment": _fitting(design.enrollment_count),
        "enrolment_type": design.enrollment_type,
        "minimum_age": who.minimum_age,
        "maximum_age": who.maximum_age,
        "sex": who.sex,
    }


def _dated(view: StudyView, frames: dict[int, TimeFrame]) -> Row:
    status = view.status
    start, primary = _day(status.start), _day(status.primary_completion)
    return {
        "start_date": start,
        "primary_completion_date": primary,
        "completion_date": _day(status.completion),
        "first_posted_date": _day(status.study_first_post),
        "last_update_date": _first(status.last_update_submit),
        "accrual_days": accrual_days(start, primary, _longest_primary(view, frames)),
    }


def accrual_days(start: date | None, completion: date | None, horizon: int | None) -> int | None:
    """How long the record leaves for accrual: from the start until the last one must be enrolled.

    `horizon` is the longest primary time frame in days. None where a part is unknown, and where
    nothing is left: then the dates contradict each other, which is a finding and no rate.
    """
    if start is None or completion is None or horizon is None:
        return None
    days = (completion - start).days - horizon
    return days if days > 0 else None


def _counted(view: StudyView) -> Row:
    places, outcomes = view.contacts_locations.locations, view.outcomes
    total = len(outcomes.primary) + len(outcomes.secondary) + len(outcomes.other)
    return {
        "countries": list(dict.fromkeys(place.country for place in places if place.country)),
        "n_sites": len(places),
        "n_groups": len(view.arms_interventions.arm_groups),
        "n_primary_outcomes": len(outcomes.primary),
        "n_outcomes": total,
        "has_results": view.has_results,
    }


def _judged(report: LintOutline | None) -> Row:
    if report is None:
        return dict.fromkeys(("linted_as_of", "rule_set", "errors", "warnings", "notes"))
    counts = dict.fromkeys(Severity, 0)
    for finding in report.findings:
        counts[finding.severity] += 1
    return {
        "linted_as_of": report.as_of,
        "rule_set": report.rule_set,
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "notes": counts[Severity.NOTE],
    }


def _stored(record: Record) -> Row:
    return {
        "source_format": record.source_format,
        "sha256": record.sha256,
        "raw": zlib.compress(record.raw, _DEFLATE),
    }


def _outcome_rows(view: StudyView, frames: dict[int, TimeFrame]) -> Iterator[Row]:
    for position, (kind, outcome) in enumerate(_outcomes(view)):
        yield {
            "kind": kind,
            "position": position,
            "measure": _shown(outcome.measure),
            "time_frame": _shown(outcome.time_frame),
            **_timed(frames.get(position)),
        }


def _outcomes(view: StudyView) -> Iterator[tuple[str, Outcome]]:
    yield from (("primary", outcome) for outcome in view.outcomes.primary)
    yield from (("secondary", outcome) for outcome in view.outcomes.secondary)
    yield from (("other", outcome) for outcome in view.outcomes.other)


def _frames(view: StudyView) -> dict[int, TimeFrame]:
    """The time frame read, by the position of its outcome; none where there is no text."""
    return {
        position: _read_frame(outcome.time_frame)
        for position, (_, outcome) in enumerate(_outcomes(view))
        if outcome.time_frame
    }


@lru_cache(maxsize=4096)
def _read_frame(text: str) -> TimeFrame:
    """Read once: "12 weeks" and its like come back in every other record."""
    return parse_time_frame(plain_text(text).text)


def _timed(frame: TimeFrame | None) -> Row:
    if frame is None:
        return dict.fromkeys(
            ("horizon_number", "horizon_unit", "horizon_days", "origin", "open_ended")
        )
    horizon = frame.horizon
    return {
        "horizon_number": float(horizon.number) if horizon else None,
        "horizon_unit": horizon.unit if horizon else None,
        "horizon_days": float(horizon.nominal_days) if horizon else None,
        "origin": frame.origin.kind if frame.origin else None,
        "open_ended": bool(frame.open_ended),
    }


def _longest_primary(view: StudyView, frames: dict[int, TimeFrame]) -> int | None:
    """The longest primary time frame in whole days; None where one of them gives no number."""
    horizons = [
        frames[position].horizon if position in frames else None
        for position in range(len(view.outcomes.primary))
    ]
    days = [round(horizon.nominal_days) for horizon in horizons if horizon]
    return max(days) if days and len(days) == len(horizons) else None


def _finding_rows(
    key: tuple[str, str], report: LintOutline | None
) -> Iterator[tuple[str, str, str, str, str]]:
    """In the order of the columns of the table: there are a hundred a record."""
    for rule, severity, path in report.findings if report else ():
        yield *key, rule, severity.value, path


def _shown(text: str | None) -> str | None:
    return mask_text(text) if text else None


def _day(given: RegisteredDate | None) -> date | None:
    return given.date.first_day if given else None


def _first(given: PartialDate | None) -> date | None:
    return given.first_day if given else None


def _fitting(number: int | None) -> int | None:
    """A count a database can hold; a larger one is no count of people."""
    return number if number is not None and abs(number) < 2**63 else None
