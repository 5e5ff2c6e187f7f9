"""Nobody is enrolled by mistake: what the enrolment form is told when it is saved."""

from dataclasses import replace
from datetime import date

import pytest

from hand_made import enrolled, entry, prtras001
from trialwright.capture.enrolment_check import check_enrolment
from trialwright.capture.entry import EnteredValue
from trialwright.capture.participant import Participant
from trialwright.capture.visit_status import participant_status

TODAY = date(2026, 3, 8)


def ask(*changes, rehearsal=True, definition=None, also=()):
    """What is found when the enrolment of an eligible man is saved after changes (form, item, value)."""
    entries = [*enrolled("S-0001"), *also]
    for form, item, value in changes:
        place = next(i for i, e in enumerate(entries) if e.form == form)
        kept = [v for v in entries[place].values if v.item != item]
        unit = entries[place].unit(item)
        entries[place] = replace(
            entries[place], values=(*kept, EnteredValue(item, value, unit if value else None))
        )
    person = Participant("S-0001", tuple(entries))
    entry = next(e for e in entries if e.form == "enrolment")
    found = check_enrolment(definition or prtras001(), person, entry, TODAY, rehearsal=rehearsal)
    return [(f.item, f.kind, f.message) for f in found]


def test_an_eligible_participant_is_enrolled_without_a_word():
    assert ask() == []


def test_whoever_fails_a_criterion_is_not_enrolled_without_a_reason():
    [(item, kind, message)] = ask(("medical_history", "psoriasis", "yes"))
    assert (item, kind) == ("deviation_reason", "not eligible")
    assert "E5 FAIL" in message
    assert "version 1" in message


def test_what_is_not_known_stands_against_enrolment_too():
    [(_, kind, message)] = ask(("medical_history", "retinopathy", None))
    assert kind == "not eligible"
    assert "E11 CD" in message


@pytest.mark.parametrize(
    ("reason", "kind"), [("Ethics agreed", "protocol deviation"), ("  ", "not eligible")]
)
def test_a_reason_makes_it_a_protocol_deviation(reason, kind):
    changes = ("medical_history", "psoriasis", "yes"), ("enrolment", "deviation_reason", reason)
    [(item, found, message)] = ask(*changes)
    assert (item, found) == ("deviation_reason", kind)
    assert "E5 FAIL" in message


@pytest.mark.parametrize("item", ["consent_date", "consent_signed_by", "agrees_to_comply"])
def test_no_reason_replaces_a_consent_that_nobody_has_recorded(item):
    reason = "enrolment", "deviation_reason", "Ethics agreed"
    [(where, kind, message)] = ask(("consent", item, None), reason)
    assert (where, kind) == ("", "not eligible")
    assert "I7 CD" in message
    assert "complete the consent form first" in message


def test_consent_after_the_first_procedure_is_a_deviation_like_others():
    late = "consent", "first_study_procedure_date", "2025-12-19"
    [(_, kind, message)] = ask(late, ("enrolment", "deviation_reason", "Reported to ethics"))
    assert kind == "protocol deviation"
    assert "I7 FAIL" in message


def test_outside_a_rehearsal_nobody_is_enrolled_while_decisions_are_open():
    [(_, kind, message)] = ask(rehearsal=False)
    assert kind == "enrolment not open"
    for parameter in prtras001().site.open_decisions:
        assert parameter.label.en in message


@pytest.mark.parametrize(
    ("given", "withdrawn", "refused"),
    [
        (None, None, True),
        ("2026-03-08", None, True),
        ("2026-03-07", None, False),
        ("2026-01-05", None, False),
        ("2026-01-05", "2026-02-01", True),
    ],
)
def test_outside_a_rehearsal_nobody_is_enrolled_without_a_text_agreed_to(given, withdrawn, refused):
    study = prtras001()
    every = [p.model_copy(update={"value": p.value or 365}) for p in study.site.parameters]
    decided = replace(study, site=study.site.model_copy(update={"parameters": tuple(every)}))
    acts = [entry("S-0001", "RUNNING", "data_consent", 1, given_on=given, text_version="1.0")]
    ends = {"withdrawal_date": withdrawn, "withdrawal_reason": "consent_withdrawn"}
    also = acts if given else []
    also += [entry("S-0001", "RUNNING", "withdrawal", **ends)] if withdrawn else []
    found = ask(rehearsal=False, definition=decided, also=also)
    told = [kind for _, kind, message in found if "agreed to no text of consent" in message]
    assert told == (["not eligible"] if refused else [])


def test_an_enrolment_without_its_day_enrols_nobody():
    assert ask(("enrolment", "enrolment_date", None), ("medical_history", "psoriasis", "yes")) == []


def status(*forms, overall=None, more=()):
    entries = tuple(e for e in enrolled("S-0001") if e.form in forms)
    return participant_status(prtras001(), Participant("S-0001", (*entries, *more)), overall)


def test_the_forms_say_how_far_a_participant_has_come():
    from hand_made import entry

    assert status("consent") == "screening"
    assert status("consent", overall="CANNOT_DETERMINE") == "screening"
    assert status("consent", overall="INELIGIBLE") == "not_eligible"
    assert status("consent", "enrolment", overall="INELIGIBLE") == "enrolled"
    died = entry("S-0001", "RUNNING", "death", death_date="2027-01-01", death_cause="other")
    assert status("consent", "enrolment", more=(died,)) == "ended"
