"""Outcome switching: what happened to which outcome, and how far the study was."""

import pytest

from changed_records import changed, record_of, small_record
from trialwright.record.compare.diff import compare_records
from trialwright.record.json_values import thaw

SURVIVAL = {"measure": "Overall survival", "timeFrame": "3 years"}
RECURRENCE = {"measure": "Recurrence by MRI", "timeFrame": "3 years"}
SAFETY = {"measure": "Adverse events of grade 3 or more", "timeFrame": "3 years"}


def version(updated, primary, secondary=(), start="2025-09-01", completion="2029-12-31"):
    return small_record(
        statusModule={
            "startDateStruct": {"date": start},
            "primaryCompletionDateStruct": {"date": completion},
            "lastUpdateSubmitDate": updated,
        },
        outcomesModule={"primaryOutcomes": list(primary), "secondaryOutcomes": list(secondary)},
    )


def told(before, after):
    return [
        (switch.kind.value, switch.is_primary) for switch in compare_records(before, after).switches
    ]


EARLY = version("2025-01-01", [RECURRENCE], [SAFETY])


@pytest.mark.parametrize(
    ("primary", "secondary", "expected"),
    [
        ([RECURRENCE, SURVIVAL], [SAFETY], [("added", True)]),
        ([], [SAFETY], [("removed", True)]),
        ([], [RECURRENCE, SAFETY], [("demoted", True)]),
        ([RECURRENCE, SAFETY], [], [("promoted", True)]),
        ([{**RECURRENCE, "timeFrame": "2 years"}], [SAFETY], [("time frame changed", True)]),
        ([{**RECURRENCE, "measure": "Recurrence by CT"}], [SAFETY], [("measure reworded", True)]),
        ([{**RECURRENCE, "description": "new"}], [SAFETY], [("description changed", True)]),
        ([SURVIVAL], [SAFETY], [("removed", True), ("added", True)]),
        ([SURVIVAL], [RECURRENCE, SAFETY], [("demoted", True), ("added", True)]),
        ([RECURRENCE], [], [("removed", False)]),
        ([RECURRENCE], [SAFETY], []),
    ],
    ids=lambda value: str(value)[:40],
)
def test_each_way_of_switching_has_its_name(primary, secondary, expected):
    assert told(EARLY, version("2025-06-01", primary, secondary)) == expected


@pytest.mark.parametrize(
    ("earlier", "later", "stage"),
    [
        ("2025-01-01", "2025-06-01", "before the start"),
        ("2025-01-01", "2025-09-01", "before the start"),
        ("2025-09-01", "2025-10-01", "after the start"),
        ("2025-10-01", "2026-10-01", "after the start"),
        ("2025-01-01", "2026-01-01", "cannot be determined"),
        ("2029-01-01", "2030-01-01", "cannot be determined"),
        ("2030-01-01", "2030-02-01", "after primary completion"),
    ],
)
def test_the_stage_compares_the_versions_with_the_dates_of_the_study(earlier, later, stage):
    before, after = version(earlier, [RECURRENCE]), version(later, [SURVIVAL])
    assert {switch.stage.value for switch in compare_records(before, after).switches} == {stage}


def test_a_start_known_to_the_month_decides_only_outside_that_month():
    after = version("2025-09-20", [SURVIVAL], start="2025-09")
    (_, added) = compare_records(version("2025-09-10", [RECURRENCE]), after).switches
    assert added.stage.value == "cannot be determined"


def test_two_different_studies_switch_nothing():
    other = thaw(EARLY.study)
    other["protocolSection"]["identificationModule"]["nctId"] = "NCT00000002"
    other["protocolSection"]["outcomesModule"] = {"primaryOutcomes": [SURVIVAL]}
    comparison = compare_records(EARLY, record_of(other))
    assert comparison.switches == ()
    assert "two studies, NCT00000001 and NCT00000002" in comparison.notes[0]


def test_the_newer_record_given_first_is_noticed():
    newer = changed(EARLY, {"statusModule.lastUpdateSubmitDate": "2026-01-01"})
    assert "newer than the second" in compare_records(newer, EARLY).notes[0]
    assert compare_records(EARLY, newer).notes == ()
