"""Child-Pugh increase of many participants (rules CHP-01..CHP-04, CHP-06)."""

from __future__ import annotations

from functools import partial

import polars as pl

from trialwright.datasets.form_tables import UNIT
from trialwright.endpoints.bulk.distinct import read_distinct
from trialwright.endpoints.bulk.since_baseline import since_baseline
from trialwright.endpoints.deterioration import RULES
from trialwright.endpoints.liver_components import COMPONENTS, component_bounds
from trialwright.instruments.child_pugh import DETERIORATION, SCORES

_LOW, _HIGH = " low", " high"


def read_scores(visits: pl.DataFrame) -> pl.DataFrame:
    """Add `low` and `high`, the bounds of the Child-Pugh score of each visit (CHP-04).

    Each component has a column of its name, and one of "name.unit".
    """
    for name in COMPONENTS:
        schema = {name + _LOW: pl.Int8, name + _HIGH: pl.Int8}
        visits = read_distinct(visits, [name, name + UNIT], partial(component_bounds, name), schema)
    return visits.with_columns(
        low=pl.sum_horizontal(name + _LOW for name in COMPONENTS),
        high=pl.sum_horizontal(name + _HIGH for name in COMPONENTS),
    )


def deterioration_table(people: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Add deteriorated, date, sustained, sources and rules to `people` (origin, horizon).

    `visits` has participant, date, source, low and high. Null means that it cannot be determined:
    incomplete visits and a missing baseline count by their bounds (CHP-06).
    """
    clock = people.select("participant", "origin", "horizon")
    baseline, after = since_baseline(
        clock, visits, {"start_low": "low", "start_high": "high", "start": "source"}
    )
    table = people.join(baseline, on="participant", how="left", maintain_order="left").join(
        _answers(after), on="participant", how="left", maintain_order="left"
    )
    first = pl.concat_list(pl.col("start")).list.drop_nulls()
    return table.with_columns(
        sources=first.list.concat(pl.col("sources").fill_null([])), rules=pl.lit(list(RULES))
    )


def _answers(visits: pl.DataFrame) -> pl.DataFrame:
    """The answer over all visits of a participant, and the visits that decided it."""
    best, worst = SCORES
    least = pl.col("low") - pl.col("start_high").fill_null(worst)
    most = pl.col("high") - pl.col("start_low").fill_null(best)
    worse = pl.when(least >= DETERIORATION).then(True).when(most < DETERIORATION).then(False)
    following = pl.col("worse").shift(-1).over("participant")
    judged = visits.with_columns(worse=worse).with_columns(twice=pl.col("worse") & following)
    source, shown = pl.col("source"), pl.col("worse")
    return judged.group_by("participant", maintain_order=True).agg(
        deteriorated=shown.any(ignore_nulls=False),
        sustained=pl.col("twice").any(ignore_nulls=False),
        date=pl.col("date").filter(shown).first(),
        sources=pl.when(shown.any())
        .then(source.filter(shown).head(1).implode())
        .when(shown.is_null().any())
        .then(source.filter(shown.is_null()).implode())
        .otherwise(source.implode()),
    )
