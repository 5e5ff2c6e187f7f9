"""Recurrence of many participants: event, competing event or censoring (rules REC-01..REC-11)."""

from __future__ import annotations

from datetime import date

import polars as pl

from trialwright.endpoints.bulk.courses import BulkCourses, event_days, residual_disease
from trialwright.endpoints.recurrence import RecurrenceStatus

RECURRENCE = str(RecurrenceStatus.RECURRENCE)
CANNOT_DETERMINE = "CANNOT_DETERMINE"
CENSORED = str(RecurrenceStatus.CENSORED)
DEATH = str(RecurrenceStatus.DEATH_WITHOUT_RECURRENCE)
_TRANSPLANT = str(RecurrenceStatus.TRANSPLANT_WITHOUT_RECURRENCE)


def decide_courses(
    courses: BulkCourses, found: pl.Expr, cutoff: date, events: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Take the first of recurrence and competing event up to the horizon, else censor.

    `found` is the evidence of a lesion; `events` are those of `event_days`, where the evidence does
    not date them. Adds status, date, interval_lower, interval_upper, adjudication_pending, residual,
    sources and rules to people and event columns.
    """
    events = event_days(courses.lesions, found) if events is None else events
    residual = residual_disease(courses.residual, found)
    table = courses.people
    for part in (events, residual, _scans(courses), _pending(courses)):
        table = table.join(part, on="participant", how="left", maintain_order="left")
    table = _with_competing(table, cutoff)
    table = table.with_columns(status=_status(), date=_date(), sources=_sources(), rules=_rules())
    return _without_impossible(_with_interval(table, courses))


def recurred_at(table: pl.DataFrame, when: pl.Expr, courses: BulkCourses) -> pl.DataFrame:
    """State a recurrence dated `when` for each row with an event; the interval keeps its true date."""
    stated = table.with_columns(
        status=pl.lit(RECURRENCE),
        date=when,
        sources="event_sources",
        rules=_event_rules(),
    )
    return _with_interval(stated, courses)


def _without_impossible(table: pl.DataFrame) -> pl.DataFrame:
    """Nothing is derived from a course that ended before it began (as `_impossible_rows`)."""
    early = [
        pl.when(pl.col(end) < pl.col("origin")).then(f"{end}_source")
        for end in ("death", "transplant")
    ]
    sources = pl.concat_list(early).list.drop_nulls()
    impossible = sources.list.len() > 0
    nothing = dict.fromkeys(
        ("date", "interval_lower", "interval_upper", "adjudication_pending", "residual"),
        pl.lit(None),
    )
    answers = nothing | {
        "status": pl.lit(CANNOT_DETERMINE),
        "sources": sources,
        "rules": pl.lit(["REC-01", "REC-09"]),
    }
    return table.with_columns(
        **{
            name: pl.when(impossible).then(answer).otherwise(name)
            for name, answer in answers.items()
        }
    )


def _scans(courses: BulkCourses) -> pl.DataFrame:
    """The last usable scan, and the first one from the horizon on (REC-10)."""
    scans = courses.exams.filter(~pl.col("biopsy"))
    beyond = pl.col("date") >= pl.col("horizon")
    return scans.group_by("participant").agg(
        last_scan=pl.col("date").last(),
        last_scan_source=pl.col("exam").last(),
        beyond_source=pl.col("exam").filter(beyond).first(),
    )


def _pending(courses: BulkCourses) -> pl.DataFrame:
    """Whether the last day with a usable visit up to the horizon leaves a lesion open (REC-03)."""
    until = courses.exams.filter(pl.col("date") <= pl.col("horizon"))
    last_day = until.group_by("participant").agg(pl.col("date").max())
    lesions = courses.lesions.join(last_day, on=["participant", "date"], how="semi")
    # Scan and biopsy on one day: the tissue settles the lesion that the scan left open.
    by_tissue = (pl.col("settled") & pl.col("biopsy")).any().over("participant", "place")
    return (
        lesions.with_columns(by_tissue=by_tissue)
        .filter(pl.col("pending") & ~(pl.col("by_tissue") & ~pl.col("biopsy")))
        .select("participant", pending=pl.lit(True))
        .unique()
    )


def _with_competing(table: pl.DataFrame, cutoff: date) -> pl.DataFrame:
    """Death or transplantation up to horizon and cut-off; on one day the latter came first (REC-09)."""
    last_day = pl.min_horizontal("horizon", pl.lit(cutoff))
    death, transplant = (pl.when(pl.col(c) <= last_day).then(c) for c in ("death", "transplant"))
    transplanted = (transplant <= death) | death.is_null()
    return table.with_columns(
        competing_date=pl.min_horizontal(death, transplant),
        competing=pl.when(transplanted.fill_null(False) & transplant.is_not_null())
        .then(pl.lit(_TRANSPLANT))
        .when(death.is_not_null())
        .then(pl.lit(DEATH)),
    )


def _in_time() -> pl.Expr:
    end = pl.min_horizontal("horizon", "competing_date")
    return (pl.col("event_date") <= end).fill_null(False)


def _status() -> pl.Expr:
    other = pl.coalesce("competing", pl.lit(CENSORED))
    return pl.when(_in_time()).then(pl.lit(RECURRENCE)).otherwise(other)


def _date() -> pl.Expr:
    """The event, else the competing event, else horizon, last usable scan, or T_R (REC-08, REC-10)."""
    seen_beyond = pl.col("event_date").is_not_null() | pl.col("beyond_source").is_not_null()
    return (
        pl.when(_in_time())
        .then("event_date")
        .when(pl.col("competing").is_not_null())
        .then("competing_date")
        .when(seen_beyond)
        .then("horizon")
        .otherwise(pl.coalesce("last_scan", "origin"))
    )


def _sources() -> pl.Expr:
    competing = pl.col("competing")
    ended_by = pl.when(competing == DEATH).then("death_source").otherwise("transplant_source")
    scan = pl.coalesce("beyond_source", "last_scan_source", "enrolment_source")
    single = pl.when(competing.is_not_null()).then(ended_by).otherwise(scan)
    late_event = competing.is_null() & pl.col("event_date").is_not_null()
    return pl.when(_in_time() | late_event).then("event_sources").otherwise(pl.concat_list(single))


def _rules() -> pl.Expr:
    return (
        pl.when(_in_time())
        .then(_event_rules())
        .when(pl.col("competing").is_not_null())
        .then(pl.lit(["REC-09"]))
        .when(pl.col("event_date").is_not_null())
        .then(pl.lit(["REC-08", "REC-10"]))
        .otherwise(pl.lit(["REC-10"]))
    )


def _event_rules() -> pl.Expr:
    """In the order of their numbers, as the rules of one recurrence are."""
    types = pl.col("types")
    cited = (
        (pl.lit(True), "REC-02"),
        (pl.col("evidence").str.contains("histology", literal=True), "REC-03"),
        (pl.lit(True), "REC-05"),
        (types.list.contains("extrahepatic"), "REC-06"),
        (types.list.len() > 1, "REC-07"),
    )
    names = pl.concat_list([pl.when(holds).then(pl.lit(rule)) for holds, rule in cited])
    return names.list.drop_nulls()


def _with_interval(table: pl.DataFrame, courses: BulkCourses) -> pl.DataFrame:
    """The event lies between the last usable scan before it and its own date (REC-11)."""
    events = table.filter(status=RECURRENCE).select("participant", "event_date")
    scans = courses.exams.filter(~pl.col("biopsy")).join(events, on="participant", how="inner")
    before = scans.filter(pl.col("date") < pl.col("event_date"))
    last = before.group_by("participant").agg(last_before=pl.col("date").max())
    recurred, censored = pl.col("status") == RECURRENCE, pl.col("status") == CENSORED
    return (
        table.join(last, on="participant", how="left", maintain_order="left")
        .with_columns(
            interval_lower=pl.when(recurred).then(pl.coalesce("last_before", "origin")),
            interval_upper=pl.when(recurred).then("event_date"),
            adjudication_pending=pl.when(censored).then(pl.col("pending").fill_null(False)),
        )
        .drop("last_before")
    )


def with_true_interval(table: pl.DataFrame, courses: BulkCourses) -> pl.DataFrame:
    """Add `interval_left` and `interval_right`, whatever the horizon (as `derive_interval`, REC-08)."""
    hidden = (pl.col("competing_date") < pl.col("event_date")).fill_null(False)
    stated = table.with_columns(interval_right=pl.when(~hidden).then("event_date"))
    ends = stated.select("participant", "interval_right")
    scans = courses.exams.filter(~pl.col("biopsy")).join(ends, on="participant", how="inner")
    clean = scans.filter(
        pl.col("interval_right").is_null() | (pl.col("date") < pl.col("interval_right"))
    )
    last = clean.group_by("participant").agg(last_clean=pl.col("date").max())
    with_left = stated.join(last, on="participant", how="left", maintain_order="left")
    possible = pl.col("status") != CANNOT_DETERMINE
    left = pl.coalesce("last_clean", "origin")
    return with_left.with_columns(
        interval_left=pl.when(possible).then(left),
        interval_right=pl.when(possible).then("interval_right"),
    )
