"""Change in a QLQ-C30 scale of many participants (rules QOL-02..QOL-09)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final

import polars as pl

from trialwright.endpoints.bulk.distinct import read_distinct
from trialwright.endpoints.bulk.since_baseline import since_baseline
from trialwright.endpoints.quality_of_life_rows import RULES, exact_decimal
from trialwright.instruments.qlqc30 import (
    FUNCTIONAL,
    N_ITEMS,
    QUALITY_ITEMS,
    SYMPTOMS,
    AnswersRejected,
    score_qlqc30,
)

#: Scores are whole numbers of this part of a point, so that a change is exact: means of up to five
#: items, a third of 100 points each, and for the summary the mean of thirteen scales.
PARTS: Final = 60 * 3 * 13
_ITEMS_OF: Final = {"QL2": QUALITY_ITEMS, **FUNCTIONAL, **SYMPTOMS}
_ALL: Final = tuple(range(1, N_ITEMS + 1))


def read_scores(forms: pl.DataFrame, scale: str) -> pl.DataFrame:
    """Add `score` in `PARTS` of a point, null where too few items were answered, and `rejected`.

    A column "q1" ... "q30" for each item. A code that does not exist rejects the questionnaire
    whatever its item, so each item is checked; only those of the scale are scored (QOL-06, QOL-08).
    """
    for item in _ALL:
        is_wrong = partial(_is_rejected, item)
        forms = read_distinct(forms, [f"q{item}"], is_wrong, {f"q{item} wrong": pl.Boolean})
    items = _ITEMS_OF.get(scale, _ALL)
    score = partial(_score, scale, items)
    return read_distinct(
        forms, [f"q{item}" for item in items], score, {"score": pl.Int64}
    ).with_columns(rejected=pl.any_horizontal(f"q{item} wrong" for item in _ALL))


def change_table(people: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """One row for each questionnaire after `origin` up to `horizon`, with the change since before.

    `forms` has participant, date, source, visit, score and rejected; the last one up to `origin` is
    the baseline. `value` is the change in points (QOL-09).
    """
    _, table = since_baseline(
        people, forms, {"start": "score", "start_rejected": "rejected", "start_source": "source"}
    )
    rejected = pl.col("rejected") | pl.col("start_rejected").fill_null(False)
    change = pl.when(~rejected).then(pl.col("score") - pl.col("start"))
    status = pl.when(change.is_null()).then(pl.lit("MISSING")).otherwise(pl.lit("CHANGE"))
    table = table.with_columns(
        status=pl.when(rejected).then(pl.lit("REJECTED")).otherwise(status),
        change=change,
        start=pl.when(~rejected).then("start"),
        sources=pl.concat_list("start_source", "source").list.drop_nulls(),
        rules=pl.when(rejected).then(pl.lit(["QOL-08"])).otherwise(pl.lit(list(RULES))),
    )
    table = read_distinct(table, ["change"], _points, {"value": pl.Decimal(18, 12)})
    return read_distinct(table, ["start"], _points, {"baseline": pl.Decimal(18, 12)})


def _is_rejected(item: int, answer: str | None) -> tuple[bool]:
    try:
        score_qlqc30({item: answer})
    except AnswersRejected:
        return (True,)
    return (False,)


def _score(scale: str, items: Sequence[int], *answers: str | None) -> tuple[int | None]:
    try:
        score = score_qlqc30(dict(zip(items, answers, strict=True))).exact[scale]
    except AnswersRejected:
        return (None,)
    return (None if score is None else int(score * PARTS),)


def _points(parts: int | None) -> tuple[Decimal | None]:
    return (None if parts is None else exact_decimal(Fraction(parts, PARTS)),)
