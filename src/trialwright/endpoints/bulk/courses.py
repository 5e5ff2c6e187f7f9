"""What counts of the courses of many participants after T_R (rules REC-01..REC-07, REC-11).

Three tables in place of `Course` and `FollowUp`: people, usable examinations, and their lesions as
read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from trialwright.endpoints.bulk.distinct import read_distinct
from trialwright.endpoints.lesion_answers import read_lesion
from trialwright.endpoints.lesions import EXTRAHEPATIC, TYPE_ORDER, is_pending, recurrence_type

_ANSWERS = ("site", "distance", "category", "histology", "new")
_LESION = {
    "outside": pl.Boolean,
    "key": pl.String,
    "hcc": pl.Boolean,
    "settled": pl.Boolean,
    "pending": pl.Boolean,
    "type_rank": pl.Int8,
    "place": pl.String,
}
_IN_ORDER = ("participant", "date", "biopsy", "exam")


@dataclass(frozen=True)
class BulkCourses:
    """Usable examinations after T_R up to the cut-off, in order of participant and date.

    `people`: participant, origin (T_R), horizon, death, transplant and their sources. `exams`:
    participant, date, biopsy (no imaging), exam (its entry). `lesions` repeat the columns of their
    examination beside what was read; `residual` are those that were there from the start (REC-04).
    """

    people: pl.DataFrame
    exams: pl.DataFrame
    lesions: pl.DataFrame
    residual: pl.DataFrame


def follow_courses(
    people: pl.DataFrame, exams: pl.DataFrame, lesions: pl.DataFrame, cutoff: date
) -> BulkCourses:
    """Select what counts of every examination and read each lesion on it."""
    clock = people.select("participant", "origin", "horizon")
    known = (
        exams.filter(pl.col("usable") & (pl.col("date") <= cutoff))
        .join(clock, on="participant", how="inner", maintain_order="left")
        .drop("usable")
        .sort(_IN_ORDER)
    )
    read = read_lesions(lesions).join(known, on=["participant", "exam"], how="inner")
    seen = read.sort(*_IN_ORDER, "order").with_columns(
        beside_lr5=(pl.col("key") == "lr5").any().over("participant", "exam")
    )
    after = pl.col("date") > pl.col("origin")
    return BulkCourses(
        people, known.filter(after), seen.filter(after), seen.filter(~pl.col("new") | ~after)
    )


def read_lesions(lesions: pl.DataFrame) -> pl.DataFrame:
    """Add what the answers mean: outside the liver, HCC, settled, pending, type, and the place.

    `lesions` has participant, exam, order, source, lesion_id, lr5_record_literal and the answers of
    `read_lesion`.
    """
    return read_distinct(lesions, _ANSWERS, _read, _LESION)


def _read(
    site: str | None,
    distance: str | None,
    category: str | None,
    histology: str | None,
    new: bool | None,
) -> tuple[bool, str, bool, bool, bool, int, str]:
    lesion = read_lesion(
        site=site, distance=distance, category=category, histology=histology, new=new
    )
    return (
        lesion.site == EXTRAHEPATIC,
        lesion.category_key,
        lesion.is_hcc,
        lesion.is_settled,
        is_pending(lesion),
        TYPE_ORDER.index(recurrence_type(lesion)),
        f"{lesion.site} {lesion.distance_mm}",
    )


def evidence(by_category: pl.Expr) -> pl.Expr:
    """What makes a lesion recurrent HCC, null if nothing does (as `evidence_of`; REC-02, REC-06).

    `by_category` names the evidence of a liver lesion without histology.
    """
    return (
        pl.when("hcc")
        .then(pl.lit("histology"))
        .when(~pl.col("settled") & ~pl.col("outside"))
        .then(by_category)
    )


def residual_disease(lesions: pl.DataFrame, found: pl.Expr) -> pl.DataFrame:
    """The sources of cancer that was there from the start, not new (REC-04)."""
    hits = lesions.filter(found.is_not_null())
    return hits.group_by("participant", maintain_order=True).agg(
        residual=pl.col("source").unique(maintain_order=True).str.join("+")
    )


def event_days(lesions: pl.DataFrame, found: pl.Expr) -> pl.DataFrame:
    """The first date with a new lesion for which there is evidence, of each participant.

    Gives `event_date`, `types` (REC-07: each once, in order), `evidence` and `event_sources`.
    """
    hits = lesions.with_columns(evidence=found).filter(
        pl.col("new") & pl.col("evidence").is_not_null()
    )
    first = hits.filter(pl.col("date") == pl.col("date").first().over("participant"))
    names = dict(enumerate(TYPE_ORDER))
    ranks = pl.col("type_rank").unique().sort()
    return first.group_by("participant", maintain_order=True).agg(
        event_date=pl.col("date").first(),
        types=ranks.replace_strict(names, return_dtype=pl.String),
        evidence=pl.col("evidence").unique().sort().str.join("+"),
        event_sources=pl.col("source").unique(maintain_order=True),
    )
