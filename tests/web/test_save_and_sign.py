"""A form from its first draft to the lock, and what the journal proves of it."""

import pytest
from site_people import DEMOGRAPHY, KEY, save, saved_form

from trialwright.capture.access import AccessRefused


def test_a_form_goes_from_draft_to_locked_and_every_step_is_proved(site):
    from trialwright_web.capture.actions.forms import mark_form
    from trialwright_web.capture.actions.signatures import sign_forms

    assert save(site, {"sex": "F"}, intent="draft").status == "draft"
    assert save(site, DEMOGRAPHY, revision=1).status == "complete"
    for role, action in (("data_manager", "review"), ("monitor", "verify")):
        mark_form(by=site.actor(role), definition=site.definition, key=KEY, action=action)
    sign_forms(
        by=site.actor("investigator"), definition=site.definition, keys=[KEY], meaning="approved"
    )
    mark_form(by=site.actor("data_manager"), definition=site.definition, key=KEY, action="lock")
    row = saved_form(KEY)
    assert (row.status, row.revision) == ("locked", 2)
    assert (row.reviewed_by, row.verified_by, row.signed_by) == (
        "data_manager",
        "monitor",
        "investigator",
    )
    assert site.proof().faults == ()


def test_a_change_of_signed_data_makes_the_signature_void_and_needs_a_reason(site):
    from trialwright_web.capture.actions.signatures import sign_forms
    from trialwright_web.capture.models import Signature

    save(site, DEMOGRAPHY)
    sign_forms(
        by=site.actor("investigator"), definition=site.definition, keys=[KEY], meaning="approved"
    )
    changed = DEMOGRAPHY | {"birth_date": "1970-03-05"}
    with pytest.raises(AccessRefused, match="say why"):
        save(site, changed, revision=1)
    save(site, changed, revision=1, reason="typed the wrong year")
    assert saved_form(KEY).status == "complete"
    assert saved_form(KEY).signed_by is None
    signature = Signature.objects.get()
    assert signature.void_because == "SCREENING/demography/0: the form was changed"
    assert site.proof().faults == ()


def test_nobody_signs_or_marks_a_version_that_they_have_not_seen(site, as_member):
    from trialwright_web.capture.models import Signature

    save(site, DEMOGRAPHY)
    page, seen = "/en/participants/P001/SCREENING/demography/0/", {"revision": "1"}
    shown = as_member("investigator").get(page).content.decode()
    assert shown.count('<input type="hidden" name="revision" value="1">') == 2  # to save, to sign
    save(site, DEMOGRAPHY | {"birth_date": "1970-03-05"}, revision=1, reason="wrong year")
    told = {**seen, "action": "review", "password": "a phrase for tests"}
    for role, step in (("investigator", "sign"), ("data_manager", "mark")):
        for sent in (told, {name: told[name] for name in told if name != "revision"}):
            answer = as_member(role).post(f"{page}{step}/", sent)
            assert answer.status_code == 409
            assert "look at the form as it stands now" in answer.content.decode()
            assert 'value="1970"' in answer.content.decode()
    assert (saved_form(KEY).status, Signature.objects.count()) == ("complete", 0)
    signed = as_member("investigator").post(f"{page}sign/", told | {"revision": "2"})
    assert signed.status_code == 302
    assert saved_form(KEY).status == "signed"


def test_a_signature_is_shown_with_the_full_name_of_who_signed(site, as_member):
    from trialwright_web.accounts.models import User
    from trialwright_web.capture.actions.signatures import sign_forms

    User.objects.filter(username="investigator").update(full_name="李伟")
    save(site, DEMOGRAPHY)
    sign_forms(
        by=site.actor("investigator"), definition=site.definition, keys=[KEY], meaning="approved"
    )
    page = as_member("monitor").get("/en/participants/P001/").content.decode()
    assert '<li>李伟 <span class="quiet">investigator</span>, ' in page


def test_a_signature_means_what_its_page_says_and_nothing_that_is_sent(site, as_member):
    from trialwright_web.capture.models import Signature

    save(site, DEMOGRAPHY)
    sent = {"password": "a phrase for tests", "revision": "1", "meaning": "I have not read this"}
    page = "/en/participants/P001/SCREENING/demography/0/sign/"
    answer = as_member("investigator").post(page, sent)
    assert answer.status_code == 409
    assert "is no meaning of a signature" in answer.content.decode()
    assert Signature.objects.count() == 0


def test_a_stale_save_shows_what_stands_there_and_writes_nothing(site):
    from trialwright_web.capture.actions.refusals import StaleSave

    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="wrong box")
    with pytest.raises(StaleSave) as refused:
        save(site, DEMOGRAPHY | {"birth_date": "1971-01-01"}, revision=1, reason="wrong year")
    assert '"sex":{"value":"M"}' in refused.value.theirs.content
    assert saved_form(KEY).revision == 2


def test_the_same_request_is_carried_out_once(site):
    first = save(site, DEMOGRAPHY, request="one")
    again = save(site, DEMOGRAPHY, request="one")
    assert first == again
    assert saved_form(KEY).revision == 1


def test_a_form_with_a_hard_finding_is_not_complete_but_can_be_a_draft(site):
    from trialwright_web.capture.actions.refusals import NotComplete

    wrong = DEMOGRAPHY | {"birth_date": "2031-13-45"}
    with pytest.raises(NotComplete, match="no date of the calendar"):
        save(site, wrong)
    assert save(site, wrong, intent="draft").status == "draft"


def test_a_query_of_a_check_closes_itself_when_the_data_satisfy_it(site):
    from trialwright_web.capture.models import Query

    key = ("P001", "W12", "liver_chemistry", 0)
    values = {
        "chemistry_date": "2026-03-02",
        "bilirubin": ("12", "umol/L"),
        "albumin": ("410", "g/L"),
        "inr": "1.0",
        "ascites": "none",
        "encephalopathy": "none",
        "creatinine": ("70", "umol/L"),
        "creatinine_uln": ("106", "umol/L"),
        "alt": ("30", "U/L"),
        "ast": ("30", "U/L"),
        "platelets": ("180", "10^9/L"),
    }
    save(site, values, key=key)
    query = Query.objects.get()
    assert (query.item, query.origin, query.status) == ("albumin", "out of range", "open")
    assert "410 g/L is above 80" in query.question
    save(site, values | {"albumin": ("41.0", "g/L")}, key=key, revision=1, reason="typing error")
    assert Query.objects.get().status == "closed"
    assert site.proof().faults == ()


def test_a_locked_database_takes_no_entry(site):
    from trialwright_web.capture.actions.refusals import StudyLocked
    from trialwright_web.capture.actions.signatures import sign_forms
    from trialwright_web.capture.actions.study import lock_study

    save(site, DEMOGRAPHY)
    sign_forms(
        by=site.actor("investigator"), definition=site.definition, keys=[KEY], meaning="approved"
    )
    lock_study(by=site.actor("data_manager"), definition=site.definition)
    with pytest.raises(StudyLocked):
        save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="wrong box")
