"""Recurrence by the blinded review for many participants (as `derive_reviewed_recurrence`, REC-14)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from trialwright.capture.review.reads import ADJUDICATOR, READERS
from trialwright.capture.review.selection import is_drawn
from trialwright.definition.review_charter import Charter
from trialwright.endpoints.bulk.case import BulkCase
from trialwright.endpoints.bulk.recurrence import CANNOT_DETERMINE, CENSORED
from trialwright.endpoints.review_reads import READ_NUMBER, SLOTS

_CODES = {slot: code for code, slot in SLOTS.items()}
_FIRST, _SECOND, _LAST = (_CODES[slot] for slot in (*READERS, ADJUDICATOR))
_READ = ("read", "usable", "n_new", "category", "site")


@dataclass(frozen=True)
class ReviewTables:
    """What the review makes of scans and lesions, and the scans whose review is open.

    `exams` and `lesions` have the columns that `follow_courses` reads; an open scan is not usable.
    """

    exams: pl.DataFrame
    lesions: pl.DataFrame
    open: pl.DataFrame


def review(
    case: BulkCase, exams: pl.DataFrame, lesions: pl.DataFrame, read_lesions: pl.DataFrame
) -> ReviewTables:
    """Put what the review settled in place of the local reads.

    `exams` and `lesions` are local reads and biopsies; `read_lesions` has every lesion of a reviewer
    with `read`, the number of its read, and answers as `lesions` has.
    """
    charter = case.endpoint.review
    assert charter is not None, "the definition gives every blinded review its charter"
    reads = _current_reads(case)
    seen = _with_undescribed(reads, read_lesions)
    settled = _settled(reads.join(_contents(seen), on="read", how="left"), charter)
    scans = _in_review(case, exams, lesions, reads, charter)
    reviewed = scans.join(settled, on=["participant", "date"], how="left")
    is_open = pl.col("read").is_null()
    put_in = reviewed.select(
        "participant",
        "date",
        exam=pl.coalesce("read", "exam"),
        biopsy=pl.lit(False),
        usable=pl.when(is_open).then(False).otherwise("usable"),
    )
    counted = seen.join(reviewed, on="read", how="semi").with_columns(exam="read", source="read")
    return ReviewTables(
        pl.concat([exams.join(scans, on=["participant", "exam"], how="anti"), put_in]),
        pl.concat(
            [
                lesions.join(scans, on=["participant", "exam"], how="anti"),
                counted.select(lesions.columns),
            ]
        ),
        reviewed.filter(is_open).select("participant", "date", "exam"),
    )


def with_open_reviews(outcomes: pl.DataFrame, tables: ReviewTables) -> pl.DataFrame:
    """Leave open what a review that is open could change (as `_could_change`), and cite the rule."""
    decided = outcomes.select("participant", "status", decided="date")
    could_change = (pl.col("status") == CENSORED) | (pl.col("date") <= pl.col("decided"))
    waits = (
        tables.open.join(decided, on="participant", how="inner")
        .filter((pl.col("status") != CANNOT_DETERMINE) & could_change)
        .sort("participant", "date", "exam")
        .group_by("participant", maintain_order=True)
        .agg(waits_for=pl.col("exam"))
    )
    waiting = pl.col("waits_for").is_not_null()
    nothing = dict.fromkeys(
        ("date", "interval_lower", "interval_upper", "adjudication_pending", "residual"),
        pl.lit(None),
    )
    answers = nothing | {
        "status": pl.lit(CANNOT_DETERMINE),
        "sources": pl.col("waits_for"),
        "rules": pl.lit(["REC-14"]),
    }
    impossible = pl.col("status") == CANNOT_DETERMINE
    cited = pl.concat_list("rules", pl.lit(["REC-14"]))
    return (
        outcomes.with_columns(rules=pl.when(impossible).then("rules").otherwise(cited))
        .join(waits, on="participant", how="left", maintain_order="left")
        .with_columns(
            **{
                name: pl.when(waiting).then(answer).otherwise(name)
                for name, answer in answers.items()
            }
        )
        .drop("waits_for")
    )


def lesion_reads(case: BulkCase) -> pl.DataFrame:
    """The lesions of reviewers, each with the entry of its read as `read` and `exam`."""
    number = pl.col("reviewed_read").str.extract(f"^({READ_NUMBER})$").cast(pl.Int64)
    described = case.by_role("reviewed_site").with_columns(number=number)
    reads = case.by_role("review_slot").select(
        "participant", number=pl.col("repeat").cast(pl.Int64), exam="entry"
    )
    return described.join(reads, on=["participant", "number"], how="inner")


def _current_reads(case: BulkCase) -> pl.DataFrame:
    """The version of each read that counts: the last repeat of its scan and reader."""
    complete = pl.col("review_slot").is_in(list(SLOTS)) & pl.col("review_usable").is_in(
        ["yes", "no"]
    )
    return (
        case.dated("review_scan_date")
        .filter(complete)
        .sort("participant", "repeat")
        .group_by("participant", "date", "review_slot", maintain_order=True)
        .agg(
            read=pl.col("entry").last(),
            usable=(pl.col("review_usable") == "yes").last(),
            saw=(pl.col("review_lesions") == "yes").fill_null(False).last(),
        )
    )


def _with_undescribed(reads: pl.DataFrame, lesions: pl.DataFrame) -> pl.DataFrame:
    """A lesion that was seen and not described is pending, never negative (REC-02)."""
    described = lesions.with_columns(read="exam")
    bare = reads.filter("saw").join(described, on="read", how="anti")
    told = {"site": pl.lit("liver"), "new": pl.lit(True), "lesion_id": pl.lit("")}
    kinds = described.schema
    added = bare.select(
        **{
            name: (
                pl.col(name)
                if name in ("participant", "read")
                else told.get(name, pl.lit(None)).cast(kind)
            )
            for name, kind in kinds.items()
        }
    )
    return pl.concat([described, added])


def _contents(lesions: pl.DataFrame) -> pl.DataFrame:
    """What two reads are compared by: their new lesions as a set without names (as `_new`)."""
    new = lesions.filter(pl.col("new").fill_null(True))
    return new.group_by("read").agg(
        n_new=pl.len().cast(pl.Int64),
        category=pl.col("category").fill_null("").sort().str.join("|"),
        site=pl.col("site").fill_null("").sort().str.join("|"),
    )


def _settled(reads: pl.DataFrame, charter: Charter) -> pl.DataFrame:
    """The read that counts for each scan: the adjudicator's, or the first where both agree."""
    filled = reads.with_columns(
        pl.col("n_new").fill_null(0), pl.col("category", "site").fill_null("")
    )
    table = filled.select("participant", "date").unique()
    for code in (_FIRST, _SECOND, _LAST):
        of_slot = filled.filter(review_slot=code).select(
            "participant", "date", *(pl.col(name).alias(f"{name}_{code}") for name in _READ)
        )
        table = table.join(of_slot, on=["participant", "date"], how="left")
    both = pl.col(f"usable_{_FIRST}") & pl.col(f"usable_{_SECOND}")
    differs = {
        "usable": _other("usable"),
        "new_lesion": both & _other("n_new"),
        "category": both & _other("category"),
        "site": both & _other("site"),
    }
    agreed = ~pl.any_horizontal(*(differs[kind] for kind in charter.adjudicate_on))
    adjudicated = pl.col(f"read_{_LAST}").is_not_null()
    counts = {
        name: pl.when(adjudicated)
        .then(f"{name}_{_LAST}")
        .when(agreed.fill_null(False))
        .then(f"{name}_{_FIRST}")
        for name in ("read", "usable")
    }
    return table.select("participant", "date", **counts).filter(pl.col("read").is_not_null())


def _other(name: str) -> pl.Expr:
    return pl.col(f"{name}_{_FIRST}") != pl.col(f"{name}_{_SECOND}")


def _in_review(
    case: BulkCase,
    exams: pl.DataFrame,
    lesions: pl.DataFrame,
    reads: pl.DataFrame,
    charter: Charter,
) -> pl.DataFrame:
    """The scans after T_R that the charter selects or somebody has read again."""
    clock = case.people.select("participant", "origin")
    scans = exams.filter(~pl.col("biopsy")).join(clock, on="participant", how="inner")
    after = scans.filter(pl.col("date") > pl.col("origin"))
    seen = lesions.select("participant", "exam").unique().with_columns(seen=pl.lit(True))
    again = reads.select("participant", "date").unique().with_columns(again=pl.lit(True))
    told = after.join(seen, on=["participant", "exam"], how="left").join(
        again, on=["participant", "date"], how="left"
    )
    drawn = pl.Series("drawn", [is_drawn(entry, charter) for entry in told["exam"]], pl.Boolean)
    chosen = told.with_columns(drawn).filter(
        pl.col("drawn")
        | ~pl.col("usable")
        | pl.col("seen").fill_null(False)
        | pl.col("again").fill_null(False)
    )
    return chosen.select("participant", "date", "exam")
