"""A saved form as a whole: its items, its repeats and what is missing."""

from dataclasses import replace

from hand_made import entry, prtras001
from trialwright.capture.entry import EnteredValue
from trialwright.capture.form_check import check_entry

COMPLETE = {"death_date": "2027-03-09", "death_cause": "other"}


def _kinds(saved):
    return [(f.item, f.kind) for f in check_entry(prtras001(), saved)]


def test_a_complete_form_has_no_findings():
    assert _kinds(entry("S-0001", "RUNNING", "death", **COMPLETE)) == []


def test_a_required_item_that_is_absent_or_empty_without_reason_is_asked_for():
    absent = entry("S-0001", "RUNNING", "death", death_cause="other")
    empty = entry("S-0001", "RUNNING", "death", **COMPLETE | {"death_date": None})
    assert _kinds(absent) == _kinds(empty) == [("death_date", "required missing")]


def test_a_reason_answers_for_a_missing_value():
    values = (
        EnteredValue("death_date", "2027-03-09"),
        EnteredValue("death_cause", None, None, "unknown"),
    )
    assert _kinds(replace(entry("S-0001", "RUNNING", "death"), values=values)) == []


def test_a_reason_outside_the_list_and_a_reason_beside_a_value_are_found():
    values = (
        EnteredValue("death_date", "2027-03-09", None, "unknown"),
        EnteredValue("death_cause", None, None, "forgot"),
    )
    saved = replace(entry("S-0001", "RUNNING", "death"), values=values)
    assert _kinds(saved) == [("death_date", "value and reason"), ("death_cause", "unknown reason")]


def test_an_item_of_another_form_and_one_entered_twice_are_found():
    doubled = (
        *entry("S-0001", "RUNNING", "death", **COMPLETE).values,
        EnteredValue("death_cause", "other"),
        EnteredValue("albumin", "42", "g/L"),
    )
    saved = replace(entry("S-0001", "RUNNING", "death"), values=doubled)
    assert _kinds(saved) == [("death_cause", "entered twice"), ("albumin", "unknown item")]


def test_the_repeat_must_fit_the_form():
    assert _kinds(entry("S-0001", "RUNNING", "death", 1, **COMPLETE)) == [("", "wrong repeat")]
    therapy = {"therapy_kind": "ablation", "therapy_date": "2027-03-09"}
    assert _kinds(entry("S-0001", "RUNNING", "subsequent_therapy", **therapy)) == [
        ("", "wrong repeat")
    ]
    assert _kinds(entry("S-0001", "RUNNING", "subsequent_therapy", 1, **therapy)) == []


def test_a_form_the_study_does_not_have_is_one_finding():
    assert _kinds(entry("S-0001", "W12", "gait_test", speed="1.2")) == [("", "unknown form")]


def test_a_finding_names_the_entry_it_is_about():
    saved = entry("S-0007", "RUNNING", "death", death_cause="other")
    assert check_entry(prtras001(), saved)[0].entry == "S-0007.RUNNING.death.0.v1"
