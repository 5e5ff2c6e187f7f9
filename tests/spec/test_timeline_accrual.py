"""DAT-06: accrual window = primary completion - longest primary horizon - start."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changed_records import small_record
from trialwright.instruments.calendar import add_months
from trialwright.instruments.partial_date import DateSpan
from trialwright.record.accrual import derive_accrual, months_words
from trialwright.record.calendar_lengths import day_after, latest_origin, months_within
from trialwright.record.durations import Duration


def accrual(start, completion, *frames):
    dates = {"startDateStruct": start, "primaryCompletionDateStruct": completion}
    outcomes = [{"measure": f"M{n}", "timeFrame": frame} for n, frame in enumerate(frames)]
    return derive_accrual(
        small_record(
            statusModule={key: {"date": day} for key, day in dates.items() if day},
            outcomesModule={"primaryOutcomes": outcomes},
        ).view
    )


@pytest.mark.parametrize(
    ("start", "completion", "frames", "limit", "months"),
    [
        ("2025-09-01", "2029-12-31", ["3 years"], "2026-12-31", "16"),
        ("2025-09-01", "2030-12-31", ["3 years"], "2027-12-31", "28"),
        ("2025-09-01", "2029-12-31", ["2 years", "36 months"], "2026-12-31", "16"),
        ("2024-01-01", "2025-01-01", ["Week 52"], "2024-01-03", "0.1"),
        ("2027-02-01", "2029-12-31", ["3 years"], "2026-12-31", "0"),
        ("2025-09", "2029-12-31", ["3 years"], "2026-12-31", "15.1 to 16"),
        ("2028-01-01", "2031-02-28", ["36 months"], "2028-02-29", "2"),
    ],
)
def test_the_last_entry_still_reaches_the_longest_primary_horizon(
    start, completion, frames, limit, months
):
    found = accrual(start, completion, *frames)
    assert found.limit == DateSpan(date.fromisoformat(limit), date.fromisoformat(limit))
    assert months_words(found.months) == months


@pytest.mark.parametrize(
    ("start", "completion", "frames"),
    [
        ("2025-09-01", None, ["3 years"]),
        ("2025-09-01", "2029-12-31", ["throughout the study"]),
        ("2025-09-01", "2029-12-31", []),
    ],
)
def test_what_the_record_does_not_say_leaves_the_limit_open(start, completion, frames):
    found = accrual(start, completion, *frames)
    assert (found.limit, found.months) == (None, None)


def test_a_time_frame_without_a_number_is_named():
    found = accrual("2025-09-01", "2029-12-31", "3 years", "until the end of the study")
    assert found.unread == ("protocolSection.outcomesModule.primaryOutcomes[1].timeFrame",)


DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
LENGTHS = st.builds(
    lambda number, unit: Duration(Fraction(number), unit, "span", 0, 0),
    st.integers(0, 200),
    st.sampled_from(["day", "week", "month", "year"]),
)


@given(DAYS, LENGTHS)
def test_the_latest_origin_is_the_last_day_that_reaches(by, length):
    origin = latest_origin(by, length)
    assert day_after(origin, length) <= by < day_after(add_months(origin, 1), length)
    assert day_after(date.fromordinal(origin.toordinal() + 1), length) > by


@given(DAYS, st.integers(0, 200))
def test_whole_months_are_counted_whole(first, months):
    last = date.fromordinal(add_months(first, months).toordinal() - 1)
    assert months_within(first, last) == months


@pytest.mark.parametrize("number", [Fraction(3, 2), Fraction(10**6)])
def test_what_the_calendar_cannot_say_is_none(number):
    assert day_after(date(2025, 1, 1), Duration(number, "month", "span", 0, 0)) is None
