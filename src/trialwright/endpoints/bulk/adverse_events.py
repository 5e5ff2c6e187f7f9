"""Adverse events of many participants: a row for each event, a row for each person (rule SAF-02).

Partial dates, answers and grades are read once for each distinct answer; days at risk differ from
person to person and are compared in columns.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from trialwright.endpoints.adverse_event_rows import (
    WATCHED_TO_CUTOFF,
    is_related,
)
from trialwright.endpoints.bulk.distinct import read_distinct
from trialwright.endpoints.case import yes_no
from trialwright.instruments.ctcae.grade import entered_grade
from trialwright.instruments.emergence import DATE_PARTIAL
from trialwright.instruments.partial_date import possible_days
from trialwright.instruments.serious import SeriousnessCriteria, derive_seriousness

#: The six answers a form asks, in the order of `SeriousnessCriteria`.
SERIOUS_ROLES: Final = (
    "death",
    "life_threatening",
    "hospitalisation",
    "disability",
    "congenital",
    "other_important",
)
_SPAN = {"earliest": pl.Date, "latest": pl.Date}


def read_events(events: pl.DataFrame, cutoff: date) -> pl.DataFrame:
    """Read onset, grade, seriousness and causality of every event up to the cut-off.

    One column for each role of the endpoint. An event without a date is kept: it may count.
    """
    read = read_distinct(events, ["onset"], _span, _SPAN)
    read = read.filter(pl.col("earliest").is_null() | (pl.col("earliest") <= cutoff))
    read = read_distinct(read, ["grade"], _grade, {"grade_number": pl.Int8})
    serious = {"serious_record": pl.Boolean, "serious": pl.Boolean}
    read = read_distinct(read, SERIOUS_ROLES, _serious, serious)
    return read_distinct(read, ["related_na", "related_pegifn"], _related, {"related": pl.Boolean})


def treatment_periods(people: pl.DataFrame, periods: pl.DataFrame, interferon: str) -> pl.DataFrame:
    """Add `last_dose`, null while treatment goes on, and `interferon`, whether any was given.

    `periods` has participant, drug and drug_end, a date or null.
    """
    given = periods.group_by("participant").agg(
        last_dose=pl.when(pl.col("drug_end").is_not_null().all()).then(pl.col("drug_end").max()),
        interferon=(pl.col("drug") == interferon).any(),
    )
    after_first = pl.when(pl.col("last_dose") >= pl.col("treated_from")).then("last_dose")
    return people.join(given, on="participant", how="left", maintain_order="left").with_columns(
        last_dose=after_first, interferon=pl.col("interferon").fill_null(False)
    )


def event_table(
    people: pl.DataFrame, events: pl.DataFrame, days_after: tuple[int, int]
) -> pl.DataFrame:
    """Add whether each event is treatment-emergent and inside the endpoint's days.

    `people` has origin, last_day, treated_from, last_dose and interferon; `days_after` the last
    dose count, without and with interferon. Null means that it cannot be determined.
    """
    table = events.join(people, on="participant", how="inner", maintain_order="left")
    risk_days = pl.when("interferon").then(days_after[1]).otherwise(days_after[0])
    table = table.with_columns(end=pl.col("last_dose") + pl.duration(days=risk_days))
    first, end = pl.col("treated_from"), pl.col("end")
    earliest, latest = pl.col("earliest"), pl.col("latest")
    in_time = (earliest >= first) & (end.is_null() | (earliest <= end))
    emergent = pl.when(first.is_not_null() & earliest.is_not_null()).then(in_time)
    inside = (latest >= pl.col("origin")) & (earliest <= pl.col("last_day"))
    all_known = earliest.is_not_null() & pl.col("last_day").is_not_null()
    return table.with_columns(
        emergent=emergent, inside=pl.when(all_known).then(inside), flags=_flags()
    ).with_columns(
        status=pl.when("emergent")
        .then(pl.lit("EMERGENT"))
        .when(pl.col("emergent").is_null())
        .then(pl.lit("CANNOT_DETERMINE"))
        .otherwise(pl.lit("NOT_EMERGENT"))
    )


def person_table(people: pl.DataFrame, events: pl.DataFrame, cutoff: date) -> pl.DataFrame:
    """Whether any event of a person counts: `events` has `counts`, null where it is open.

    Adds counts, sources, number and days_watched to `people`.
    """
    counted = events.group_by("participant", maintain_order=True).agg(
        pl.col("counts").any(ignore_nulls=False),
        sources=pl.col("source").filter(pl.col("counts")),
        number=pl.col("counts").sum(),
    )
    days = (pl.col("last_day") - pl.col("origin")).dt.total_days() + 1
    enrolment = pl.concat_list("enrolment_source")
    some = pl.col("sources").list.len() > 0
    return people.join(counted, on="participant", how="left", maintain_order="left").with_columns(
        counts=pl.when(pl.col("number").is_null()).then(False).otherwise("counts"),
        sources=pl.when(some).then("sources").otherwise(enrolment),
        number=pl.col("number").fill_null(0),
        days_watched=days.clip(lower_bound=0).fill_null(0),
        flags=pl.when(pl.col("last_day") == cutoff).then(pl.lit(WATCHED_TO_CUTOFF)),
    )


def _flags() -> pl.Expr:
    """What the answer rests on, in the order of `derive_emergence` (SAF-04)."""
    first, end = pl.col("treated_from"), pl.col("end")
    earliest, latest = pl.col("earliest"), pl.col("latest")
    begins_inside = (earliest < first) & (first <= latest)
    ends_inside = ((earliest <= end) & (end < latest)).fill_null(False)
    flags = {
        "ONSET_MISSING": earliest.is_null(),
        DATE_PARTIAL: earliest != latest,
        "PARTIAL_DATE_MAY_DECIDE": begins_inside | ends_inside,
    }
    named = [pl.when(holds).then(pl.lit(flag)) for flag, holds in flags.items()]
    joined = pl.concat_list(named).list.drop_nulls().list.join(",")
    return pl.when(first.is_null()).then(pl.lit("FIRST_DOSE_MISSING")).otherwise(joined)


def _span(onset: str | None) -> tuple[date | None, date | None]:
    span = possible_days(onset)
    return (span.earliest, span.latest) if span else (None, None)


def _grade(text: str | None) -> tuple[int | None]:
    return (entered_grade(text),)


def _serious(*answers: str | None) -> tuple[bool | None, bool | None]:
    serious = derive_seriousness(SeriousnessCriteria(*map(yes_no, answers)))
    return serious.sae_record, serious.sae_e2a


def _related(related_na: str | None, related_pegifn: str | None) -> tuple[bool | None]:
    return (is_related(related_na, related_pegifn),)
