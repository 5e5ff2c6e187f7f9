"""Source data verification on the site: what is due, what was compared, and what falls with a change."""

import re
from datetime import date

import pytest
from site_people import DEMOGRAPHY, KEY, save, saved_form
from verification_naive import naive_list

TODAY = date(2027, 3, 1)
CHANGED = DEMOGRAPHY | {"sex": "M"}


def compare(site, *verified, role="monitor", key=KEY, revision=1, **differs):
    from trialwright_web.capture.actions.source_verification import compare_source

    compare_source(
        by=site.actor(role),
        definition=site.definition,
        key=key,
        revision=revision,
        verified=verified,
        differs=differs,
    )


def states(site, key=KEY):
    from trialwright_web.capture.actions.verification_rows import states_of

    return states_of(site.definition, saved_form(key))


def test_what_the_plan_names_is_due_once_a_form_is_complete(site):
    save(site, {"sex": "F"}, intent="draft")
    assert naive_list(site.definition) == []
    save(site, DEMOGRAPHY, revision=1)
    (found,) = naive_list(site.definition)
    assert (found.key, found.states) == (KEY, ("due", "due"))


def test_a_form_is_source_verified_once_every_due_item_is(site):
    save(site, DEMOGRAPHY)
    compare(site, "sex")
    assert states(site) == {"birth_date": "due", "sex": "verified"}
    assert saved_form(KEY).status == "complete"
    compare(site, "birth_date")
    assert (saved_form(KEY).status, saved_form(KEY).verified_by) == ("verified", "monitor")
    assert site.proof().faults == ()


def test_marking_the_form_verifies_everything_that_is_due(site):
    from trialwright_web.capture.actions.forms import mark_form

    save(site, DEMOGRAPHY)
    mark_form(by=site.actor("monitor"), definition=site.definition, key=KEY, action="verify")
    assert set(states(site).values()) == {"verified"}
    assert site.proof().faults == ()


def test_a_difference_raises_a_query_and_stands_in_the_way_of_the_mark(site):
    from trialwright_web.capture.actions.forms import mark_form
    from trialwright_web.capture.actions.refusals import NotPossible
    from trialwright_web.capture.models import Query

    save(site, DEMOGRAPHY)
    compare(site, "birth_date", sex="the file says male")
    query = Query.objects.get()
    assert (query.item, query.status, query.question) == ("sex", "open", "the file says male")
    assert states(site)["sex"] == "differs"
    with pytest.raises(NotPossible, match="differ from the source: Sex"):
        mark_form(by=site.actor("monitor"), definition=site.definition, key=KEY, action="verify")
    assert site.proof().faults == ()


def test_a_difference_found_later_takes_the_verification_of_the_form_back(site):
    save(site, DEMOGRAPHY)
    compare(site, "birth_date", "sex")
    compare(site, sex="the file says male")
    assert (saved_form(KEY).status, saved_form(KEY).verified_by) == ("complete", None)
    assert site.proof().faults == ()


def by_page(site):
    save(site, CHANGED, revision=1, reason="wrong box")


def by_import(site):
    from trialwright.capture.imports.plan import ImportedValue
    from trialwright_web.capture.actions.imports import import_values, planned_import

    values = [ImportedValue(KEY, "sex", "M", None, 1)]
    plan = planned_import(site.definition, values, "sex.csv")
    import_values(
        by=site.actor("coordinator"),
        definition=site.definition,
        values=values,
        file="sex.csv",
        digest=plan.digest,
        reason="from the laboratory",
    )


def by_program(site):
    import json

    from django.test import Client

    from trialwright_web.capture.actions.tokens import make_token

    told = {"name": "lab", "user": "coordinator", "role": "coordinator", "days": 30}
    secret = make_token(by=site.actor("administrator"), definition=site.definition, **told)
    values = {item: {"value": text} for item, text in CHANGED.items()}
    answer = Client(headers={"host": "localhost"}).put(
        "/api/v1/forms/P001/SCREENING/demography/0",
        data=json.dumps({"values": values, "revision": 1, "reason": "wrong box"}),
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize("change", [by_page, by_import, by_program])
def test_a_change_makes_the_verification_of_the_item_fall_and_says_so(site, change):
    from trialwright_web.oversight.models import SourceVerification

    save(site, DEMOGRAPHY)
    compare(site, "birth_date", "sex")
    change(site)
    assert states(site) == {"birth_date": "verified", "sex": "fallen"}
    row = SourceVerification.objects.get(item="sex")
    assert (row.fallen_because, row.compared) == ("the value was changed", '{"sex":{"value":"F"}}')
    assert (saved_form(KEY).status, saved_form(KEY).verified_by) == ("complete", None)
    assert site.proof().faults == ()


def test_a_value_changed_back_is_not_verified_again_by_itself(site):
    save(site, DEMOGRAPHY)
    compare(site, "birth_date", "sex")
    save(site, CHANGED, revision=1, reason="wrong box")
    save(site, DEMOGRAPHY, revision=2, reason="it was right")
    assert states(site)["sex"] == "fallen"
    compare(site, "sex", revision=3)
    assert states(site)["sex"] == "verified"
    assert saved_form(KEY).status == "verified"
    assert site.proof().faults == ()


def test_a_mark_that_fell_with_another_value_is_given_again_without_a_new_comparison(site):
    from dataclasses import replace

    from trialwright_web.capture.actions.forms import mark_form
    from trialwright_web.oversight.models import SourceVerification
    from trialwright_web.oversight.verification import forms_not_verified

    (row, *_rest) = site.definition.verification.rows
    only_sex = row.model_copy(update={"forms": (), "items": ("demography.sex",)})
    plan = site.definition.verification.model_copy(update={"rows": (only_sex,)})
    definition = replace(site.definition, verification=plan)
    mark = {"by": site.actor("monitor"), "definition": definition, "key": KEY, "action": "verify"}
    save(site, DEMOGRAPHY)
    mark_form(**mark)
    assert forms_not_verified(definition, TODAY) == 0
    save(site, DEMOGRAPHY | {"birth_date": "1969-05-03"}, revision=1, reason="swapped")
    (found,) = naive_list(definition)
    assert (found.states, found.open, forms_not_verified(definition, TODAY)) == (
        ("verified",),
        True,
        1,
    )
    mark_form(**mark)
    assert forms_not_verified(definition, TODAY) == 0
    assert SourceVerification.objects.get().revision == 1
    assert site.proof().faults == ()


def test_what_was_saved_meanwhile_was_not_compared(site):
    from trialwright_web.capture.actions.refusals import StaleSave

    save(site, DEMOGRAPHY)
    save(site, CHANGED, revision=1, reason="wrong box")
    with pytest.raises(StaleSave):
        compare(site, "sex", revision=1)
    assert states(site)["sex"] == "due"


def test_nobody_verifies_what_they_have_entered_themselves(site):
    from trialwright_web.capture.actions.forms import mark_form
    from trialwright_web.capture.actions.refusals import NotPossible
    from trialwright_web.capture.actions.source_verification import compare_source
    from trialwright_web.capture.actor import Actor

    save(site, DEMOGRAPHY)
    both = Actor.of("coordinator", ["coordinator", "monitor"])
    told = {"by": both, "definition": site.definition, "key": KEY}
    for act in (
        lambda: compare_source(**told, revision=1, verified=["sex"]),
        lambda: mark_form(**told, action="verify"),
    ):
        with pytest.raises(NotPossible, match="entered this version of the form yourself"):
            act()
    assert set(states(site).values()) == {"due"}
    assert saved_form(KEY).status == "complete"


@pytest.mark.parametrize(
    ("verified", "differs", "said"),
    [
        ((), {}, "no item was compared"),
        (("colour",), {}, "has no item"),
        (("sex",), {"sex": "male"}, "cannot both agree and differ"),
        ((), {"sex": " "}, "the question is empty"),
    ],
)
def test_a_comparison_that_says_nothing_is_refused(site, verified, differs, said):
    from trialwright_web.capture.actions.refusals import NotPossible
    from trialwright_web.oversight.models import SourceVerification

    save(site, DEMOGRAPHY)
    with pytest.raises(NotPossible, match=said):
        compare(site, *verified, **differs)
    assert not SourceVerification.objects.exists()


def sign(site):
    from trialwright_web.capture.actions.signatures import sign_forms

    by = site.actor("investigator")
    sign_forms(by=by, definition=site.definition, keys=[KEY], meaning="approved")


def test_a_signed_form_stays_signed_whatever_the_comparison_says(site):
    save(site, DEMOGRAPHY)
    sign(site)
    compare(site, "birth_date", "sex")
    assert (saved_form(KEY).status, saved_form(KEY).verified_by) == ("signed", "monitor")
    compare(site, sex="the file says male")
    assert (saved_form(KEY).status, saved_form(KEY).verified_by) == ("signed", None)
    assert site.proof().faults == ()


def test_a_locked_form_is_not_compared_any_more(site):
    from trialwright.capture.access import AccessRefused
    from trialwright_web.capture.actions.forms import mark_form

    save(site, DEMOGRAPHY)
    sign(site)
    by = site.actor("data_manager")
    mark_form(by=by, definition=site.definition, key=KEY, action="lock")
    with pytest.raises(AccessRefused, match="locked"):
        compare(site, "birth_date")


def test_an_amendment_of_what_an_item_means_makes_its_verification_fall(site, tmp_path):
    from study_copy import StudyCopy
    from trialwright.definition import load_definition
    from trialwright_web.capture.actions.amend import put_in_force
    from trialwright_web.oversight.models import SourceVerification

    save(site, DEMOGRAPHY)
    compare(site, "birth_date", "sex")
    study = StudyCopy(tmp_path)
    study.edit("forms/demography.yaml", "{en: Sex, zh: 性别}", "{en: Sex at birth, zh: 出生性别}")
    put_in_force(
        by=site.actor("data_manager"),
        old=site.definition,
        new=load_definition(study.folder),
        directory=study.folder,
        reason="amendment 1",
    )
    fallen = SourceVerification.objects.get(fallen_because__isnull=False)
    assert (fallen.item, fallen.fallen_because) == (
        "sex",
        "an amendment changed what an item means",
    )
    assert (saved_form(KEY).status, saved_form(KEY).verified_by) == ("complete", None)
    assert states(site)["sex"] == "fallen"
    assert site.proof().faults == ()


def test_the_monitor_finds_the_form_compares_it_and_asks(site, as_member):
    from trialwright_web.capture.models import Query

    save(site, DEMOGRAPHY)
    client = as_member("monitor")
    assert "1 form waits to be compared" in client.get("/en/my-work/").content.decode()
    listed = client.get("/en/verification/").content.decode()
    assert "0 of 2 items verified" in listed
    address = "/en/participants/P001/SCREENING/demography/0/"
    assert f"{address}#verification" in listed
    page = client.get(address).content.decode()
    assert 'name="source.sex" value="agrees"' in page
    posted = {
        "revision": "1",
        "source.birth_date": "agrees",
        "source.sex": "differs",
        "differs.sex": "the file says male",
    }
    assert client.post(f"{address}compare/", posted).status_code == 302
    assert Query.objects.get().raised_by == "monitor"
    assert "1 of 2 items verified" in client.get("/en/verification/").content.decode()
    nothing_due = client.get("/en/verification/?state=due").content.decode()
    assert "No form stands on this list." in nothing_due
    differing = client.get("/en/verification/?state=differs&format=csv").content.decode("utf-8-sig")
    assert differing.splitlines()[1] == "P001,SCREENING,demography,0,0,0,1,1"


def test_who_does_not_verify_sees_the_state_and_cannot_compare(site, as_member):
    save(site, DEMOGRAPHY)
    address = "/en/participants/P001/SCREENING/demography/0/"
    client = as_member("coordinator")
    page = client.get(address).content.decode()
    assert "Source data verification" in page
    assert "source.sex" not in page
    assert client.post(f"{address}compare/", {"source.sex": "agrees"}).status_code == 403
    assert "to be compared" not in client.get("/en/my-work/").content.decode()


def test_a_stale_page_of_the_monitor_is_told_who_saved(site, as_member):
    save(site, DEMOGRAPHY)
    save(site, CHANGED, revision=1, reason="wrong box")
    posted = {"revision": "1", "source.sex": "agrees"}
    address = "/en/participants/P001/SCREENING/demography/0/compare/"
    answer = as_member("monitor").post(address, posted)
    assert answer.status_code == 409
    assert "coordinator saved this form" in answer.content.decode()


def test_all_others_agree_with_one_press_and_what_differs_still_differs(site, as_member):
    save(site, DEMOGRAPHY)
    address, client = "/en/participants/P001/SCREENING/demography/0/", as_member("monitor")
    waiting = re.findall(r'name="waiting" value="(\w+)"', client.get(address).content.decode())
    assert waiting == ["birth_date", "sex"]
    posted = {"revision": "1", "rest": "agrees", "waiting": [*waiting, "no_such_item"]}
    posted |= {"source.sex": "differs", "differs.sex": "the file says male"}
    assert client.post(f"{address}compare/", posted).status_code == 302
    assert states(site) == {"birth_date": "verified", "sex": "differs"}
    assert 'name="waiting" value="birth_date"' not in client.get(address).content.decode()
