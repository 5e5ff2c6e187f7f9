"""A decision table is printed with its answer, on any record."""

import json
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from changed_records import ABSENT, changed, seed_record, small_record
from trialwright.record.compliance import derive_compliance
from trialwright.record.compliance_show import compliance_answer, describe_compliance
from trialwright.record.duties.table import State
from trialwright.record.read import read_record
from trialwright.record.terminal import render_terminal

SEED = seed_record()
DATES = ["startDateStruct", "primaryCompletionDateStruct", "completionDateStruct"]
KEYS = [*(f"statusModule.{key}" for key in DATES), "statusModule.statusVerifiedDate"]
# Once a deadline has passed it stays passed: an answer never returns to an earlier one. What
# cannot be determined may become any of them: a date that contradicts the status decides the
# duty, though another date is still missing.
ORDER = [State.NOTHING_DUE, State.NOT_YET_DUE, State.UNDETERMINED, State.IN_GRACE, State.OVERDUE]


def test_each_duty_shows_conditions_source_and_answer():
    text = render_terminal(describe_compliance(derive_compliance(SEED, date(2025, 12, 24))), 110)
    assert "Duties of NCT07120750 as of 2025-12-24" in text
    assert "cannot be determined" in text and "does not hold" in text
    assert text.count("Source") == 6
    assert "not legal advice" in text


def test_null_is_cannot_be_determined_for_machines():
    answer = compliance_answer(derive_compliance(small_record(), date(2025, 1, 1)))
    results = next(duty for duty in answer["duties"] if duty["id"] == "results")
    assert (results["binding"], results["due"]) == (None, None)
    assert {row["holds"] for row in results["conditions"]} <= {True, False, None}
    assert json.loads(json.dumps(answer)) == answer


def test_any_record_has_its_tables(reference_dirs):
    files = [f for folder in reference_dirs for f in sorted(folder.rglob("NCT*.json"))]
    for record in (SEED, *map(read_record, files)):
        table = derive_compliance(record, date(2025, 12, 24))
        assert len(table.duties) == 6
        assert render_terminal(describe_compliance(table), 60)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([f"{key}.date" for key in KEYS[:3]]),
        st.sampled_from(["2026", "2026-04", "2027-02-28"]),
    ),
    st.sets(st.sampled_from(KEYS), max_size=1),
    st.dates(date(2024, 1, 1), date(2032, 1, 1)),
    st.integers(0, 900),
)
@example({"statusModule.startDateStruct.date": "2027-02-28"}, {KEYS[1]}, date(2025, 1, 1), 789)
def test_a_duty_that_nobody_meets_only_grows_older(dates, absent, day, later):
    record = changed(SEED, {**dates, **dict.fromkeys(absent, ABSENT)})
    before = derive_compliance(record, day)
    after = derive_compliance(record, day + timedelta(days=later))
    for old, new in zip(before.duties[1:], after.duties[1:], strict=True):
        if old.state is State.UNDETERMINED:
            continue
        assert ORDER.index(old.state) <= ORDER.index(new.state)
