"""One value at a time: study days, age bands, and what is left empty (rule REG-07)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_people import study
from trialwright.capture.entry import EnteredValue
from trialwright.sharing.transform import Person, age_band, share_age, share_value

PERSON = Person("X001", origin=date(2026, 2, 27), age_on=date(2026, 2, 1), visits={})


def shared(reference: str, value: str | None, *, unit=None, reason=None, person=PERSON):
    entered = EnteredValue(reference.partition(".")[2], value, unit, reason)
    return tuple(share_value(study().item(reference), entered, person, 10))


@pytest.mark.parametrize(
    ("entered", "day"),
    [
        ("2026-02-27", "1"),  # T_R itself
        ("2026-02-26", "-1"),  # the day before: there is no day 0
        ("2026-03-02", "4"),
        ("2026-05-22", "85"),
        ("2025-02-27", "-365"),
    ],
)
def test_a_date_becomes_the_study_day_counted_from_the_radical_treatment(entered, day):
    assert shared("mri_read.scan_date", entered) == (day, "", "")


@pytest.mark.parametrize("entered", ["2026-03", "2026", "2026-02-30", "in March", "20260302"])
def test_a_date_that_is_not_complete_is_left_empty_with_the_reason(entered):
    assert shared("adverse_event.onset_date", entered) == ("", "", "incomplete_date")


def test_without_a_radical_treatment_date_no_study_day_is_made_up():
    person = replace(PERSON, origin=None)
    assert shared("mri_read.scan_date", "2026-03-02", person=person) == ("", "", "no_origin")


@given(st.integers(-2000, 2000), st.integers(-2000, 2000))
def test_days_between_two_dates_survive_but_for_the_missing_day_0(first, second):
    origin = date(2026, 2, 27)
    days = [
        int(shared("mri_read.scan_date", (origin + timedelta(days=n)).isoformat())[0])
        for n in (first, second)
    ]
    assert [day - 1 if day > 0 else day for day in days] == [first, second]


@pytest.mark.parametrize(
    ("age", "band"),
    [(18, "10-19"), (39, "30-39"), (40, "40-49"), (89, "80-89"), (90, "90+"), (104, "90+")],
)
def test_ages_fall_into_bands_and_those_above_89_into_one(age, band):
    assert age_band(age, 10) == band


def test_a_band_that_would_reach_over_89_ends_there():
    assert (age_band(85, 20), age_band(89, 90), age_band(44, 1)) == ("80-89", "0-89", "44")


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        ("1986-02-01", "40-49"),  # 40 on this very day
        ("1986-02-02", "30-39"),  # 40 tomorrow
        ("1980", "40-49"),  # whatever the day, 45 or 46
        ("1986", None),  # 39 or 40: two bands remain possible
        ("2027-01-01", None),  # not born yet
        ("unknown", None),
        (None, None),
    ],
)
def test_an_age_band_is_given_only_where_the_birth_date_decides_it(birth, band):
    assert share_age(birth, date(2026, 2, 1), 10) == band


def test_an_age_band_that_stays_open_says_why():
    assert shared("demography.birth_date", "1986") == ("", "", "incomplete_date")
    assert shared("demography.birth_date", "1986-02-01") == ("40-49", "", "")


def test_an_age_needs_the_date_of_consent():
    assert share_age("1980-01-01", None, 10) is None


@pytest.mark.parametrize("text", ["820", "<0.05", ">250", "target not detected", "1.2e3"])
def test_a_result_is_kept_as_the_laboratory_reported_it(text):
    assert shared("virology.hbsag_result", text, unit="IU/mL") == (text, "IU/mL", "")


@pytest.mark.parametrize("text", ["see letter of Dr Wang", "820 (Wang)", "=1+1", "ND"])
def test_a_result_that_cannot_be_read_is_free_text_and_stays_behind(text):
    assert shared("virology.hbsag_result", text, unit="IU/mL") == ("", "", "unreadable")


def test_a_missing_value_keeps_its_reason():
    assert shared("liver_chemistry.inr", None, reason="refused") == ("", "", "refused")
    assert tuple(share_value(study().item("liver_chemistry.inr"), None, PERSON, 10)) == ("", "", "")
