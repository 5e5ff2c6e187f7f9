"""The worked cases of the record review, answered by hand."""

from datetime import date, timedelta

import pytest

from trialwright.endpoints.lesions import Examination, Lesion
from trialwright.endpoints.recurrence import Course, decide, follow_up
from trialwright.endpoints.recurrence_sensitivity import last_window_event_at_horizon
from trialwright.endpoints.response import LabTest
from trialwright.endpoints.seroclearance import derive_seroclearance
from trialwright.endpoints.undetectable import derive_undetectable
from trialwright.instruments.calendar import add_months

T_T = date(2026, 1, 10)
T_R = date(2026, 3, 2)


def seroclearance(*results):
    tests = [LabTest(date.fromisoformat(day), text, "IU/mL") for day, text in results]
    return derive_seroclearance(treatment_start=T_T, tests=tests)


def undetectable(*results):
    tests = [LabTest(date.fromisoformat(day), text, "IU/mL") for day, text in results]
    return derive_undetectable(treatment_start=T_T, tests=tests).response


def course(day, lesion, **options):
    return Course(T_R, (Examination(date.fromisoformat(day), lesions=(lesion,)),), **options)


def test_168_days_apart_is_cleared_at_two_years():
    outcome = seroclearance(("2027-06-01", "<0.05"), ("2027-11-16", "<0.05"))
    assert (outcome.status, outcome.onset) == ("CONFIRMED", date(2027, 6, 1))


def test_167_days_apart_is_not_cleared():
    assert seroclearance(("2027-06-01", "<0.05"), ("2027-11-15", "<0.05")).status == "UNCONFIRMED"


def test_a_second_test_after_two_years_clears_in_the_sensitivity_only():
    outcome = seroclearance(("2027-08-01", "<0.05"), ("2028-01-16", "<0.05"))
    assert outcome.status == "CONFIRMED_LATE"


def test_0_05_between_two_negatives_is_not_cleared():
    outcome = seroclearance(
        ("2027-01-04", "<0.05"), ("2027-04-04", "0.05"), ("2027-07-23", "<0.05")
    )
    assert outcome.status == "UNCONFIRMED"


def test_12_weekly_dna_needs_the_calendar_half_year():
    three = [("2027-01-04", "9"), ("2027-03-29", "9"), ("2027-06-21", "9")]
    assert undetectable(*three).status == "UNCONFIRMED"
    outcome = undetectable(*three, ("2027-07-05", "9"))
    assert (outcome.status, outcome.onset) == ("CONFIRMED", date(2027, 1, 4))


def test_below_20_cannot_show_undetectable_but_not_detected_can():
    days = ("2027-01-04", "2027-07-05")
    assert undetectable(*((day, "<20") for day in days)).status == "CANNOT_DETERMINE"
    tnd = undetectable(*((day, "target not detected") for day in days))
    assert tnd.status == "CONFIRMED"


def test_a_lung_nodule_without_histology_is_no_event():
    outcome = decide(follow_up(course("2027-03-02", Lesion("extrahepatic"))))
    assert (outcome.status, outcome.adjudication_pending) == ("CENSORED", True)


def test_15_mm_from_the_margin_with_histology_is_a_local_recurrence():
    lesion = Lesion("liver", distance_mm=15, histology="HCC")
    outcome = decide(follow_up(course("2027-03-02", lesion)))
    assert (outcome.status, outcome.type) == ("RECURRENCE", "local")


def test_a_week_156_scan_after_the_third_year_counts_in_the_sensitivity_only():
    late = course("2029-03-03", Lesion("liver", category="LR-5"))
    primary, sensitivity = decide(follow_up(late)), last_window_event_at_horizon(late)
    assert (primary.status, primary.date) == ("CENSORED", date(2029, 3, 2))
    assert (sensitivity.status, sensitivity.date) == ("RECURRENCE", date(2029, 3, 2))


def test_death_at_month_20_competes():
    death = add_months(T_R, 20)
    outcome = decide(follow_up(Course(T_R, death_date=death)))
    assert (outcome.status, outcome.date) == ("DEATH_WITHOUT_RECURRENCE", death)


@pytest.mark.parametrize("shift", [-20, 8, 40])
def test_a_scan_outside_every_window_still_counts(shift):
    day = T_R + timedelta(days=84 + shift)
    outcome = decide(follow_up(course(day.isoformat(), Lesion("liver", category="LR-5"))))
    assert (outcome.status, outcome.date) == ("RECURRENCE", day)
