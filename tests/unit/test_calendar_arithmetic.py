"""Months by the calendar, weeks as seven days, study days without a day 0."""

from datetime import date

import pytest

from trialwright.instruments.calendar import (
    add_months,
    completed_years,
    days_between,
    study_day,
    weeks,
)
from trialwright.instruments.inputs import InputRefused
from trialwright.instruments.partial_date import read_partial_date


@pytest.mark.parametrize(
    ("day", "months", "answer"),
    [
        ("2026-01-10", 36, "2029-01-10"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2030-08-31", 6, "2031-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_adding_months_keeps_the_day_or_takes_the_last_one(day, months, answer):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(answer)


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        ("1955-06-02", "2026-06-01", 70),
        ("1955-06-02", "2026-06-02", 71),
        ("2008-02-29", "2026-02-27", 17),
        ("2008-02-29", "2026-02-28", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
        ("2026-05-05", "2026-05-05", 0),
        ("2026-05-05", "2026-05-04", -1),
    ],
)
def test_age_is_completed_on_the_birthday(birth, on, years):
    assert completed_years(date.fromisoformat(birth), date.fromisoformat(on)) == years


def test_the_origin_is_study_day_1_and_there_is_no_day_0():
    origin = date(2026, 1, 10)
    days = [study_day(date(2026, 1, n), origin) for n in (8, 9, 10, 11)]
    assert days == [-2, -1, 1, 2]


def test_24_weeks_are_168_days_and_not_six_months():
    assert weeks(24) == 168
    assert days_between(date(2026, 1, 10), add_months(date(2026, 1, 10), 6)) == 181


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-03-09", "2026-03-09", "2026-03-09"),
    ],
)
def test_a_partial_date_spans_the_days_it_may_be(text, earliest, latest):
    span = read_partial_date(text)
    assert (span.earliest.isoformat(), span.latest.isoformat()) == (earliest, latest)


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "March 2026", "26-03-09", "0000"])
def test_a_date_that_is_none_is_refused(text):
    with pytest.raises(InputRefused, match=text):
        read_partial_date(text)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_date_is_not_a_date(text):
    assert read_partial_date(text) is None
