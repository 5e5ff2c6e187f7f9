"""Confirmed responses of many participants (rules HBS-02..HBS-09, HBD-01..HBD-10).

The table follows the words of `endpoints.response`: days of samples are cut into runs, runs are
ranked, and the best run of each participant decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from trialwright.endpoints.bulk.samples import NEGATIVE, POSITIVE, UNDECIDABLE
from trialwright.endpoints.response import ResponseStatus

# The rank of a run: the lowest of a participant decides.
_INSIDE, _LATE, _OPEN, _NONE = range(4)
_STATUS = {
    _INSIDE: ResponseStatus.CONFIRMED,
    _LATE: ResponseStatus.CONFIRMED_LATE,
    _OPEN: ResponseStatus.UNCONFIRMED,
    _NONE: ResponseStatus.NOT_ACHIEVED,
}
_VERDICT = ("onset", "confirmed_on", "run_end", "last_within", "ended_after")


@dataclass(frozen=True)
class BulkPlan:
    """What the two endpoints differ in: the confirmation and the rules they cite."""

    confirmable_from: Callable[[pl.Expr], pl.Expr]
    rules: Mapping[ResponseStatus, tuple[str, ...]]
    reversion_rule: str


def response_table(people: pl.DataFrame, days: pl.DataFrame, plan: BulkPlan) -> pl.DataFrame:
    """Decide the response of each participant with an `origin` (T_T) and `horizon` (end of window).

    Adds status, onset, confirmed_on, reverted, sources and rules to `people`; `days` are those of
    `sample_days`, up to the data cut-off.
    """
    window = people.select("participant", "origin", "horizon")
    after = days.join(window, on="participant", how="inner", maintain_order="left").filter(
        pl.col("date") > pl.col("origin")
    )
    after = after.with_columns(within=pl.col("date") <= pl.col("horizon"))
    strict = _best_run(after, pl.col("state") == NEGATIVE, plan)
    lenient = _best_run(after, pl.col("state") < POSITIVE, plan)
    table = (
        people.join(strict, on="participant", how="left", maintain_order="left")
        .join(
            lenient.select("participant", lenient="rank"),
            on="participant",
            how="left",
            maintain_order="left",
        )
        .join(_within(after), on="participant", how="left", maintain_order="left")
    )
    return _with_rules(_with_sources(_with_status(table), after), plan)


def _best_run(days: pl.DataFrame, negative: pl.Expr, plan: BulkPlan) -> pl.DataFrame:
    """The run that decides, by rank and then by onset (HBS-04, HBS-05)."""
    runs = _runs(days, negative, plan).with_columns(
        rank=pl.when(pl.col("confirmed_on") <= pl.col("horizon"))
        .then(_INSIDE)
        .when(pl.col("confirmed_on").is_not_null())
        .then(_LATE)
        .when(pl.col("run_end") == pl.col("last_day"))
        .then(_OPEN)
        .otherwise(_NONE)
    )
    return (
        runs.sort("participant", "rank", "onset")
        .group_by("participant", maintain_order=True)
        .first()
        .select("participant", "rank", "onset", "confirmed_on", "run_end")
    )


def _runs(days: pl.DataFrame, negative: pl.Expr, plan: BulkPlan) -> pl.DataFrame:
    """Unbroken series of negative days that begin in the window; a positive ends one (HBS-04)."""
    person = pl.col("participant")
    turn = (negative != negative.shift()) | (person != person.shift())
    numbered = days.with_columns(
        run=turn.fill_null(True).cum_sum(), last_day=pl.col("date").last().over("participant")
    )
    lost = numbered.filter(negative).with_columns(onset=pl.col("date").first().over("run"))
    begun = lost.filter(pl.col("onset") <= pl.col("horizon"))
    far_enough = pl.col("date") >= plan.confirmable_from(pl.col("onset"))
    return begun.group_by("run", maintain_order=True).agg(
        pl.col("participant", "horizon", "last_day", "onset").first(),
        confirmed_on=pl.col("date").filter(far_enough).first(),
        run_end=pl.col("date").last(),
    )


def _within(days: pl.DataFrame) -> pl.DataFrame:
    """The last state in the window, and the first result after it that is not negative."""
    ended = ~pl.col("within") & (pl.col("state") != NEGATIVE)
    return days.group_by("participant").agg(
        last_within=pl.col("state").filter("within").last(),
        ended_after=pl.col("date").filter(ended).first(),
    )


def _with_status(table: pl.DataFrame) -> pl.DataFrame:
    """Undecidable results are read as positive, unless only the other reading confirms (HBS-06)."""
    rank = pl.col("rank").fill_null(_NONE)
    lenient_only = (pl.col("lenient") == _INSIDE).fill_null(False) & (rank != _INSIDE)
    status = (
        pl.when(pl.col("last_within").is_null())
        .then(pl.lit(str(ResponseStatus.NO_DATA)))
        .when(lenient_only)
        .then(pl.lit(str(ResponseStatus.CANNOT_DETERMINE)))
        .otherwise(rank.replace_strict({k: str(v) for k, v in _STATUS.items()}))
    )
    decided = table.with_columns(status=status)
    has_run = pl.col("status").is_in([str(_STATUS[rank]) for rank in (_INSIDE, _LATE, _OPEN)])
    return decided.with_columns(
        pl.when(has_run).then(pl.col(name)).alias(name) for name in ("onset", "confirmed_on")
    )


def _with_sources(table: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """The results behind each status, by date; a definite positive afterwards is one (HBS-09)."""
    verdict = table.select("participant", "status", *_VERDICT)
    seen = days.join(verdict, on="participant", how="inner", maintain_order="left")
    lost_again = (
        _is(ResponseStatus.CONFIRMED)
        & pl.col("within")
        & (pl.col("state") == POSITIVE)
        & (pl.col("date") > pl.col("confirmed_on"))
    )
    relapse = pl.col("date").filter(lost_again).first().over("participant")
    deciding = (
        seen.with_columns(relapse=relapse)
        .filter(_decides().fill_null(False))
        .group_by("participant", maintain_order=True)
        .agg(reverted=pl.col("relapse").is_not_null().any(), sources=pl.col("sources").explode())
    )
    return table.join(deciding, on="participant", how="left", maintain_order="left").with_columns(
        pl.col("reverted").fill_null(False), pl.col("sources").fill_null([])
    )


def _decides() -> pl.Expr:
    """Whether a day is one of those that decided its participant's status."""
    date, onset, confirmed_on = pl.col("date"), pl.col("onset"), pl.col("confirmed_on")
    ended_the_run = (pl.col("last_within") == NEGATIVE) & (date == pl.col("ended_after"))
    return (
        pl.when(_is(ResponseStatus.CANNOT_DETERMINE))
        .then(pl.col("within") & (pl.col("state") == UNDECIDABLE))
        .when(confirmed_on.is_not_null())
        .then(
            (date == onset) | (date == confirmed_on) | (date == pl.col("relapse")).fill_null(False)
        )
        .when(onset.is_not_null())
        .then((date >= onset) & (date <= pl.col("run_end")))
        .otherwise(pl.col("within") | ended_the_run.fill_null(False))
    )


def _with_rules(table: pl.DataFrame, plan: BulkPlan) -> pl.DataFrame:
    """The rules of the status, and the one of a response that was lost again."""
    rules = pl.DataFrame(
        {"status": [str(s) for s in plan.rules], "rules": [list(r) for r in plan.rules.values()]}
    )
    lost_again = pl.concat_list("rules", pl.lit(plan.reversion_rule))
    return table.join(rules, on="status", how="left", maintain_order="left").with_columns(
        rules=pl.when("reverted").then(lost_again).otherwise("rules")
    )


def _is(status: ResponseStatus) -> pl.Expr:
    return pl.col("status") == str(status)
