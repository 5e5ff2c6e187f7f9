"""What a save means for the participant: status, enrolment, and questions between forms."""

import pytest
from site_people import entered

from hand_made import enrolled
from trialwright.capture.entry import EnteredValue

PERSON = "S-0001"


def enter(site, *, leave_out=(), changes=None, role="coordinator"):
    """Enter the forms of an eligible man, the enrolment last; `changes` maps a form to new answers."""
    from trialwright_web.capture.actions.forms import save_form
    from trialwright_web.capture.actions.participants import add_participant
    from trialwright_web.capture.models import Participant

    if not Participant.objects.filter(number=PERSON).exists():
        add_participant(by=site.actor(role), definition=site.definition, number=PERSON)
    forms = sorted(enrolled(PERSON), key=lambda each: each.form == "enrolment")
    for each in forms:
        if each.form in leave_out:
            continue
        values = {v.item: (v.value, v.unit) for v in each.values if v.value is not None}
        values |= (changes or {}).get(each.form, {})
        save_form(
            by=site.actor(role),
            definition=site.definition,
            key=(PERSON, each.visit, each.form, each.repeat),
            values=[*entered(values), *not_done(site, each.form, values)],
            revision=0,
        )


def not_done(site, form, values):
    """What the hand-made forms leave out, as not done."""
    items = site.definition.forms_by_id[form].items
    return [
        EnteredValue(item.id, None, None, "not_done")
        for item in items
        if item.required and item.id not in values
    ]


@pytest.fixture
def rehearsed(site):
    from trialwright_web.capture.models import Study

    Study.objects.update(rehearsal="yes")
    return site


def status():
    from trialwright_web.capture.models import Participant

    return Participant.objects.get().status


def queries(**options):
    from trialwright_web.capture.models import Query

    return [(q.form, q.origin, q.status) for q in Query.objects.filter(**options)]


def test_a_participant_is_enrolled_by_the_enrolment_form_and_the_journal_says_so(rehearsed):
    import json

    from trialwright_web.audit.models import JournalLine

    enter(rehearsed)
    assert status() == "enrolled"
    lines = [
        json.loads(line.body) for line in JournalLine.objects.filter(chain=f"participant/{PERSON}")
    ]
    moved = [
        change["fields"]["status"]
        for line in lines
        for change in line["changes"]
        if change["kind"] == "participant"
    ]
    assert moved == [[None, "screening"], ["screening", "enrolled"]]


def test_whoever_fails_a_criterion_is_not_eligible_and_is_not_enrolled(rehearsed):
    from trialwright_web.capture.actions.refusals import NotComplete

    psoriasis = {"medical_history": {"psoriasis": "yes"}}
    with pytest.raises(NotComplete, match="E5 FAIL"):
        enter(rehearsed, changes=psoriasis)
    assert status() == "not_eligible"


def test_a_corrected_answer_brings_a_participant_back_into_screening(rehearsed):
    from site_people import save

    enter(rehearsed, leave_out=("enrolment",), changes={"medical_history": {"psoriasis": "yes"}})
    history = next(e for e in enrolled(PERSON) if e.form == "medical_history")
    values = {v.item: v.value for v in history.values}
    key = (PERSON, "SCREENING", "medical_history", 0)
    save(rehearsed, values, key=key, revision=1, reason="read the wrong line")
    assert status() == "screening"


def test_an_enrolment_against_the_criteria_with_its_reason_asks_the_monitor(rehearsed):
    from trialwright_web.capture.actions.queries import close

    changes = {
        "medical_history": {"psoriasis": "yes"},
        "enrolment": {"deviation_reason": "the ethics committee agreed"},
    }
    enter(rehearsed, changes=changes)
    assert status() == "enrolled"
    assert queries(origin="protocol deviation") == [("enrolment", "protocol deviation", "open")]
    close(
        by=rehearsed.actor("monitor"), definition=rehearsed.definition, participant=PERSON, number=1
    )
    again = {v.item: v.value for e in enrolled(PERSON) if e.form == "enrolment" for v in e.values}
    from site_people import save

    key = (PERSON, "ENROLMENT", "enrolment", 0)
    again |= {"deviation_reason": "the ethics committee agreed", "treatment_group": "NA_PEGIFN"}
    save(rehearsed, again, key=key, revision=1, reason="wrong group")
    # What a person closed stays closed while the question is the same.
    assert queries(origin="protocol deviation") == [("enrolment", "protocol deviation", "closed")]


def test_outside_a_rehearsal_open_decisions_refuse_enrolment(site):
    from trialwright_web.capture.actions.refusals import NotComplete

    with pytest.raises(NotComplete, match="Ethics committee and approval number"):
        enter(site)


def test_a_death_asks_about_what_is_dated_after_it_on_other_forms(rehearsed):
    from site_people import save

    enter(rehearsed)
    death = (PERSON, "RUNNING", "death", 0)
    died = {"death_date": "2026-03-01", "death_cause": "other"}
    save(rehearsed, died, key=death)
    assert status() == "ended"
    assert ("enrolment", "after death", "open") in queries()
    save(rehearsed, died | {"death_date": "2027-03-01"}, key=death, revision=1, reason="wrong year")
    assert {state for _, origin, state in queries() if origin == "after death"} == {"closed"}


def test_a_draft_decides_nothing(rehearsed):
    from site_people import save

    enter(rehearsed)
    key = (PERSON, "RUNNING", "death", 0)
    save(rehearsed, {"death_date": "2026-03-01"}, key=key, intent="draft")
    assert status() == "enrolled"
    assert queries() == []


def test_the_state_after_all_this_is_what_the_journal_leads_to(rehearsed):
    enter(rehearsed, changes={"radical_treatment": {"procedure_date": "2026-01-09"}})
    faults = rehearsed.proof().faults
    # The test itself has made the study a rehearsal, past the journal.
    assert [fault for fault in faults if "rehearsal" not in str(fault)] == []


def test_a_number_that_is_no_screening_number_is_refused(site):
    from trialwright_web.capture.actions.participants import add_participant, free_number
    from trialwright_web.capture.actions.refusals import NotPossible

    by = site.actor("coordinator")
    with pytest.raises(NotPossible, match="no screening number"):
        add_participant(by=by, definition=site.definition, number="../1")
    assert free_number(site.definition) == "S-0001"
    add_participant(by=by, definition=site.definition, number="S-0001")
    assert free_number(site.definition) == "S-0002"
