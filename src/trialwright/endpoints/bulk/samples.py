"""Laboratory results of many participants as sample days (rules HBS-06..HBS-08, HBD-06..HBD-08)."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from trialwright.endpoints.bulk.distinct import read_distinct
from trialwright.endpoints.response import SEVERITY
from trialwright.instruments.assay import Interpretation

#: States as numbers, so that the worst of a day is the highest: negative, undecidable, positive.
NEGATIVE, UNDECIDABLE, POSITIVE = range(3)
_READ = {"state": pl.Int8, "finding": pl.String}

Interpret = Callable[[str | None, str | None], Interpretation]


def sample_days(tests: pl.DataFrame, interpret: Interpret) -> pl.DataFrame:
    """The worst result of each day with a valid one, in order of participant and date (HBS-08).

    `tests` has participant, date, source, result and unit. `sources` name the results that are as
    bad as the day.
    """
    valid = _read(tests, interpret).filter(pl.col("state").is_not_null())
    worst = pl.col("state") == pl.col("state").max()
    return (
        valid.sort("participant", "date", "source")
        .group_by("participant", "date", maintain_order=True)
        .agg(pl.col("state").max(), sources=pl.col("source").filter(worst))
    )


def sample_findings(tests: pl.DataFrame, interpret: Interpret) -> pl.DataFrame:
    """What to ask the laboratory: participant, date, source and finding (HBS-06, HBS-07, HBD-07).

    `tests` has `assay` too, null where the study does not ask for it.
    """
    read = _read(tests, interpret).sort("participant", "date", "source")
    changes = _assay_changes(read.filter(pl.col("state").is_not_null()))
    return pl.concat(
        table.select("participant", "date", "source", "finding")
        for table in (read.filter(pl.col("finding") != ""), changes)
    )


def _assay_changes(valid: pl.DataFrame) -> pl.DataFrame:
    """Each test that was done on another platform than the one before it (HBS-07)."""
    before = pl.col("assay").shift().over("participant")
    named = valid.filter(pl.col("assay") != "").with_columns(before=before)
    changed = named.filter(pl.col("assay") != pl.col("before"))
    return changed.with_columns(finding=pl.format("assay changed from {} to {}", "before", "assay"))


def _read(tests: pl.DataFrame, interpret: Interpret) -> pl.DataFrame:
    def state_and_finding(result: str | None, unit: str | None) -> tuple[int | None, str]:
        found = interpret(result, unit)
        return None if found.state is None else SEVERITY.index(found.state), found.finding

    return read_distinct(tests, ["result", "unit"], state_and_finding, _READ)
