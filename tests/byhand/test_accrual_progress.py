"""Enrolment against the record's plan, reckoned by hand.

PRTRAS 001 asks for 332 participants. It starts on 2025-09-01; the primary outcome needs 3 years and
primary completion is on 2029-12-31, so the last useful day of entry is 2026-12-31. From the first to
the last day are 487 days: 30 + 31 + 30 + 31 of 2025 and 365 of 2026.
"""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from study_copy import prtras001
from trialwright.capture.accrual_progress import AccrualPlan, accrual_plan, accrual_progress

FIRST, LAST = date(2025, 9, 1), date(2026, 12, 31)


@pytest.fixture(scope="module")
def view():
    return prtras001().record.view


def test_the_plan_is_the_number_between_the_start_and_the_last_useful_day(view):
    assert accrual_plan(view) == AccrualPlan(332, FIRST, LAST)
    # 332 / 487 a day, times 365.25 / 12 days of a month.
    assert accrual_plan(view).per_month == Fraction(332 * 36525, 487 * 1200)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (FIRST - timedelta(days=1), Fraction(0)),
        (FIRST, Fraction(332, 487)),
        (date(2025, 12, 31), Fraction(332 * 122, 487)),
        (LAST, Fraction(332)),
        (date(2030, 1, 1), Fraction(332)),
    ],
)
def test_the_number_expected_grows_evenly_between_them(view, day, expected):
    assert accrual_plan(view).expected(day) == expected


def test_enrolments_are_counted_up_to_today_and_not_beyond(view):
    days = [date(2025, 10, 1), date(2025, 10, 1), date(2025, 11, 5), date(2026, 4, 1)]
    found = accrual_progress(view, days, date(2026, 3, 31))
    assert found.steps == ((date(2025, 10, 1), 2), (date(2025, 11, 5), 3))
    assert found.enrolled == 3


def test_the_target_is_reached_when_it_goes_on_like_the_last_91_days(view):
    today = date(2026, 3, 31)
    # 91 in 91 days is one a day: 332 - 91 = 241 days to go.
    days = [today - timedelta(days=n) for n in range(91)]
    assert accrual_progress(view, days, today).reached_on == today + timedelta(days=241)
    # The day 91 days back is no longer among them.
    old = [today - timedelta(days=91)]
    assert accrual_progress(view, old, today).recent == 0
    assert accrual_progress(view, old, today).reached_on is None


def test_a_target_that_was_reached_was_reached_on_the_day_of_the_332nd(view):
    days = [FIRST + timedelta(days=n) for n in range(340)]
    found = accrual_progress(view, days, LAST)
    assert found.reached_on == FIRST + timedelta(days=331)


def test_nobody_enrolled_is_no_progress_and_no_error(view):
    found = accrual_progress(view, [], date(2026, 1, 1))
    assert (found.enrolled, found.steps, found.reached_on) == (0, (), None)
