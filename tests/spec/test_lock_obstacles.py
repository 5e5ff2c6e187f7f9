"""What stands in the way of a database lock: found, settled by a query, or explained."""

from datetime import UTC, date, datetime

import pytest

from study_copy import prtras001
from trialwright.capture.entry import EnteredValue, Entry
from trialwright.capture.lock_obstacles import (
    FormStanding,
    Obstacle,
    Question,
    lock_obstacles,
    unexplained,
)

TODAY = date(2027, 6, 1)
FORM = ("P001", "SCREENING", "demography", 0)


@pytest.fixture(scope="module")
def definition():
    return prtras001()


def standing(status="signed", **values):
    told = {"birth_date": "1969-03-05", "sex": "F"} | values
    participant, visit, form, repeat = FORM
    entered = tuple(EnteredValue(item, text) for item, text in told.items())
    at = datetime(2027, 1, 1, tzinfo=UTC)
    entry = Entry("P001.1", participant, visit, form, repeat, entered, at, "coordinator", "h")
    return FormStanding(status, entry)


def obstacles(definition, forms, questions=()):
    return lock_obstacles(definition, forms, questions, TODAY, rehearsal=True)


def test_signed_forms_without_findings_or_queries_stand_in_no_way(definition):
    assert obstacles(definition, [standing()]) == ()
    assert obstacles(definition, [standing("locked")]) == ()


@pytest.mark.parametrize("status", ["complete", "reviewed", "verified"])
def test_a_form_without_a_signature_stands_in_the_way(definition, status):
    assert obstacles(definition, [standing(status)]) == (Obstacle("unsigned", FORM),)


def test_a_draft_stands_in_the_way_once(definition):
    assert obstacles(definition, [standing("draft", sex="X")]) == (Obstacle("draft", FORM),)


def test_a_finding_is_listed_until_a_query_asks_of_it_and_then_as_the_query(definition):
    wrong = standing(sex="X")
    (found,) = obstacles(definition, [wrong])
    assert (found.kind, found.item) == ("finding", "sex")
    asked = Question(FORM, "sex", "not a code", "open", found.what)
    assert obstacles(definition, [wrong], [asked]) == (Obstacle("query", FORM, "sex", found.what),)
    closed = Question(FORM, "sex", "not a code", "closed", found.what)
    assert obstacles(definition, [wrong], [closed]) == ()


def test_a_closed_query_about_another_value_settles_nothing(definition):
    closed = Question(FORM, "sex", "not a code", "closed", "Sex 'Y' is not in its list.")
    assert [o.kind for o in obstacles(definition, [standing(sex="X")], [closed])] == ["finding"]


def test_checks_between_forms_are_run_as_well(definition):
    late = standing(birth_date="2026-12-31")
    consent = Entry(
        "P001.2", "P001", "SCREENING", "consent", 0,
        (EnteredValue("consent_date", "2026-11-01"),),
        datetime(2027, 1, 1, tzinfo=UTC), "coordinator", "h",
    )  # fmt: skip
    found = obstacles(definition, [late, FormStanding("signed", consent)])
    assert any("before the date of birth" in each.what for each in found)


@pytest.mark.parametrize("status", ["open", "answered"])
def test_a_query_that_is_not_closed_stands_in_the_way(definition, status):
    asked = Question(FORM, "", "person", status, "Is this the right patient?")
    found = obstacles(definition, [standing()], [asked])
    assert found == (Obstacle("query", FORM, "", "Is this the right patient?"),)


def test_an_explanation_holds_for_the_same_obstacle_only():
    first, second = (Obstacle("query", FORM, "sex", what) for what in ("Why X?", "Why Y?"))
    told = {first.id: "the registry of births says so"}
    assert unexplained([first, second], told) == (second,)
    assert unexplained([first], {first.id: "  "}) == (first,)
