"""Recurrence of one participant from a plain record (rules REC-01..REC-13, OUT-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from trialwright.endpoints.lesion_answers import read_lesion
from trialwright.endpoints.lesions import CATEGORY_KEYS, EXTRAHEPATIC, LIVER, Examination, Lesion
from trialwright.endpoints.records.answer import Answer
from trialwright.endpoints.records.plain_record import PlainRow, open_limits, open_record
from trialwright.endpoints.recurrence import Course, RecurrenceOutcome, decide, follow_up
from trialwright.endpoints.recurrence_sensitivity import SENSITIVITIES
from trialwright.instruments.inputs import InputRefused, exact_number

_RECORD: Final = (
    "radical_date",
    "birth_date",
    "death_date",
    "transplant_date",
    "data_cutoff",
    "visits",
)
_VISIT: Final = ("date", "type", "adequate", "lesions")
_LESION: Final = (
    *("site", "distance_mm", "category", "histology", "new"),
    *("lesion_id", "lr5_record_literal"),
)
_KINDS: Final = ("MRI", "CT", "biopsy")


def derive_recurrence_of(record: Mapping[str, Any]) -> Answer[RecurrenceOutcome]:
    """Decide whether, when and where the cancer came back, and how the other readings answer.

    `record` has radical_date (T_R), and may have birth_date, death_date, transplant_date and
    data_cutoff, all YYYY-MM-DD; `visits` with date, type (MRI, CT, biopsy), adequate and lesions, and
    lesions with site, distance_mm, category, histology, new, lesion_id and lr5_record_literal.
    `readings` are those of `SENSITIVITIES`; sources name rows ("visits[2].lesions[0]"). Raises
    `RecordRefused` for an impossible T_R, death or transplantation.
    """
    opened = open_record(record, _RECORD)
    limits = open_limits(opened)
    course = Course(
        radical_date=opened.required("radical_date"),
        death_date=opened.not_before("death_date", "radical_date"),
        transplant_date=opened.not_before("transplant_date", "radical_date"),
        data_cutoff=limits.data_cutoff,
        death_source="death_date",
        transplant_source="transplant_date",
    )
    opened.refuse_if_any()
    dated = limits.dated(opened.row.rows("visits"))
    course = replace(course, examinations=tuple(_examination(day, row) for day, row in dated))
    readings = {name: reading(course) for name, reading in SENSITIVITIES.items()}
    return Answer(decide(follow_up(course)), tuple(opened.row.findings), readings)


def _examination(day: date, row: PlainRow) -> Examination:
    row.check_keys(_VISIT)
    kind = row.text("type") or "MRI"
    if kind.strip().casefold() not in map(str.casefold, _KINDS):
        row.find("type", f"{kind!r} is not known: use {', '.join(_KINDS)}; read as imaging")
    # What cannot be read is not usable: it must not end follow-up as a clean scan.
    usable = row.flag("adequate", True) is True
    if not row.is_list("lesions"):
        return Examination(day, kind, False, (), row.name)
    return Examination(day, kind, usable, tuple(map(_lesion, row.rows("lesions"))), row.name)


def _lesion(row: PlainRow) -> Lesion:
    row.check_keys(_LESION)
    site, distance = row.text("site"), row.text("distance_mm")
    if site not in (LIVER, EXTRAHEPATIC):
        row.find("site", f"{site!r} is no site: use {LIVER} or {EXTRAHEPATIC}")
    try:
        exact_number(distance, "distance_mm")
    except InputRefused:
        row.find("distance_mm", f"{distance!r} cannot be a distance in mm")
    lesion = read_lesion(
        site=site or "unknown",
        distance=distance,
        category=row.text("category"),
        histology=row.text("histology"),
        new=row.flag("new", True),
    )
    _check_words(row, lesion)
    return replace(
        lesion,
        source=row.name,
        lesion_id=row.text("lesion_id") or "",
        lr5_record_literal=row.flag("lr5_record_literal"),
    )


def _check_words(row: PlainRow, lesion: Lesion) -> None:
    """A category or histology of unknown wording decides nothing, so it is asked about (REC-02)."""
    if lesion.category and lesion.category_key not in CATEGORY_KEYS:
        row.find("category", f"{lesion.category!r} is no LI-RADS category: the lesion stays open")
    if lesion.histology and not (lesion.is_hcc or lesion.is_settled):
        row.find("histology", f"{lesion.histology!r} is not known: use HCC, non-HCC or benign")
