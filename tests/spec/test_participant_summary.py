"""One participant in a few numbers: forms due and missing, overdue scans, events."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from study_copy import prtras001
from trialwright.capture.entry import EnteredValue, Entry
from trialwright.capture.participant import Participant
from trialwright.capture.participant_summary import scan_forms, summarise_participant

AT = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def definition():
    return prtras001()


def entry(visit, form, repeat=0, **values):
    told = tuple(EnteredValue(item, text) for item, text in values.items())
    name = f"P001.{visit}.{form}.{repeat}"
    return Entry(name, "P001", visit, form, repeat, told, AT, "coordinator", "h")


TREATED = entry("TREATMENT", "radical_treatment", procedure_date="2027-03-01")
ENROLLED = entry("ENROLMENT", "enrolment", enrolment_date="2027-03-20", treatment_group="NA")
SCANNED = entry("W12", "mri_read", scan_date="2027-05-24")


def summary(definition, *entries, today=date(2027, 6, 1), drafts=()):
    complete = {(e.visit, e.form, e.repeat): e not in drafts for e in entries}
    return summarise_participant(definition, Participant("P001", entries), complete, today)


def test_a_visit_asks_for_its_forms_that_do_not_repeat(definition):
    found = summary(definition, TREATED, ENROLLED, SCANNED)
    week = next(each for each in found.fillings if each.visit == "W12")
    assert week.due == 3  # the read, liver chemistry, virology; lesions repeat
    assert week.missing == (("W12", "liver_chemistry", 0), ("W12", "virology", 0))


def test_a_draft_is_missing_still(definition):
    found = summary(definition, TREATED, ENROLLED, SCANNED, drafts=(SCANNED,))
    week = next(each for each in found.fillings if each.visit == "W12")
    assert ("W12", "mri_read", 0) in week.missing


def test_a_visit_to_come_asks_for_nothing_yet(definition):
    visits = [each.visit for each in summary(definition, TREATED, ENROLLED, SCANNED).fillings]
    assert "W12" in visits
    assert "W24" not in visits


def test_a_scan_is_overdue_on_the_day_after_its_window(definition):
    # Week 12 is 84 days after radical treatment, plus or minus 7: its last day is 2027-05-31.
    assert summary(definition, TREATED, ENROLLED, today=date(2027, 5, 31)).scans_overdue == ()
    late = summary(definition, TREATED, ENROLLED, today=date(2027, 6, 1))
    assert late.scans_overdue == ((("W12", "mri_read", 0), date(2027, 5, 31)),)


def test_who_is_not_enrolled_has_no_overdue_scan(definition):
    found = summary(definition, TREATED, today=date(2027, 12, 1))
    assert (found.enrolled_on, found.scans_overdue) == (None, ())


def test_nothing_is_overdue_after_death(definition):
    died = entry("RUNNING", "death", death_date="2027-04-15")
    found = summary(definition, TREATED, ENROLLED, died, today=date(2027, 12, 1))
    assert found.scans_overdue == ()
    assert (found.ended_on, found.died) == (date(2027, 4, 15), ("RUNNING", "death", 0))


NOT_SERIOUS = dict.fromkeys(
    [
        *("serious_death", "serious_life_threatening", "serious_hospitalisation"),
        *("serious_disability", "serious_congenital", "serious_other"),
    ],
    "no",
)


def test_an_event_is_serious_by_one_criterion_and_unclear_while_one_is_not_answered(definition):
    events = [
        entry("RUNNING", "adverse_event", 1, **NOT_SERIOUS),
        entry("RUNNING", "adverse_event", 2, **NOT_SERIOUS | {"serious_hospitalisation": "yes"}),
        entry("RUNNING", "adverse_event", 3, serious_death="no"),
        entry("RUNNING", "adverse_event", 4, serious_other="yes"),
    ]
    found = summary(definition, ENROLLED, *events)
    assert [repeat for *_, repeat in found.events] == [1, 2, 3, 4]
    assert [repeat for *_, repeat in found.serious] == [2, 4]
    assert [repeat for *_, repeat in found.unclear] == [3]


def test_a_visit_after_today_is_not_the_last_one_seen(definition):
    later = replace(SCANNED, values=(EnteredValue("scan_date", "2027-07-01"),))
    assert summary(definition, TREATED, ENROLLED, later).last_seen == date(2027, 3, 20)


def test_the_forms_of_scans_come_from_the_endpoints(definition):
    assert scan_forms(definition) == {"mri_read"}
