"""Endpoints that compare visits with a baseline: Child-Pugh and QLQ-C30 of many participants."""

from __future__ import annotations

import polars as pl

from trialwright.endpoints.bulk import deterioration, quality_of_life
from trialwright.endpoints.bulk.case import BulkCase, words
from trialwright.instruments.qlqc30 import N_ITEMS


def child_pugh_increase(case: BulkCase) -> pl.DataFrame:
    """Whether the score rose by two points at any visit after the origin (rule CHP-06)."""
    visits = deterioration.read_scores(case.dated("date").rename({"entry": "source"}))
    outcomes = deterioration.deterioration_table(
        case.on_clock, visits.select("participant", "date", "source", "low", "high")
    )
    answer = pl.col("deteriorated")
    rows = outcomes.with_columns(
        event=answer,
        status=pl.when(answer)
        .then(pl.lit("INCREASED"))
        .when(~answer)
        .then(pl.lit("NOT_INCREASED"))
        .otherwise(pl.lit("CANNOT_DETERMINE")),
    )
    sustained = words(pl.col("sustained").fill_null(False))
    table = case.table(rows, details={"sustained": pl.when(answer).then(sustained)})
    return pl.concat([table, case.without_origin(("CHP-06",))], how="diagonal").sort("participant")


def qlqc30_change(case: BulkCase) -> pl.DataFrame:
    """One row for each questionnaire after the origin (rules QOL-01 to QOL-09)."""
    filled = case.dated("date")
    form, _, _ = case.endpoint.roles["date"].partition(".")
    items = [f"q{item}" for item in range(1, N_ITEMS + 1)]
    answers = filled.select("participant", "date", "visit", "entry").join(
        case.forms[form].select("entry", *items), on="entry", how="left", maintain_order="left"
    )
    scored = quality_of_life.read_scores(answers, case.endpoint.settings["scale"])
    forms = scored.select("participant", "date", "visit", "score", "rejected", source="entry")
    rows = quality_of_life.change_table(case.on_clock, forms).with_columns(
        event=pl.lit(None, dtype=pl.Boolean)
    )
    return case.table(rows, details={"value": pl.col("value"), "baseline": pl.col("baseline")})
