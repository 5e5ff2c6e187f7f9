"""All enrolled participants seen through one endpoint, and the shape of its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from trialwright.datasets.form_tables import UNIT, FormTables
from trialwright.definition.endpoints import Endpoint
from trialwright.endpoints.bulk.dates import dated

#: The columns of `EndpointRow`; what it keeps as details follows in columns of their own.
COLUMNS: Final[Mapping[str, pl.DataType | type[pl.DataType]]] = {
    "endpoint": pl.String,
    "reading": pl.String,
    "participant": pl.String,
    "group": pl.String,
    "status": pl.String,
    "event": pl.Boolean,
    "date": pl.Date,
    "day": pl.Int32,
    "entry_day": pl.Int32,
    "sources": pl.List(pl.String),
    "rules": pl.List(pl.String),
    "visit": pl.String,
}


@dataclass(frozen=True)
class BulkCase:
    """What a derivation needs: people on the endpoint's clock, and the forms it reads."""

    endpoint: Endpoint
    people: pl.DataFrame
    forms: FormTables
    data_cutoff: date

    @property
    def on_clock(self) -> pl.DataFrame:
        """The people whose clock has started."""
        return self.people.filter(pl.col("origin").is_not_null())

    def by_role(self, anchor: str) -> pl.DataFrame:
        """The form that holds the role `anchor`: a column for each of its roles, and its unit.

        A role that the study does not declare has no column.
        """
        form, _, _ = self.endpoint.roles[anchor].partition(".")
        items = {
            role: reference.partition(".")[2]
            for role, reference in self.endpoint.roles.items()
            if reference.partition(".")[0] == form
        }
        values = [pl.col(item).alias(role) for role, item in items.items()]
        units = [pl.col(item + UNIT).alias(role + UNIT) for role, item in items.items()]
        keys = pl.col("participant", "visit", "repeat", "entry")
        return self.forms[form].select(keys, *values, *units)

    def dated(self, role: str) -> pl.DataFrame:
        """Rows with a complete date for `role` up to the cut-off, as `date`, earliest first."""
        return dated(self.by_role(role), role, self.data_cutoff)

    def table(
        self, outcomes: pl.DataFrame, *, reading: str = "", details: Mapping[str, pl.Expr]
    ) -> pl.DataFrame:
        """Outcomes as rows of the endpoint: days are counted, and `details` become columns."""
        filled = {
            "endpoint": pl.lit(self.endpoint.id),
            "reading": pl.lit(reading),
            "day": days_from_origin("date"),
            "entry_day": days_from_origin("enrolled_on"),
            "visit": pl.col("visit") if "visit" in outcomes.columns else pl.lit(""),
        }
        rows = outcomes.with_columns(**filled)
        columns = [pl.col(name).cast(kind) for name, kind in COLUMNS.items()]
        return rows.select(*columns, **details)

    def without_origin(self, rules: Sequence[str]) -> pl.DataFrame:
        """The rows of people whose clock has not started: nothing can be determined."""
        rows = self.people.filter(pl.col("origin").is_null()).with_columns(
            status=pl.lit("CANNOT_DETERMINE"),
            event=pl.lit(None, dtype=pl.Boolean),
            date=pl.lit(None, dtype=pl.Date),
            sources=pl.lit([], dtype=pl.List(pl.String)),
            rules=pl.lit(list(rules)),
        )
        return self.table(rows, details={})


def days_from_origin(day: str) -> pl.Expr:
    """Days from the endpoint's origin (the origin itself is 0)."""
    return (pl.col(day) - pl.col("origin")).dt.total_days()


def words(answer: pl.Expr, unknown: str | None = None) -> pl.Expr:
    """An answer as the details of a row write it."""
    return (
        pl.when(answer)
        .then(pl.lit("yes"))
        .when(~answer)
        .then(pl.lit("no"))
        .otherwise(pl.lit(unknown))
    )
