"""Enrolled participants as a table: group, origin dates, and how follow-up ended.

Eligibility and baseline are no endpoints and stand in `participant_row`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import reduce

import polars as pl

from trialwright.datasets.form_tables import FormTables
from trialwright.definition.load import Definition
from trialwright.definition.study import OriginDate
from trialwright.endpoints.bulk.dates import complete_date, months_after


def enrolled_people(definition: Definition, forms: FormTables, cutoff: date) -> pl.DataFrame:
    """One row for each enrolled participant, in the order of their ids.

    A column for each origin date (T_R, T_E ...), null where it is not known at the cut-off; `group`
    with the entry that recorded it (`enrolment_source`); `enrolled_on`, `treated_from`; `ended_on`,
    the first of death and withdrawal.
    """
    milestones = definition.study.milestones
    people = _groups(definition, forms)
    for origin in definition.study.origins:
        people = people.join(_origin(origin, forms, people), on="participant", how="left")
    for name, item in (("died", milestones.death), ("withdrew", milestones.withdrawal)):
        ends = _first_date(forms, item, cutoff, name)
        people = people.join(ends, on="participant", how="left")
    known = [pl.when(pl.col(o.id) <= cutoff).then(pl.col(o.id)) for o in definition.study.origins]
    return (
        people.with_columns(known)
        .with_columns(
            enrolled_on=pl.col(milestones.enrolment),
            treated_from=pl.col(milestones.treatment),
            ended_on=pl.min_horizontal("died", "withdrew"),
        )
        .filter(pl.col("enrolled_on").is_not_null())
        .sort("participant")
    )


def on_the_clock(people: pl.DataFrame, origin: str, months: int, cutoff: date) -> pl.DataFrame:
    """Add an endpoint's `origin` and `horizon`, and `last_day`, the last one they were watched."""
    return (
        people.with_columns(origin=pl.col(origin))
        .with_columns(horizon=months_after(pl.col("origin"), months))
        .with_columns(
            last_day=pl.when(pl.col("horizon").is_not_null()).then(
                pl.min_horizontal("horizon", "ended_on", pl.lit(cutoff))
            )
        )
    )


def _groups(definition: Definition, forms: FormTables) -> pl.DataFrame:
    form, _, item = definition.study.group_item.partition(".")
    return (
        forms[form]
        .filter(pl.col(item).is_not_null())
        .group_by("participant", maintain_order=True)
        .agg(group=pl.col(item).last(), enrolment_source=pl.col("entry").last())
    )


def _origin(origin: OriginDate, forms: FormTables, people: pl.DataFrame) -> pl.DataFrame:
    """One origin date, never before the one it must not precede (as `origin_dates`)."""
    tables = list(_dates_of_items(origin, forms))
    found = reduce(lambda a, b: a.join(b, on="participant", how="left"), tables, people)
    day = pl.coalesce([f"item {number}" for number in range(len(tables))])
    if origin.not_before:
        floor = pl.col(origin.not_before)
        day = pl.when(floor.is_not_null() & day.is_not_null()).then(pl.max_horizontal(day, floor))
    return found.select("participant", day.alias(origin.id))


def _dates_of_items(origin: OriginDate, forms: FormTables) -> Iterator[pl.DataFrame]:
    for number, reference in enumerate(origin.items):
        form, _, item = reference.partition(".")
        day = complete_date(item)
        picked = (day.min() if origin.pick == "first" else day.max()).alias(f"item {number}")
        yield forms[form].group_by("participant").agg(picked)


def _first_date(forms: FormTables, reference: str, cutoff: date, name: str) -> pl.DataFrame:
    form, _, item = reference.partition(".")
    day = complete_date(item)
    days = forms[form].filter(day <= cutoff) if form in forms else None
    if days is None:
        return pl.DataFrame(schema={"participant": pl.String, name: pl.Date})
    return days.group_by("participant").agg(day.min().alias(name))
