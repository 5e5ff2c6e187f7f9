"""The group is chosen after the radical treatment and by enrolment, and changed late in full sight."""

import pytest

from hand_made import enrolled, entry, prtras001
from trialwright.capture.group_check import (
    check_group_dates,
    check_group_entry,
    group_history,
    outcome_forms,
)
from trialwright.capture.participant import Participant

ENROLMENT = ("S-0001", "ENROLMENT", "enrolment", "0")
SCAN = ("S-0001", "W12", "mri_read", "0")


def enrolment(group="NA", on=None, by=None):
    answers = {"enrolment_date": "2026-03-07", "treatment_group": group}
    answers |= {"group_decided_on": on, "group_decided_by": by}
    return entry("S-0001", "ENROLMENT", "enrolment", **answers)


@pytest.mark.parametrize(
    ("on", "what"),
    [
        ("2026-01-09", "before Radical treatment"),  # T_R is 2026-01-10
        ("2026-01-10", None),
        ("2026-03-07", None),  # the day of enrolment
        ("2026-03-08", "after the enrolment on 2026-03-07"),
        ("2026-03", None),  # a part of a date is asked about elsewhere
        (None, None),
    ],
)
def test_the_choice_lies_between_radical_treatment_and_enrolment(on, what):
    others = [e for e in enrolled("S-0001") if e.form != "enrolment"]
    person = Participant("S-0001", (*others, enrolment(on=on)))
    found = [finding.message for finding in check_group_dates(prtras001(), person)]
    assert len(found) == (1 if what else 0)
    assert not what or what in found[0]


def line(key, action="form.complete", **values):
    told = {f"values.{item}": [old, new] for item, (old, new) in values.items()}
    change = {"kind": "form", "key": list(key), "fields": told}
    return {"at": "2026-04-01T08:00:00.000000+00:00", "by": "wang", "action": action,
            "reason": "", "changes": [change]}  # fmt: skip


def choice(before, after):
    return line(
        ENROLMENT,
        treatment_group=tuple(
            None if each is None else {"value": each} for each in (before, after)
        ),
    )


def lateness(*lines, saved=None):
    return [each.late for each in group_history(prtras001(), lines, saved)]


def test_a_change_is_late_once_an_outcome_is_known():
    first, change = choice(None, "NA"), choice("NA", "NA_PEGIFN")
    assert lateness(first, change, line(SCAN)) == [False, False]
    assert lateness(first, line(SCAN), change) == [False, True]


@pytest.mark.parametrize(
    "outcome",
    [
        line(SCAN, action="form.save_draft"),
        line(("S-0001", "ENROLMENT", "virology", "0")),  # the baseline is no outcome
        line(("S-0001", "RUNNING", "study_treatment", "1")),
        line(("S-0001", "RUNNING", "data_consent", "1")),
    ],
)
def test_what_is_no_outcome_makes_no_change_late(outcome):
    assert lateness(choice(None, "NA"), outcome, choice("NA", "NA_PEGIFN")) == [False, False]


def test_a_first_recording_is_never_late():
    assert lateness(line(SCAN), choice(None, "NA")) == [False]


def test_what_is_being_saved_counts_as_the_last_change():
    lines = choice(None, "NA"), line(SCAN)
    assert lateness(*lines, saved=enrolment("NA_PEGIFN")) == [False, True]
    assert lateness(*lines, saved=enrolment("NA")) == [False]


def test_a_late_change_stays_asked_about():
    history = group_history(
        prtras001(), [choice(None, "NA"), line(SCAN), choice("NA", "NA_PEGIFN")]
    )
    (found,) = check_group_entry(prtras001(), enrolment("NA_PEGIFN"), history, None)
    assert (found.item, found.kind) == ("treatment_group", "group changed")
    assert "changed from NA to NA + Peg-IFN on 2026-04-01" in found.message


@pytest.mark.parametrize(
    ("name", "members", "asked"),
    [
        ("Dr Wang", {"wang", "Dr Wang"}, False),
        (" dr wang ", {"Dr Wang"}, False),
        ("Dr Nobody", {"Dr Wang"}, True),
        ("Dr Nobody", None, False),  # a rehearsal
        (None, {"Dr Wang"}, False),
    ],
)
def test_whoever_chose_the_group_works_in_the_study(name, members, asked):
    found = check_group_entry(prtras001(), enrolment(by=name), (), members)
    assert [f.kind for f in found] == (["not a member"] if asked else [])


def test_the_forms_of_outcomes_are_those_that_endpoints_read():
    forms = outcome_forms(prtras001())
    assert {"mri_read", "virology", "qlqc30", "adverse_event", "death"} <= forms
    assert not forms & {"enrolment", "study_treatment", "consent", "demography"}
