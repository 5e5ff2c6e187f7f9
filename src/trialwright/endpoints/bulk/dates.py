"""Dates in form tables: complete ones, and calendar months as the study counts them."""

from __future__ import annotations

from datetime import date

import polars as pl

# As `complete_date`: no date of a living participant lies outside these centuries.
_COMPLETE = r"^(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"


def complete_date(item: str) -> pl.Expr:
    """The date written as YYYY-MM-DD; null for a partial, impossible or missing one."""
    text = pl.col(item)
    return pl.when(text.str.contains(_COMPLETE)).then(text.str.to_date("%Y-%m-%d", strict=False))


def months_after(day: pl.Expr, months: int) -> pl.Expr:
    """`add_months`: the same day of the month, clamped to its last day."""
    return day.dt.offset_by(f"{months}mo")


def dated(table: pl.DataFrame, item: str, cutoff: date) -> pl.DataFrame:
    """Rows with a complete date up to the cut-off, in order of participant, date and entry."""
    return (
        table.with_columns(date=complete_date(item))
        .filter(pl.col("date") <= cutoff)
        .sort("participant", "date", "entry")
    )
