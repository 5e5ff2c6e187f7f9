"""Answers of a questionnaire given when the recurrence was known are flagged (rule QOL-08).

Nobody records when a participant was told. An answer counts as given after the news from the day
after the one that makes the recurrence, the scan or the tissue: never too late, and sometimes some
days too early (P).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from trialwright.endpoints.derived import PRIMARY_READING, EndpointRow

#: The setting of an endpoint that names the one whose event is news, and the detail of its rows.
NEWS_OF: Final = "news_of"
AFTER_NEWS: Final = "after_news"


def is_after_news(answered_on: date, recurred_on: date | None) -> bool:
    """Whether an answer was given on a day after the recurrence was seen."""
    return recurred_on is not None and answered_on > recurred_on


def recurrence_dates(rows: Iterable[EndpointRow], endpoint: str) -> dict[str, date]:
    """The date of recurrence by the primary reading, of whoever had one."""
    return {
        row.participant: row.date
        for row in rows
        if (row.endpoint, row.reading) == (endpoint, PRIMARY_READING) and row.event and row.date
    }


def flag_answers(
    rows: Iterable[EndpointRow], endpoint: str, recurred: Mapping[str, date]
) -> Iterator[EndpointRow]:
    """Every row, those of `endpoint` that came after the news with the detail that says so."""
    for row in rows:
        day = recurred.get(row.participant)
        if row.endpoint == endpoint and row.date and is_after_news(row.date, day):
            row = replace(row, detail={**row.detail, AFTER_NEWS: "yes"})
        yield row
