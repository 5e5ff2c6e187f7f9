"""DAT-08: who owes results to the registry, by when, and how that stands: drawn cases."""

from datetime import date

import pytest

from changed_records import ABSENT, changed, small_record
from trialwright.instruments.partial_date import DateSpan
from trialwright.record.compliance import derive_compliance

TRIAL = small_record(
    statusModule={
        "overallStatus": "COMPLETED",
        "startDateStruct": {"date": "2019-03-01", "type": "ACTUAL"},
        "primaryCompletionDateStruct": {"date": "2021-06-30", "type": "ACTUAL"},
    },
    designModule={
        "studyType": "INTERVENTIONAL",
        "phases": ["PHASE2"],
        "designInfo": {"primaryPurpose": "TREATMENT"},
        "enrollmentInfo": {"count": 40, "type": "ACTUAL"},
    },
    oversightModule={"isFdaRegulatedDrug": True, "isFdaRegulatedDevice": False},
    contactsLocationsModule={"locations": [{"city": "Boston", "country": "United States"}]},
)
STATUS, DESIGN, OVERSIGHT = "statusModule", "designModule", "oversightModule"
PLACES = "contactsLocationsModule.locations"
DEVICE = {f"{OVERSIGHT}.isFdaRegulatedDrug": False, f"{OVERSIGHT}.isFdaRegulatedDevice": True}


def results(changes=(), as_of="2022-01-01"):
    return derive_compliance(changed(TRIAL, dict(changes)), date.fromisoformat(as_of)).duty(
        "results"
    )


def one_day(text):
    return DateSpan(date.fromisoformat(text), date.fromisoformat(text))


@pytest.mark.parametrize(
    ("changes", "binding"),
    [
        ({}, True),
        ({f"{DESIGN}.studyType": "OBSERVATIONAL"}, False),
        ({f"{DESIGN}.studyType": ABSENT}, None),
        ({f"{DESIGN}.phases": ["PHASE1"]}, False),
        ({f"{DESIGN}.phases": ["PHASE1", "PHASE2"]}, True),
        ({f"{DESIGN}.phases": ["EARLY_PHASE1"]}, None),
        ({f"{DESIGN}.phases": ["NA"]}, True),
        ({f"{DESIGN}.phases": ABSENT}, None),
        ({f"{OVERSIGHT}.isFdaRegulatedDrug": False}, False),
        ({f"{OVERSIGHT}.isFdaRegulatedDrug": ABSENT}, None),
        (DEVICE, True),
        ({**DEVICE, f"{DESIGN}.designInfo.primaryPurpose": "DEVICE_FEASIBILITY"}, None),
        (
            {
                **DEVICE,
                f"{DESIGN}.designInfo.primaryPurpose": "DEVICE_FEASIBILITY",
                f"{OVERSIGHT}.isPpsd": False,
            },
            False,
        ),
        ({**DEVICE, f"{DESIGN}.studyType": "OBSERVATIONAL", f"{OVERSIGHT}.isPpsd": True}, True),
        ({f"{PLACES}[0].country": "France"}, None),
        ({f"{PLACES}[0].country": "Puerto Rico"}, True),
        ({f"{PLACES}[0].country": "France", f"{OVERSIGHT}.isUsExport": True}, True),
        ({f"{STATUS}.startDateStruct.date": "2017-01-17"}, None),
        ({f"{STATUS}.startDateStruct.date": "2017-01-18"}, True),
        ({f"{STATUS}.startDateStruct.date": "2017-01"}, None),
        ({f"{STATUS}.startDateStruct": ABSENT}, None),
        ({f"{STATUS}.resultsWaived": True}, False),
        ({f"{STATUS}.overallStatus": "WITHDRAWN"}, False),
        ({f"{DESIGN}.enrollmentInfo.count": 0}, False),
    ],
    ids=str,
)
def test_each_condition_decides_or_leaves_open_whether_results_are_owed(changes, binding):
    assert results(changes).binding is binding


SUBMITTED, CERTIFIED = f"{STATUS}.resultsFirstSubmitDate", f"{STATUS}.dispFirstSubmitDate"


@pytest.mark.parametrize(
    ("changes", "as_of", "state"),
    [
        ({}, "2022-06-30", "not yet due"),
        ({}, "2022-07-01", "due, within the days of grace"),
        ({}, "2022-07-30", "due, within the days of grace"),
        ({}, "2022-07-31", "overdue"),
        ({SUBMITTED: "2022-06-30"}, "2023-01-01", "met"),
        ({SUBMITTED: "2022-07-30"}, "2023-01-01", "met within the days of grace"),
        ({SUBMITTED: "2022-07-31"}, "2023-01-01", "met late"),
        ({f"{STATUS}.overallStatus": "WITHDRAWN"}, "2023-01-01", "does not arise"),
        ({f"{STATUS}.primaryCompletionDateStruct": ABSENT}, "2023-01-01", "cannot be determined"),
        ({f"{STATUS}.primaryCompletionDateStruct.date": "2021-06"}, "2022-05-31", "not yet due"),
        (
            {f"{STATUS}.primaryCompletionDateStruct.date": "2021-06"},
            "2022-06-15",
            "cannot be determined",
        ),
        ({f"{STATUS}.primaryCompletionDateStruct.date": "2021-06"}, "2022-07-31", "overdue"),
        ({CERTIFIED: "2022-06-30"}, "2023-01-01", "cannot be determined"),
        ({CERTIFIED: "2022-06-30"}, "2024-08-01", "overdue"),
        ({CERTIFIED: "2022-07-01"}, "2023-01-01", "overdue"),
    ],
    ids=str,
)
def test_how_the_duty_stands_on_a_day(changes, as_of, state):
    assert results(changes, as_of).state.value == state


def test_the_due_date_and_the_days_of_grace_are_two_dates():
    duty = results()
    assert (duty.due, duty.grace_until) == (one_day("2022-06-30"), one_day("2022-07-30"))
    assert duty.sentence == (
        "Results are owed by 2022-06-30 (with grace by 2022-07-30): not yet due."
    )


def test_a_certified_delay_moves_the_latest_day_by_two_years_at_most():
    duty = results({CERTIFIED: "2022-05-01"})
    assert duty.due == DateSpan(date(2022, 6, 30), date(2024, 5, 1))


def test_the_answer_comes_with_every_condition_it_rests_on():
    rows = {row.text: row.holds for row in results({f"{PLACES}[0].country": "France"}).conditions}
    assert rows["Study type is interventional"] is True
    assert rows["At least one site in the United States"] is False
    assert rows["Conducted under a U.S. investigational application (IND or IDE)"] is None
