"""Recurrence of many participants from the forms: scans with lesions, biopsies, deaths, therapies."""

from __future__ import annotations

import polars as pl

from trialwright.endpoints.bulk.case import BulkCase, words
from trialwright.endpoints.bulk.courses import follow_courses
from trialwright.endpoints.bulk.dates import months_after
from trialwright.endpoints.bulk.distinct import read_distinct
from trialwright.endpoints.bulk.recurrence import (
    CANNOT_DETERMINE,
    DEATH,
    RECURRENCE,
    with_true_interval,
)
from trialwright.endpoints.bulk.recurrence_readings import READINGS, primary
from trialwright.endpoints.bulk.review_tables import lesion_reads, review, with_open_reviews
from trialwright.endpoints.derived import PRIMARY_READING
from trialwright.endpoints.lesion_answers import read_record_wording
from trialwright.endpoints.recurrence import EARLY_MONTHS

#: What is asked about a lesion; scan and biopsy are asked different things.
_ASKED = ("site", "distance", "category", "histology", "number", "aphe", "washout", "size", "new")


def recurrence(case: BulkCase) -> pl.DataFrame:
    """The primary reading and each declared sensitivity (rules REC-01..REC-12, OUT-06)."""
    scans, biopsies = case.dated("scan_date"), case.dated("biopsy_date")
    exams = pl.concat([_exams(scans, biopsy=False), _exams(biopsies, biopsy=True)])
    lesions = pl.concat([_lesions_of_scans(case, scans), _lesions_of_biopsies(biopsies)])
    people = _with_ends(case)
    courses = follow_courses(people, exams, lesions, case.data_cutoff)
    first = with_true_interval(primary(courses, case.data_cutoff), courses)
    tables = [_rows(case, first, PRIMARY_READING, (RECURRENCE,))]
    for sensitivity in case.endpoint.sensitivities:
        if sensitivity.reading == "blinded_review":
            tables.append(_reviewed(case, people, exams, lesions, sensitivity.id))
            continue
        survival = sensitivity.reading == "recurrence_free_survival"
        events = (RECURRENCE, DEATH) if survival else (RECURRENCE,)
        outcomes = READINGS[sensitivity.reading](courses, case.data_cutoff)
        tables.append(_rows(case, outcomes, sensitivity.id, events))
    return pl.concat([*tables, case.without_origin(("REC-01",))], how="diagonal")


def _reviewed(
    case: BulkCase, people: pl.DataFrame, exams: pl.DataFrame, lesions: pl.DataFrame, reading: str
) -> pl.DataFrame:
    """Recurrence as the blinded review settled it (REC-14)."""
    tables = review(case, exams, lesions, _answered(lesion_reads(case), "reviewed"))
    courses = follow_courses(people, tables.exams, tables.lesions, case.data_cutoff)
    outcomes = with_open_reviews(primary(courses, case.data_cutoff), tables)
    return _rows(case, outcomes, reading, (RECURRENCE,))


def _exams(forms: pl.DataFrame, *, biopsy: bool) -> pl.DataFrame:
    usable = pl.lit(True) if biopsy else (pl.col("scan_usable") == "yes").fill_null(False)
    return forms.select("participant", "date", exam="entry", biopsy=pl.lit(biopsy), usable=usable)


def _lesions_of_scans(case: BulkCase, scans: pl.DataFrame) -> pl.DataFrame:
    """Every lesion described at the visit of a scan.

    Where the reader saw a lesion and nobody described it, one without answers: pending, never
    negative (REC-02).
    """
    scan = scans.select("participant", "visit", "scan_lesions", exam="entry")
    described = case.by_role("lesion_site")
    found = _answered(scan.join(described, on=["participant", "visit"], how="inner"), "lesion")
    seen = scan.filter(scan_lesions="yes").join(found, on="exam", how="anti")
    bare = seen.with_columns(entry="exam", repeat=pl.lit(0), lesion_new=pl.lit("yes"))
    return pl.concat([found, _answered(bare, "lesion")])


def _lesions_of_biopsies(biopsies: pl.DataFrame) -> pl.DataFrame:
    return _answered(biopsies.with_columns(exam="entry"), "biopsy")


def _answered(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Rows with the answers about one lesion each, null where a form does not ask."""
    answers = {asked: _answer(rows, f"{kind}_{asked}") for asked in _ASKED}
    lesions = rows.select(
        "participant", "exam", order=pl.col("repeat").cast(pl.Int64), source="entry", **answers
    )
    lesions = read_distinct(
        lesions,
        ["aphe", "washout", "size"],
        lambda *texts: (read_record_wording(*texts),),
        {"lr5_record_literal": pl.Boolean},
    )
    return lesions.select(
        "participant",
        "exam",
        "order",
        "source",
        *("site", "distance", "category", "histology"),
        new=pl.when(new="yes").then(True).when(new="no").then(False),
        lesion_id=pl.col("number").fill_null(""),
        lr5_record_literal="lr5_record_literal",
    )


def _answer(rows: pl.DataFrame, role: str) -> pl.Expr:
    return pl.col(role) if role in rows.columns else pl.lit(None, dtype=pl.String)


def _with_ends(case: BulkCase) -> pl.DataFrame:
    """Add the first death and transplantation with the entries that say so (REC-09)."""
    therapies = case.dated("therapy_date").filter(therapy_kind="transplant")
    people = case.on_clock
    for name, found in (("death", case.dated("death_date")), ("transplant", therapies)):
        first = found.group_by("participant", maintain_order=True).first()
        ends = first.select(
            "participant", pl.col("date").alias(name), pl.col("entry").alias(f"{name}_source")
        )
        people = people.join(ends, on="participant", how="left", maintain_order="left")
    return people


def _rows(
    case: BulkCase, outcomes: pl.DataFrame, reading: str, events: tuple[str, ...]
) -> pl.DataFrame:
    recurred = pl.col("status") == RECURRENCE
    late = pl.col("date") > months_after(pl.col("origin"), EARLY_MONTHS)
    phase = pl.when(late).then(pl.lit("late")).otherwise(pl.lit("early"))
    details = {
        "type": pl.when(recurred).then(pl.col("types").list.first()),
        "all_types": pl.when(recurred).then(pl.col("types").list.join("+")),
        "evidence": pl.when(recurred).then("evidence"),
        "interval_lower": pl.col("interval_lower").dt.to_string("iso"),
        "adjudication_pending": words(pl.col("adjudication_pending")),
        "phase": pl.when(recurred).then(phase),
        "residual": pl.col("residual"),
    }
    if reading == PRIMARY_READING:
        details |= {
            name: pl.col(name).dt.to_string("iso") for name in ("interval_left", "interval_right")
        }
    status = pl.col("status")
    rows = outcomes.with_columns(
        event=pl.when(status != CANNOT_DETERMINE).then(status.is_in(events))
    )
    return case.table(rows, reading=reading, details=details)
