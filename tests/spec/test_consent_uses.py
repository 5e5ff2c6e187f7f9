"""What participants permit on which day, and who is asked again."""

from datetime import date

import pytest

from hand_made import enrolled, entry, prtras001
from study_copy import study_copy  # noqa: F401  # fixture
from trialwright.capture.consent import asked_again, consent_state, data_uses
from trialwright.capture.participant import Participant
from trialwright.definition import load_definition

DAY = date(2027, 6, 1)
TEXTS = """texts:
    - {version: '1.0', approved: 2025-11-01}
    - {version: '1.1', approved: 2026-05-01}
    - {version: '2.0', approved: 2027-01-15, reconsent: true}
"""


def act(on, repeat=1, person="S-0001", version="1.0", **answers):
    answers = {"shares_data": "yes", "stores_specimens": "no", "future_contact": None} | answers
    given = {"given_on": on, "text_version": version}
    return entry(person, "RUNNING", "data_consent", repeat, **given, **answers)


def left(on, reason="consent_withdrawn"):
    return entry("S-0001", "RUNNING", "withdrawal", withdrawal_date=on, withdrawal_reason=reason)


def states(*entries, day=DAY):
    person = Participant("S-0001", (*enrolled("S-0001"), *entries))
    return {u.use: u.state for u in consent_state(prtras001(), person, day).uses}


def test_each_use_is_permitted_by_its_own_answer_only():
    assert states(act("2026-01-05")) == {
        "sharing": "permitted",
        "biobank": "refused",
        "contact": "not asked",
    }


def test_taking_part_permits_no_use_by_itself():
    assert set(states().values()) == {"not asked"}


@pytest.mark.parametrize("on", ["2026-02", "", "2027-06-02"])
def test_an_act_without_its_day_or_after_the_day_asked_permits_nothing(on):
    assert states(act(on or None))["sharing"] == "not asked"


def test_the_latest_act_counts_and_an_open_answer_takes_nothing_back():
    acts = act("2026-01-05"), act("2027-02-01", 2, shares_data="no", stores_specimens=None)
    assert states(*acts)["sharing"] == "refused"
    assert states(*acts)["biobank"] == "refused"
    assert states(*acts, day=date(2027, 1, 31))["sharing"] == "permitted"


def test_withdrawal_of_consent_ends_every_use_from_its_day_on():
    entries = act("2026-01-05"), left("2027-03-01")
    assert states(*entries)["sharing"] == "withdrawn"
    assert states(*entries, day=date(2027, 2, 28))["sharing"] == "permitted"


def test_leaving_for_another_reason_withdraws_nothing():
    assert states(act("2026-01-05"), left("2027-03-01", "moved"))["sharing"] == "permitted"


def test_a_withdrawal_without_its_day_counts_at_once():
    assert states(act("2026-01-05"), left(None))["sharing"] == "withdrawn"


def test_the_uses_of_many_are_those_who_permit_it():
    people = [
        Participant("S-0001", (act("2026-01-05"),)),
        Participant("S-0002", (act("2026-01-05", person="S-0002", shares_data="no"),)),
        Participant("S-0003", ()),
    ]
    assert data_uses(prtras001(), people, "sharing", DAY) == {"S-0001"}


@pytest.mark.parametrize(
    ("version", "on", "day", "due"),
    [
        ("1.0", "2026-01-05", "2026-12-31", None),  # 1.1 asks nobody again
        ("1.0", "2026-01-05", "2027-01-15", "2.0"),
        ("1.1", "2026-06-01", "2027-01-15", "2.0"),
        ("2.0", "2027-01-20", "2027-06-01", None),
        ("draft", "2026-06-01", "2027-06-01", "2.0"),  # unknown: placed by its day
        ("draft", "2027-02-01", "2027-06-01", None),
    ],
)
def test_whoever_agreed_to_an_earlier_text_is_asked_again(study, version, on, day, due):
    study.edit("site.yaml", "texts: []\n", TEXTS)
    definition = load_definition(study.folder)
    person = Participant("S-0001", (act(on, version=version),))
    found = asked_again(definition, [person], date.fromisoformat(day))
    assert [state.ask_again.version for state in found] == ([due] if due else [])


def test_whoever_left_is_not_asked_again(study):
    study.edit("site.yaml", "texts: []\n", TEXTS)
    definition = load_definition(study.folder)
    person = Participant("S-0001", (act("2026-01-05"), left("2026-12-01", "moved")))
    assert asked_again(definition, [person], DAY) == ()


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("item: data_consent.shares_data", "item: data_consent.share", "there is no item"),
        ("item: data_consent.shares_data", "item: data_consent.given_on", "is of type date"),
        ("codes: [consent_withdrawn]", "codes: [withdrawn]", "is no code of withdrawal_reason"),
        ("given_on: data_consent.given_on", "given_on: consent.consent_date", "on one form"),
        ("texts: []", "texts: [{version: '1', approved: 2026-13-01}]", "expected a date"),
    ],
)
def test_a_consent_plan_that_leads_nowhere_is_refused(study, old, new, what):
    study.edit("site.yaml", old, new)
    assert what in study.only_problem().what
