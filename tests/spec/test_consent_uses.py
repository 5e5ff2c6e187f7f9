"""What participants permit on which day, and who is asked again."""

from datetime import date

import pytest

from hand_made import enrolled, entry, prtras001
from study_copy import study_copy  # noqa: F401  # fixture
from trialwright.capture.consent import asked_again, consent_due, consent_state, data_uses
from trialwright.capture.consent_check import (
    check_consent_between_forms,
    check_consent_to_entry,
)
from trialwright.capture.participant import Participant
from trialwright.definition import load_definition

DAY = date(2027, 6, 1)
TEXTS = """    - {version: '1.0', approved: 2025-11-01}
    - {version: '1.1', approved: 2026-05-01}
    - {version: '2.0', approved: 2027-01-15, reconsent: true}
"""


def give_texts(study, texts=TEXTS):
    """Approved texts in the place of the draft."""
    before, _, rest = (
        study.path("site.yaml").read_text("utf-8").partition("    - version: draft 1\n")
    )
    after = rest[rest.index("parameters:") :]
    study.path("site.yaml").write_text(before + texts + after, encoding="utf-8")


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
        "study_data": "not asked",
        "sharing": "permitted",
        "biobank": "refused",
        "research": "not asked",
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
    give_texts(study)
    definition = load_definition(study.folder)
    person = Participant("S-0001", (act(on, version=version),))
    found = asked_again(definition, [person], date.fromisoformat(day))
    assert [state.ask_again.version for state in found] == ([due] if due else [])


def test_whoever_left_is_not_asked_again(study):
    give_texts(study)
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
        ("approved: 2025-07-01", "approved: 2026-13-01", "expected a date"),
    ],
)
def test_a_consent_plan_that_leads_nowhere_is_refused(study, old, new, what):
    study.edit("site.yaml", old, new)
    assert what in study.only_problem().what


def withdrawal(on, use="sharing", repeat=1):
    given = {"withdrawn_on": on, "withdrawn_use": use}
    return entry("S-0001", "RUNNING", "consent_withdrawal", repeat, **given)


def test_one_use_is_withdrawn_from_its_day_on_and_no_other():
    entries = act("2026-01-05", future_contact="yes"), withdrawal("2027-03-01")
    assert states(*entries, day=date(2027, 2, 28))["sharing"] == "permitted"
    assert states(*entries)["sharing"] == "withdrawn"
    assert states(*entries)["contact"] == "permitted"


@pytest.mark.parametrize(
    ("permitted_on", "expected"), [("2027-03-01", "withdrawn"), ("2027-03-02", "permitted")]
)
def test_of_one_day_the_withdrawal_counts_and_a_later_yes_permits_again(permitted_on, expected):
    entries = act("2026-01-05"), withdrawal("2027-03-01"), act(permitted_on, 2)
    assert states(*entries)["sharing"] == expected


def test_a_withdrawal_of_one_use_without_its_day_counts_whatever_is_answered_later():
    entries = act("2026-01-05"), withdrawal("2027-03"), act("2027-04-01", 2)
    assert states(*entries)["sharing"] == "withdrawn"


def test_withdrawing_the_data_of_the_study_ends_every_use():
    entries = act("2026-01-05", uses_study_data="yes"), withdrawal("2027-03-01", "study_data")
    assert states(*entries)["sharing"] == "withdrawn"
    assert states(*entries)["study_data"] == "withdrawn"
    assert states(*entries, day=date(2027, 2, 28))["sharing"] == "permitted"


def test_the_first_text_is_due_until_somebody_has_agreed_to_one(study):
    give_texts(study)
    definition = load_definition(study.folder)
    for entries, due in (((), "2.0"), ((act("2027-02-01", version="2.0"),), None)):
        person = Participant("S-0001", entries)
        found = consent_due(definition, consent_state(definition, person, DAY), DAY)
        assert (found.version if found else None) == due


COVERING = TEXTS.replace("reconsent: true", "reconsent: true, covers: [liver_chemistry.alt]")


@pytest.fixture
def covering(study):
    """The study of which version 2.0 alone speaks of ALT."""
    give_texts(study, COVERING)
    return load_definition(study.folder)


def refusals(definition, *acts, day="2027-02-20", alt="30", today=DAY, rehearsal=False):
    asked = entry("S-0001", "W48", "liver_chemistry", chemistry_date=day, alt=alt)
    person = Participant("S-0001", (*acts, asked))
    found = check_consent_to_entry(definition, person, asked, today, rehearsal=rehearsal)
    return [(finding.kind, finding.item) for finding in found]


AGAIN = act("2027-02-10", 2, version="2.0")


@pytest.mark.parametrize(
    ("acts", "day", "alt", "refused"),
    [
        ((act("2026-01-05"),), "2027-02-20", "30", True),
        ((act("2026-01-05"),), "2027-02-20", None, False),  # not done: the form can be completed
        ((act("2026-01-05"), AGAIN), "2027-02-20", "30", False),
        ((act("2026-01-05"), AGAIN), "2027-02-09", "30", True),  # measured the day before consent
        ((act("2026-01-05"), AGAIN), "2027-02-10", "30", False),
        ((act("2026-01-05"), AGAIN), "2026-06-01", "30", False),  # before the text: a stored sample
        ((act("2026-01-05"),), "2026-06-01", "30", True),
        ((), "2027-02-20", "30", True),
    ],
)
def test_what_only_a_later_text_speaks_of_needs_consent_to_it(covering, acts, day, alt, refused):
    expected = [("no consent", "alt")] if refused else []
    assert refusals(covering, *acts, day=day, alt=alt) == expected


def test_the_refusal_says_what_to_do(covering):
    asked = entry("S-0001", "W48", "liver_chemistry", chemistry_date="2027-02-20", alt="30")
    person = Participant("S-0001", (act("2026-01-05"), asked))
    (found,) = check_consent_to_entry(covering, person, asked, DAY, rehearsal=False)
    assert "ALT needs consent to version 2.0" in found.message
    assert "enter the item as not done" in found.message


def test_nobody_signs_a_draft_outside_a_rehearsal():
    signed = act("2026-01-05", version="draft 1")
    person = Participant("S-0001", (signed,))
    for rehearsal, expected in ((False, ["no consent"]), (True, [])):
        found = check_consent_to_entry(prtras001(), person, signed, DAY, rehearsal=rehearsal)
        assert [finding.kind for finding in found] == expected


def asked_about(definition, *entries):
    person = Participant("S-0001", entries)
    found = check_consent_between_forms(definition, person, DAY)
    return [(finding.kind, finding.entry) for finding in found]


def test_a_form_of_a_day_after_all_consent_ended_is_asked_about():
    before, after = (
        entry("S-0001", visit, "liver_chemistry", chemistry_date=day)
        for visit, day in (("W12", "2027-03-01"), ("W24", "2027-03-02"))
    )
    entries = act("2026-01-05", version=None), left("2027-03-01"), before, after
    assert asked_about(prtras001(), *entries) == [("after consent ended", after.id)]


def test_a_text_that_nobody_knows_or_that_was_not_yet_approved_is_asked_about(covering):
    unknown, early = act("2026-01-05", version="9"), act("2027-01-14", 2, version="2.0")
    found = asked_about(covering, unknown, early, act("2027-01-15", 3, version="2.0"))
    assert found == [("consent text", unknown.id), ("consent text", early.id)]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("governs: specimens", "governs: package", "only one use governs the package"),
        ("id: contact", "id: research", "each use has a name of its own"),
        ("id: contact", "id: later", "consent_use offers"),
        ("draft: true", "draft: true\n      covers: [death.weight]", "there is no item"),
        (
            "draft: true",
            "draft: true\n      covers: [data_consent.shares_data]",
            "is where consent itself is recorded",
        ),
        ("use: consent_withdrawal.withdrawn_use", "use: death.death_cause", "stands on one form"),
        (
            "use: consent_withdrawal.withdrawn_use",
            "use: consent_withdrawal.told_to",
            "of type text",
        ),
    ],
)
def test_texts_and_uses_that_lead_nowhere_are_refused(study, old, new, what):
    study.edit("site.yaml", old, new)
    assert what in study.only_problem().what


@pytest.mark.parametrize(("day", "asked"), [("2027-01-14", False), ("2027-01-15", True)])
def test_a_value_of_before_the_text_may_have_been_entered_under_the_last_one(covering, day, asked):
    held = entry("S-0001", "W48", "liver_chemistry", chemistry_date=day, alt="30")
    found = asked_about(covering, act("2026-01-05"), held)
    assert found == ([("not consented", held.id)] if asked else [])


@pytest.mark.parametrize(
    ("entries", "item"),
    [
        ((act("2026-01-05", uses_study_data="yes"),), None),
        ((act("2026-01-05", uses_study_data="no"),), "uses_study_data"),
        ((act("2026-01-05", uses_study_data="yes"), withdrawal("2027-03-01", "study_data")), ""),
        ((act("2026-01-05", uses_study_data="no"), left("2026-02-01")), None),
        ((withdrawal("2027-03-01", "study_data"), left("2027-03-01", "moved")), None),
        ((act("2026-01-05", uses_study_data="yes"), withdrawal("2027-03-01", "biobank")), None),
    ],
)
def test_who_is_followed_without_permitting_it_is_asked_about(entries, item):
    person = Participant("S-0001", (*enrolled("S-0001"), *entries))
    found = check_consent_between_forms(prtras001(), person, DAY)
    told = [(f.kind, f.item) for f in found if f.kind == "followed without consent"]
    assert told == ([] if item is None else [("followed without consent", item)])


def test_who_is_only_screened_may_refuse_everything():
    person = Participant("S-0001", (act("2026-01-05", version=None, uses_study_data="no"),))
    assert list(check_consent_between_forms(prtras001(), person, DAY)) == []
