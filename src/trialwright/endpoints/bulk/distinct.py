"""Texts are read by the instruments, and each distinct text only once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

Schema = Mapping[str, pl.DataType | type[pl.DataType]]


def read_distinct(
    table: pl.DataFrame,
    columns: Sequence[str],
    read: Callable[..., Sequence[Any]],
    schema: Schema,
) -> pl.DataFrame:
    """Add the columns of `schema`: what `read` makes of the texts in `columns`, in this order.

    A study has millions of results and a few thousand different ones, and what a text means does not
    depend on the row it stands in.
    """
    texts = table.select(columns).unique(maintain_order=True)
    answers = [read(*texts_of_row) for texts_of_row in texts.iter_rows()]
    read_texts = pl.DataFrame(answers, schema=dict(schema), orient="row")
    return table.join(
        pl.concat([texts, read_texts], how="horizontal"),
        on=list(columns),
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
