"""The flags reported beside undetectable HBV DNA, for many participants (rules HBD-02, HBD-10)."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from trialwright.endpoints.bulk.samples import NEGATIVE, POSITIVE, UNDECIDABLE


def undetectable_flags(
    people: pl.DataFrame, days: pl.DataFrame, confirmable_from: Callable[[pl.Expr], pl.Expr]
) -> pl.DataFrame:
    """Add `literal_adjacent` and `detectable_at_baseline` to `people` (origin, horizon).

    Null means that it cannot be determined.
    """
    clock = people.select("participant", "origin", "horizon")
    known = days.join(clock, on="participant", how="inner", maintain_order="left")
    adjacent = _literal_adjacent(known, confirmable_from)
    baseline = _detectable_at_baseline(known)
    return (
        people.join(adjacent, on="participant", how="left", maintain_order="left")
        .join(baseline, on="participant", how="left", maintain_order="left")
        .with_columns(
            literal_adjacent=pl.when("all_negative")
            .then(True)
            .when("perhaps_negative")
            .then(None)
            .otherwise(False)
        )
        .drop("all_negative", "perhaps_negative")
    )


def _literal_adjacent(
    days: pl.DataFrame, confirmable_from: Callable[[pl.Expr], pl.Expr]
) -> pl.DataFrame:
    """Whether two neighbouring tests in the window are negative and far enough apart (HBD-02)."""
    within = days.filter(pl.col("date").is_between("origin", "horizon", closed="right"))
    date, state = pl.col("date"), pl.col("state")
    far_enough = confirmable_from(date.shift().over("participant")) <= date
    worse = pl.max_horizontal(state, state.shift().over("participant"))
    return (
        within.with_columns(far_enough=far_enough, worse=worse)
        .group_by("participant")
        .agg(
            all_negative=(pl.col("far_enough") & (pl.col("worse") == NEGATIVE)).any(),
            perhaps_negative=(pl.col("far_enough") & (pl.col("worse") < POSITIVE)).any(),
        )
    )


def _detectable_at_baseline(days: pl.DataFrame) -> pl.DataFrame:
    """The last valid sample day up to and including the start of treatment (HBD-10)."""
    before = days.filter(pl.col("date") <= pl.col("origin"))
    last = before.group_by("participant").agg(pl.col("state").last())
    known = pl.when(pl.col("state") != UNDECIDABLE).then(pl.col("state") == POSITIVE)
    return last.select("participant", detectable_at_baseline=known)
