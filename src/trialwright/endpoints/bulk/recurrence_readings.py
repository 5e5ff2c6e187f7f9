"""The primary and the named other readings of recurrence for many participants (REC-08..REC-12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from trialwright.endpoints.bulk.courses import BulkCourses, event_days, evidence, residual_disease
from trialwright.endpoints.bulk.recurrence import CENSORED, decide_courses, recurred_at
from trialwright.endpoints.recurrence_sensitivity import LAST_WINDOW_DAYS

Decide = Callable[[BulkCourses, date], pl.DataFrame]
_KEY = pl.col("key")
_LR5 = pl.when(_KEY == "lr5").then(pl.lit("LR-5"))


def primary(courses: BulkCourses, cutoff: date) -> pl.DataFrame:
    """LR-5 or histology, the strict horizon (REC-01..REC-11)."""
    return decide_courses(courses, evidence(_LR5), cutoff)


def negative_scan_in_last_window(courses: BulkCourses, cutoff: date) -> pl.DataFrame:
    """A usable negative scan in the last window counts as event-free to the horizon (REC-10)."""
    since_treatment = (pl.col("date") - pl.col("origin")).dt.total_days()
    in_window = (since_treatment >= LAST_WINDOW_DAYS[0]) & (pl.col("date") <= pl.col("horizon"))
    scans = courses.exams.filter(~pl.col("biopsy") & in_window)
    last = scans.group_by("participant").agg(pl.col("date").max())
    open_ = courses.lesions.filter(pl.col("pending") & ~pl.col("biopsy"))
    negative = last.join(open_, on=["participant", "date"], how="anti")
    outcome = primary(courses, cutoff)
    counts = (pl.col("status") == CENSORED) & pl.col("participant").is_in(
        negative["participant"].implode()
    )
    return outcome.with_columns(date=pl.when(counts).then("horizon").otherwise("date"))


def event_scan_in_last_window(courses: BulkCourses, cutoff: date) -> pl.DataFrame:
    """An event on a scan of the last window counts, its time capped at the horizon (OUT-06)."""
    outcome = primary(courses, cutoff)
    counted = ~pl.col("biopsy") | (pl.col("date") <= pl.col("horizon"))
    events = event_days(courses.lesions.filter(counted), evidence(_LR5))
    since_treatment = (pl.col("event_date") - pl.col("origin")).dt.total_days()
    censored = outcome.filter(status=CENSORED).drop(
        "event_date", "types", "evidence", "event_sources", "residual"
    )
    residual = residual_disease(courses.residual.filter(counted), evidence(_LR5))
    seen = censored.join(events, on="participant", how="inner")
    late = seen.join(residual, on="participant", how="left").filter(
        since_treatment <= LAST_WINDOW_DAYS[1]
    )
    capped = recurred_at(late, pl.col("horizon"), courses)
    others = outcome.join(capped, on="participant", how="anti")
    return pl.concat([others, capped.select(others.columns)]).sort("participant")


def record_wording(courses: BulkCourses, cutoff: date) -> pl.DataFrame:
    """The record's own reading of the images in place of LR-5 (REC-12 a, LIR-13)."""
    literal = pl.when("lr5_record_literal").then(pl.lit("LR-5 by the record's wording"))
    return decide_courses(courses, evidence(literal), cutoff)


def viable_and_tumour_in_vein(courses: BulkCourses, cutoff: date) -> pl.DataFrame:
    """LR-TR Viable, and LR-TIV beside an LR-5 lesion, count too (REC-12 b)."""
    rule = (
        pl.when(_KEY == "lrtrviable")
        .then(pl.lit("LR-TR Viable"))
        .when((_KEY == "lrtiv") & pl.col("beside_lr5"))
        .then(pl.lit("LR-TIV"))
        .otherwise(_LR5)
    )
    return decide_courses(courses, evidence(rule), cutoff)


def first_detection(courses: BulkCourses, cutoff: date) -> pl.DataFrame:
    """A lesion that was LR-4 and later proven is dated at its first detection (REC-12 c)."""
    events = event_days(courses.lesions, evidence(_LR5))
    reads = courses.lesions.filter(pl.col("new") & (pl.col("lesion_id") != ""))
    lesion = ["participant", "lesion_id"]
    proven = reads.filter(evidence(_LR5).is_not_null())
    suspected = reads.filter(_KEY == "lr4").join(proven, on=lesion, how="semi")
    detected = event_days(suspected.sort(_ORDER), pl.lit("LR-4 later proven"))
    dates = events.select("participant", proven_on="event_date")
    earlier = detected.join(dates, on="participant", how="inner").filter(
        pl.col("event_date") < pl.col("proven_on")
    )
    others = events.join(earlier, on="participant", how="anti")
    dated = pl.concat([others, earlier.drop("proven_on")])
    return decide_courses(courses, evidence(_LR5), cutoff, dated)


def recurrence_free_survival(courses: BulkCourses, cutoff: date) -> pl.DataFrame:
    """Recurrence or death; a transplantation does not end follow-up (REC-12 d)."""
    # One before T_R stays: it makes the course impossible, whatever the reading.
    early = pl.when(pl.col("transplant") < pl.col("origin")).then("transplant")
    without = courses.people.with_columns(transplant=early)
    return primary(replace(courses, people=without), cutoff)


_ORDER: Final = ["participant", "date", "biopsy", "exam", "order"]
READINGS: Final[Mapping[str, Decide]] = {
    "negative_scan_in_last_window": negative_scan_in_last_window,
    "event_scan_in_last_window": event_scan_in_last_window,
    "record_wording": record_wording,
    "viable_and_tumour_in_vein": viable_and_tumour_in_vein,
    "first_detection": first_detection,
    "recurrence_free_survival": recurrence_free_survival,
}
