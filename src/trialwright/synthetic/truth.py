"""What is true of each synthetic participant, kept apart from what a site would know.

The truth holds both potential outcomes, so that an analysis can be judged by what it should have
found. It never enters a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import polars as pl


class TruthRow(NamedTuple):
    """One enrolled participant. Days count from T_R; None = never.

    `recurrence_*` is the biological onset and `death_*` the death under each group, `hbsag_loss_*`
    the loss of HBsAg, `propensity` the probability of peginterferon. `dropout` is the day on which
    the participant would leave, `transplant` that of a transplantation before recurrence.
    """

    participant: str
    group: str
    propensity: float
    enrolment: int
    antiviral_start: int
    peginterferon_start: int | None
    recurrence_na: int | None
    recurrence_pegifn: int | None
    death_na: int | None
    death_pegifn: int | None
    hbsag_loss_na: int | None
    hbsag_loss_pegifn: int | None
    dropout: int
    transplant: int | None
    age: float
    cirrhosis: bool
    microvascular: bool
    log10_hbsag: float


SCHEMA: dict[str, type[pl.DataType]] = {
    "participant": pl.String,
    "group": pl.String,
    "propensity": pl.Float64,
    **dict.fromkeys(TruthRow._fields[3:14], pl.Int32),
    "age": pl.Float64,
    "cirrhosis": pl.Boolean,
    "microvascular": pl.Boolean,
    "log10_hbsag": pl.Float64,
}


def write_truth_rows(rows: Iterable[TruthRow], path: Path) -> int:
    """Write the truth as Parquet, in the order given; return the number of rows."""
    ordered = list(rows)
    columns = list(zip(*ordered, strict=True)) or [()] * len(SCHEMA)
    data = {name: list(column) for name, column in zip(SCHEMA, columns, strict=True)}
    pl.DataFrame(data, schema=SCHEMA).write_parquet(path, compression="zstd", statistics=False)
    return len(ordered)
