"""Visit windows worked out on paper (record review, time rules; rule OUT-06)."""

from datetime import date

import pytest

from study_copy import prtras001
from trialwright.capture.windows import visit_on, visit_window, visit_windows

SCHEDULE = prtras001().schedule


def day(text):
    return date.fromisoformat(text)


def window(visit, **origins):
    found = visit_window(SCHEDULE.visit(visit), {k: day(d) for k, d in origins.items()})
    return found and tuple(map(str, (found.target, found.first, found.last)))


@pytest.mark.parametrize(
    ("visit", "target", "first", "last"),
    [
        ("W12", "2026-05-25", "2026-05-18", "2026-06-01"),
        ("W24", "2026-08-17", "2026-08-10", "2026-08-24"),
        ("W96", "2028-01-03", "2027-12-27", "2028-01-10"),
        ("W156", "2029-02-26", "2029-02-19", "2029-03-05"),
    ],
)
def test_the_grid_counts_84_days_from_the_radical_treatment(visit, target, first, last):
    assert window(visit, T_R="2026-03-02") == (target, first, last)


def test_the_week_156_window_runs_past_three_years():
    """OUT-06: 3 years end on 2029-03-02, the window three days later."""
    found = visit_window(SCHEDULE.visit("W156"), {"T_R": day("2026-03-02")})
    assert (found.last - day("2029-03-02")).days == 3


@pytest.mark.parametrize(
    ("start", "target", "first", "last"),
    [
        # 730 days to the two-year date: day 730 is both its end and 728 + 2.
        ("2026-01-10", "2028-01-08", "2027-12-11", "2028-01-10"),
        # A leap day inside makes two years 731 days: the window ends a day before the date.
        ("2026-03-02", "2028-02-28", "2028-01-31", "2028-03-01"),
        # 29 February maps to 28 February, 730 days on.
        ("2028-02-29", "2030-02-26", "2030-01-29", "2030-02-28"),
        ("2027-03-01", "2029-02-26", "2029-01-29", "2029-02-28"),
    ],
)
def test_the_two_year_laboratory_visit_never_runs_past_two_years(start, target, first, last):
    assert window("LAB_2Y", T_T=start) == (target, first, last)


def test_a_limit_cuts_a_target_that_lies_behind_it():
    late = SCHEDULE.visit("LAB_2Y").model_copy(update={"day": 735})
    found = visit_window(late, {"T_T": day("2026-01-10")})
    assert (str(found.target), str(found.last)) == ("2028-01-10", "2028-01-10")


def test_a_limit_before_the_window_leaves_no_window():
    visit = SCHEDULE.visit("LAB_2Y")
    limit = visit.not_after.model_copy(update={"months": 12})
    short = visit.model_copy(update={"not_after": limit})
    assert visit_window(short, {"T_T": day("2026-01-10")}) is None


def test_a_limit_from_an_unknown_date_leaves_the_window_unknown():
    visit = SCHEDULE.visit("LAB_2Y")
    limit = visit.not_after.model_copy(update={"origin": "T_R"})
    other = visit.model_copy(update={"not_after": limit})
    assert visit_window(other, {"T_T": day("2026-01-10")}) is None


def test_a_visit_without_its_origin_has_no_window():
    assert window("W12", T_E="2026-03-02") is None
    assert window("LAB_2Y", T_R="2026-03-02") is None
    windows = visit_windows(SCHEDULE, {"consent": day("2026-03-02")})
    assert [w.visit for w in windows] == ["SCREENING"]


ORIGINS = {
    "consent": day("2026-03-20"),
    "T_R": day("2026-03-02"),
    "T_E": day("2026-04-10"),
    "T_T": day("2026-04-10"),
}


@pytest.mark.parametrize(
    ("on", "form", "visit"),
    [
        ("2026-05-25", "mri_read", "W12"),
        ("2026-05-18", "mri_read", "W12"),
        ("2026-06-01", "mri_read", "W12"),
        ("2026-05-17", "mri_read", None),  # a day early: unscheduled, still counted
        ("2026-06-02", "mri_read", None),
        ("2026-05-25", "qlqc30", None),  # quality of life is not asked at week 12
        ("2026-08-17", "qlqc30", "W24"),
        ("2026-03-13", "virology", "ENROLMENT"),
        ("2026-04-10", "virology", "ENROLMENT"),
        ("2026-04-11", "virology", None),
        # W108 aims at 2028-03-27 (03-20 to 04-03), the two-year visit at 2028-04-07 (03-10 to 04-09).
        ("2028-03-15", "virology", "LAB_2Y"),
        ("2028-04-01", "virology", "W108"),  # 5 days off, the other 6
        ("2028-04-02", "virology", "LAB_2Y"),
        ("2028-04-02", "mri_read", "W108"),
        ("2026-05-01", "death", None),  # running forms belong to no visit
        ("2026-03-02", "radical_treatment", "TREATMENT"),
        ("2026-03-03", "radical_treatment", None),
    ],
)
def test_a_date_belongs_to_the_visit_that_asks_for_the_form(on, form, visit):
    found = visit_on(day(on), form, SCHEDULE, ORIGINS)
    assert (found and found.id) == visit
