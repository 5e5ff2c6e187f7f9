"""What a change of a record means, one drawn change a row."""

import pytest

from changed_records import ABSENT, changed, seed_record
from trialwright.record.compare.diff import compare_records

SEED = seed_record()
STATUS, DESIGN = "statusModule", "designModule"
OUTCOMES = "outcomesModule"
PRIMARY = f"{OUTCOMES}.primaryOutcomes"

TABLE = [
    (
        {f"{STATUS}.primaryCompletionDateStruct.date": "2030-12-31"},
        "Primary completion +12 months (2029-12-31 -> 2030-12-31): accrual window 16 -> 28 months.",
    ),
    (
        {f"{STATUS}.startDateStruct": {"date": "2025-10-16", "type": "ACTUAL"}},
        "Start is no longer an estimate: 2025-10-16, +1 month 15 days from 2025-09-01: "
        "accrual window 16 -> 14.5 months.",
    ),
    (
        {f"{STATUS}.startDateStruct.date": "2027-02-01"},
        "Start +17 months (2025-09-01 -> 2027-02-01): "
        "accrual window 16 -> 0 months, too short to enrol anyone.",
    ),
    (
        {f"{STATUS}.completionDateStruct.date": "2030-06"},
        "Study completion -6 months (2030-12-31 -> 2030-06).",
    ),
    (
        {f"{STATUS}.completionDateStruct": ABSENT},
        "Study completion 2030-12-31 is no longer registered.",
    ),
    ({f"{PRIMARY}[0].timeFrame": "2 years"}, "Accrual window 16 -> 28 months."),
    ({f"{DESIGN}.enrollmentInfo.count": 250}, "Enrolment 332 -> 250 (-25 %)."),
    ({f"{DESIGN}.enrollmentInfo.count": 331}, "Enrolment 332 -> 331 (-, under 1 %)."),
    (
        {f"{DESIGN}.enrollmentInfo": {"count": 340, "type": "ACTUAL"}},
        "Enrolment 332 -> 340 (+2 %), estimated before, actual now.",
    ),
    ({f"{DESIGN}.enrollmentInfo": ABSENT}, "Enrolment 332 -> not registered, estimated before, "),
    ({f"{STATUS}.overallStatus": "RECRUITING"}, "Status 'Not yet recruiting' -> 'Recruiting'."),
    (
        {f"{STATUS}.overallStatus": "WITHDRAWN", f"{STATUS}.whyStopped": "No funds."},
        "Status 'Not yet recruiting' -> 'Withdrawn': "
        "the study ended before it enrolled anyone (No funds).",
    ),
    (
        {"sponsorCollaboratorsModule.leadSponsor.name": "Another Hospital"},
        "-> Another Hospital: somebody else answers for the study.",
    ),
    (
        {"eligibilityModule.maximumAge": "75 Years"},
        "Age 18-70 years -> 18-75 years: people of 71 to 75 may take part now.",
    ),
    (
        {"eligibilityModule.minimumAge": "20 Years"},
        "Age 18-70 years -> 20-70 years: people of 18 to 19 may no longer take part.",
    ),
    ({"eligibilityModule.maximumAge": ABSENT}, "Age 18-70 years -> from 18 Years."),
    ({"eligibilityModule.sex": "FEMALE"}, "Sex All -> Female."),
    ({f"{DESIGN}.studyType": "INTERVENTIONAL"}, "Study type Observational -> Interventional."),
    (
        {f"{DESIGN}.designInfo.allocation": "NON_RANDOMIZED"},
        "Allocation not registered -> Non-randomized.",
    ),
    (
        {"ipdSharingStatementModule.ipdSharing": "NO"},
        "Plan to share participant data 'Yes' -> 'No': a promise was withdrawn.",
    ),
    (
        {"oversightModule.oversightHasDmc": False},
        "Data monitoring committee Yes -> No: no committee watches over safety any more.",
    ),
    ({"oversightModule.oversightHasDmc": ABSENT}, "committee Yes -> not registered."),
]


@pytest.mark.parametrize(("changes", "sentence"), TABLE, ids=[row[1][:60] for row in TABLE])
def test_a_change_is_told_in_one_sentence(changes, sentence):
    comparison = compare_records(SEED, changed(SEED, changes))
    assert any(sentence in meaning.sentence for meaning in comparison.meanings), comparison.meanings


def test_a_threshold_in_the_criteria_is_named_with_both_numbers():
    text = SEED.view.eligibility.criteria
    later = changed(
        SEED,
        {
            "eligibilityModule.eligibilityCriteria": text.replace(
                "18 and 70 years", "18 and 75 years"
            )
        },
    )
    (meaning,) = compare_records(SEED, later).meanings
    assert meaning.sentence.startswith("Inclusion criterion 1: age >= 18 and <= 70")
    assert "-> age >= 18 and <= 75" in meaning.sentence


def test_a_criterion_that_came_and_one_that_went_are_told():
    before = changed(
        SEED, {"eligibilityModule.eligibilityCriteria": "Inclusion Criteria:\n\n* Adults\n* HIV"}
    )
    after = changed(
        SEED, {"eligibilityModule.eligibilityCriteria": "Inclusion Criteria:\n\n* Adults\n* Gout"}
    )
    sentences = [meaning.sentence for meaning in compare_records(before, after).meanings]
    assert sentences == [
        "Inclusion criterion 2 is gone: 'HIV'.",
        "Inclusion criterion 2 is new: 'Gout'.",
    ]
