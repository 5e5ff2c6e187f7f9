"""The duties to register in time and to keep a record true: drawn cases."""

from datetime import date

import pytest

from changed_records import ABSENT, changed, seed_record
from trialwright.record.compliance import derive_compliance

SEED = seed_record()
STATUS = "statusModule"


def state(duty, as_of, changes=()):
    table = derive_compliance(changed(SEED, dict(changes)), date.fromisoformat(as_of))
    return table.duty(duty).state.value


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "met"),
        ({f"{STATUS}.studyFirstSubmitDate": "2025-09-01"}, "met"),
        ({f"{STATUS}.studyFirstSubmitDate": "2025-09-02"}, "met late"),
        ({f"{STATUS}.startDateStruct.date": "2025-07"}, "cannot be determined"),
        ({f"{STATUS}.startDateStruct": ABSENT}, "cannot be determined"),
        ({f"{STATUS}.studyFirstSubmitDate": ABSENT}, "overdue"),
    ],
    ids=str,
)
def test_dat_05_registration_comes_before_the_start(changes, expected):
    assert state("registration", "2025-12-24", changes) == expected


@pytest.mark.parametrize(
    ("as_of", "changes", "expected"),
    [
        ("2026-07-31", {}, "not yet due"),
        ("2026-08-01", {}, "not yet due"),
        ("2026-08-15", {}, "cannot be determined"),
        ("2026-08-31", {}, "cannot be determined"),
        ("2026-09-01", {}, "overdue"),
        ("2026-09-01", {f"{STATUS}.overallStatus": "COMPLETED"}, "nothing due"),
        ("2026-09-01", {f"{STATUS}.statusVerifiedDate": ABSENT}, "cannot be determined"),
    ],
    ids=str,
)
def test_dat_04_a_running_study_is_verified_each_year(as_of, changes, expected):
    assert state("verification", as_of, changes) == expected


@pytest.mark.parametrize(
    ("as_of", "changes", "expected"),
    [
        ("2025-09-01", {}, "nothing due"),
        ("2025-09-02", {}, "not yet due"),
        ("2025-10-01", {}, "not yet due"),
        ("2025-10-02", {}, "overdue"),
        ("2025-12-24", {f"{STATUS}.overallStatus": "RECRUITING"}, "nothing due"),
        ("2030-02-01", {f"{STATUS}.overallStatus": "RECRUITING"}, "overdue"),
        ("2031-02-01", {f"{STATUS}.overallStatus": "ACTIVE_NOT_RECRUITING"}, "overdue"),
        ("2031-02-01", {f"{STATUS}.overallStatus": "COMPLETED"}, "nothing due"),
        ("2025-12-24", {f"{STATUS}.overallStatus": ABSENT}, "cannot be determined"),
        ("2025-12-24", {f"{STATUS}.startDateStruct": ABSENT}, "cannot be determined"),
    ],
    ids=str,
)
def test_a_status_that_the_dates_contradict_is_corrected_in_30_days(as_of, changes, expected):
    assert state("status", as_of, changes) == expected


PRIMARY = f"{STATUS}.primaryCompletionDateStruct"


@pytest.mark.parametrize(
    ("as_of", "changes", "expected"),
    [
        ("2029-12-31", {}, "nothing due"),
        ("2030-01-01", {}, "not yet due"),
        ("2030-01-31", {}, "overdue"),
        ("2030-01-31", {f"{PRIMARY}.type": "ACTUAL"}, "met"),
        ("2029-12-15", {f"{PRIMARY}.date": "2029-12"}, "cannot be determined"),
        ("2030-01-31", {PRIMARY: ABSENT}, "cannot be determined"),
    ],
    ids=str,
)
def test_a_completion_that_was_reached_is_registered_as_actual(as_of, changes, expected):
    assert state("primary-completion", as_of, changes) == expected


def test_the_study_on_its_version_date():
    table = derive_compliance(SEED, date(2025, 12, 24))
    assert {duty.id: (duty.binding, duty.state.value) for duty in table.duties} == {
        "registration": (False, "met"),
        "verification": (False, "not yet due"),
        "status": (False, "overdue"),
        "primary-completion": (False, "nothing due"),
        "study-completion": (False, "nothing due"),
        "results": (False, "not yet due"),
    }
    assert table.duty("results").sentence == (
        "No statutory due date. Voluntary target 2030-12-31: not yet due."
    )
