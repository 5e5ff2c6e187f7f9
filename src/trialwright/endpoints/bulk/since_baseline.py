"""Visits after the origin beside the last one before it, for endpoints that are changes."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def since_baseline(
    people: pl.DataFrame, visits: pl.DataFrame, baseline: Mapping[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The baseline of each participant, and the visits after it with the baseline beside them.

    `visits` has participant, date and source; the last one up to `origin` is the baseline, those
    after it up to `horizon` follow. `baseline` names a column for each column of it that is kept.
    """
    known = visits.join(people, on="participant", how="inner").sort("participant", "date", "source")
    last = {name: pl.col(column).last() for name, column in baseline.items()}
    before = known.filter(pl.col("date") <= pl.col("origin"))
    start = before.group_by("participant").agg(**last)
    after = known.filter(pl.col("date").is_between("origin", "horizon", closed="right"))
    return start, after.join(start, on="participant", how="left", maintain_order="left")
