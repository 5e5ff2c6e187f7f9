"""Adverse events of many participants from the forms (rules SAF-01, SAF-02, SAF-14, OUT-01)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from trialwright.endpoints.bulk.adverse_events import (
    event_table,
    person_table,
    read_events,
    treatment_periods,
)
from trialwright.endpoints.bulk.case import BulkCase, words
from trialwright.endpoints.bulk.dates import complete_date


def adverse_events(case: BulkCase) -> pl.DataFrame:
    """Treatment-emergent events from the reported grade on (rules SAF-02, CTC-31, OUT-04)."""
    reported = pl.col("grade_number") >= int(case.endpoint.settings["reported_from_grade"])
    rules = pl.when(pl.col("flags") != "").then(pl.lit(["SAF-02", "SAF-04"]))
    events = _events(case).with_columns(
        counts=pl.col("emergent") & pl.col("inside") & reported,
        rules=rules.otherwise(pl.lit(["SAF-02"])),
    )
    return _rows(case, events, ("SAF-02", "CTC-31"))


def serious_events(case: BulkCase) -> pl.DataFrame:
    """Serious events of any grade from consent on, by the record's list and by ICH E2A (SAF-01)."""
    rules = ("SAF-01", "OUT-01")
    events = _events(case).with_columns(
        counts=pl.col("serious") & pl.col("inside"), rules=pl.lit(list(rules))
    )
    return _rows(case, events, rules)


def _events(case: BulkCase) -> pl.DataFrame:
    settings = case.endpoint.settings
    events = read_events(case.by_role("onset"), case.data_cutoff).rename({"entry": "source"})
    periods = case.by_role("drug_start").with_columns(drug_end=complete_date("drug_end"))
    people = treatment_periods(case.people, periods, settings["interferon"])
    days = int(settings["days_after_last_dose"]), int(settings["days_after_last_interferon"])
    return event_table(people, events, days)


def _rows(case: BulkCase, events: pl.DataFrame, rules: Sequence[str]) -> pl.DataFrame:
    each = events.with_columns(
        event="counts",
        date="earliest",
        sources=pl.concat_list("source"),
        visit=pl.format("event-{}", "repeat"),
    )
    details = {
        "kind": pl.when(pl.col("kind") != "").then("kind"),
        "grade": pl.when(pl.col("grade") != "").then("grade"),
        "serious_record": words(pl.col("serious_record"), "unknown"),
        "serious": words(pl.col("serious"), "unknown"),
        "related": words(pl.col("related"), "unknown"),
        "flags": pl.when(pl.col("flags") != "").then("flags"),
    }
    return pl.concat(
        [case.table(each, details=details), _of_people(case, events, rules)], how="diagonal"
    )


def _of_people(case: BulkCase, events: pl.DataFrame, rules: Sequence[str]) -> pl.DataFrame:
    people = person_table(case.people, events, case.data_cutoff)
    counts = pl.col("counts")
    rows = people.with_columns(
        event="counts",
        status=pl.when(counts)
        .then(pl.lit("ANY"))
        .when(~counts)
        .then(pl.lit("NONE"))
        .otherwise(pl.lit("CANNOT_DETERMINE")),
        date=pl.lit(None, dtype=pl.Date),
        rules=pl.lit(list(rules)),
    )
    details = {
        "days_watched": pl.col("days_watched").cast(pl.String),
        "events": pl.col("number").cast(pl.String),
        "flags": pl.col("flags"),
    }
    return case.table(rows, details=details)
