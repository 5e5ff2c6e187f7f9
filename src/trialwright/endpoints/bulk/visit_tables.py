"""Endpoints that compare visits with a baseline: Child-Pugh and QLQ-C30 of many participants."""

from __future__ import annotations

import polars as pl

from trialwright.endpoints.bulk import deterioration, quality_of_life
from trialwright.endpoints.bulk.case import BulkCase, words
from trialwright.endpoints.bulk.dates import complete_date
from trialwright.endpoints.treatment_end import TREATMENT_ROLES
from trialwright.instruments.qlqc30 import N_ITEMS


def child_pugh_increase(case: BulkCase) -> pl.DataFrame:
    """Whether the score rose by two points at any visit after the origin (rules CHP-06, CLN-12)."""
    scored = deterioration.read_scores(case.dated("date").rename({"entry": "source"}))
    visits = scored.select("participant", "date", "source", "low", "high")
    outcomes = deterioration.deterioration_table(case.on_clock, visits).join(
        _on_treatment(case, visits), on="participant", how="left", maintain_order="left"
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
    details = {
        "sustained": pl.when(answer).then(sustained),
        "on_treatment": words(pl.col("on_treatment")),
    }
    table = case.table(rows, details=details)
    return pl.concat([table, case.without_origin(("CHP-06",))], how="diagonal").sort("participant")


def _on_treatment(case: BulkCase, visits: pl.DataFrame) -> pl.DataFrame:
    """The same answer from the visits up to the end of study treatment (CLN-12), if it is known."""
    if not set(TREATMENT_ROLES) <= set(case.endpoint.roles):
        return pl.DataFrame(schema={"participant": pl.String, "on_treatment": pl.Boolean})
    written, end = pl.col("drug_end"), complete_date("drug_end")
    unread = written.is_not_null() & (written.str.strip_chars() != "") & end.is_null()
    ends = (
        case.by_role("drug_start")
        .group_by("participant")
        .agg(known=~unread.any(), last_dose=pl.when(end.is_not_null().all()).then(end.max()))
        .filter("known")
    )
    people = case.on_clock.join(ends, on="participant", how="inner", maintain_order="left")
    treated = people.with_columns(horizon=pl.min_horizontal("horizon", "last_dose"))
    answered = deterioration.deterioration_table(treated, visits)
    return answered.select("participant", on_treatment="deteriorated")


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
