"""The page of a form: nothing typed is lost, two versions are compared, conditions are followed."""

import html
import json

import pytest
from site_people import DEMOGRAPHY, KEY, save, saved_form

# What a page does with a database is tested elsewhere, on both.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)

FORM = "/en/participants/P001/SCREENING/demography/0/"
TUMOUR = "/en/participants/P001/SCREENING/tumour/0/"
BORN = {"item.birth_date.year": "1969", "item.birth_date.month": "3", "item.birth_date.day": "5"}


@pytest.fixture
def coordinator(site, as_member):
    from trialwright_web.capture.actions.participants import add_participant

    add_participant(by=site.actor("coordinator"), definition=site.definition, number="P001")
    return as_member("coordinator")


def text_of(response):
    return html.unescape(response.content.decode())


def test_another_language_keeps_what_was_typed_and_saves_nothing(coordinator):
    typed = {**BORN, "item.sex": "F", "intent": "show", "revision": "0", "reason": "later"}
    response = coordinator.post(FORM.replace("/en/", "/zh-hans/"), typed)
    page = text_of(response)
    assert response.status_code == 200
    assert 'lang="zh-hans"' in page
    assert 'name="item.birth_date.year" value="1969"' in page
    assert 'value="F" checked' in page
    assert saved_form(KEY) is None


def test_switching_the_language_does_not_hide_that_the_form_has_changed(coordinator, site):
    save(site, DEMOGRAPHY)
    shown = coordinator.post(FORM, {**BORN, "intent": "show", "revision": "0"})
    assert 'name="revision" value="0"' in text_of(shown)
    assert coordinator.post(FORM, {**BORN, "item.sex": "F", "revision": "0"}).status_code == 409


def test_a_form_that_was_not_done_says_why_at_every_item(coordinator):
    response = coordinator.post(FORM, {"intent": "not_done", "not_done": "refused"})
    assert response.status_code == 302
    held = saved_form(KEY)
    assert held.status == "complete"
    assert json.loads(held.content) == {
        "birth_date": {"reason": "refused"},
        "sex": {"reason": "refused"},
    }


def test_a_form_with_values_is_not_saved_as_not_done(coordinator):
    asked = {**BORN, "intent": "not_done", "not_done": "refused"}
    response = coordinator.post(FORM, asked)
    assert response.status_code == 409
    assert "Values were typed: Date of birth" in text_of(response)
    assert 'value="1969"' in text_of(response)
    assert coordinator.post(FORM, {"intent": "not_done", "not_done": ""}).status_code == 409
    assert saved_form(KEY) is None


def test_a_stale_save_shows_both_versions_and_takes_the_one_that_is_chosen(coordinator, site):
    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="wrong box")
    mine = {**BORN, "item.birth_date.year": "1971", "item.sex": "F", "reason": "wrong year"}
    stale = coordinator.post(FORM, {**mine, "revision": "1"})
    page = text_of(stale)
    assert stale.status_code == 409
    for text in ("1971-03-05", "1969-03-05", "Female", "Male"):
        assert f"<strong>{text}</strong>" in page
    assert page.count('value="theirs">') == 2
    # Neither is taken by default: what only the other one changed is never undone in silence.
    asked = {**mine, "revision": "2", "conflict": ["sex", "birth_date"], "choose.sex": "theirs"}
    again = coordinator.post(FORM, asked)
    assert again.status_code == 409
    assert "Choose one of the two versions." in text_of(again)
    assert 'value="theirs" checked' in text_of(again)
    switched = text_of(coordinator.post(FORM, {**asked, "intent": "show"}))
    assert switched.count('name="conflict"') == 2
    assert saved_form(KEY).revision == 2
    chosen = {**mine, "revision": "2", "choose.sex": "theirs", "choose.birth_date": "mine"}
    chosen |= {"conflict": ["sex", "birth_date"]}
    assert coordinator.post(FORM, chosen).status_code == 302
    content = json.loads(saved_form(KEY).content)
    assert content == {"birth_date": {"value": "1971-03-05"}, "sex": {"value": "M"}}


def test_a_choice_about_an_older_version_is_asked_again(coordinator, site):
    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="wrong box")
    chosen = {**BORN, "item.sex": "F", "revision": "1", "choose.sex": "theirs", "reason": "x"}
    assert coordinator.post(FORM, chosen).status_code == 409
    assert saved_form(KEY).revision == 2


@pytest.mark.parametrize(("ecog", "hidden"), [("0", ["ps_tumour_related"]), ("1", []), ("", [])])
def test_the_page_asks_which_items_are_not_asked(coordinator, ecog, hidden):
    answer = coordinator.post(TUMOUR, {"intent": "asked", "item.ecog": ecog})
    assert answer.json() == {"not_asked": hidden}


def test_a_value_in_an_item_that_is_not_asked_is_still_seen(coordinator):
    fields = {"intent": "show", "item.ecog": "0"}
    assert 'data-item="ps_tumour_related" hidden' in text_of(coordinator.post(TUMOUR, fields))
    page = text_of(coordinator.post(TUMOUR, {**fields, "item.ps_tumour_related": "no"}))
    assert 'data-item="ps_tumour_related" hidden' not in page
    assert "Not asked with these answers" in page


def test_an_enrolment_that_is_not_open_says_what_the_site_has_to_decide(coordinator):
    fields = {
        "item.enrolment_date.year": "2026",
        "item.enrolment_date.month": "3",
        "item.enrolment_date.day": "7",
        "item.treatment_group": "NA",
    }
    response = coordinator.post("/en/participants/P001/ENROLMENT/enrolment/0/", fields)
    assert response.status_code == 422
    assert "Nobody can be enrolled while the site has not decided" in text_of(response)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_eligibility_page_answers_every_criterion(coordinator, site, language):
    save(site, DEMOGRAPHY)
    page = text_of(coordinator.get(f"/{language}/participants/P001/eligibility/"))
    for criterion in site.definition.eligibility.criteria:
        assert f'id="{criterion.id}"' in page
        assert criterion.label.in_language(language) in page
    assert page.count('class="verdict CD"') == len(site.definition.eligibility.criteria)
    for parameter in site.definition.site.open_decisions:
        assert parameter.label.in_language(language) in page


def test_the_eligibility_of_a_participant_is_also_a_table(coordinator, site):
    save(site, DEMOGRAPHY)
    answer = coordinator.get("/en/participants/P001/eligibility/?format=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(site.definition.eligibility.criteria)
    assert lines[1].startswith("I1,inclusion,CD,consent_date,")


def test_the_participant_page_draws_every_day_and_says_it_in_words(coordinator, site):
    consent = {"consent_date": "2026-01-05", "consent_signed_by": "participant"}
    consent |= {"first_study_procedure_date": "2026-01-06", "agrees_to_comply": "yes"}
    save(site, consent, key=("P001", "SCREENING", "consent", 0))
    agreed = {"given_on": "2026-01-05", "text_version": "1.0", "shares_data": "yes"}
    agreed |= {"stores_specimens": "no", "future_contact": "no"}
    agreed |= {"uses_study_data": "yes", "later_research": "yes"}
    save(site, agreed, key=("P001", "RUNNING", "data_consent", 1))
    for start, (drug, first, last) in enumerate(
        [("ETV", "2026-03-01", "2026-06-30"), ("TAF", "2026-07-01", None)], 1
    ):
        taken = {"drug": drug, "start_date": first} | ({"end_date": last} if last else {})
        save(site, taken, key=("P001", "RUNNING", "study_treatment", start))
    page = text_of(coordinator.get("/en/participants/P001/"))
    assert page.count('role="img"') == 2
    assert "Entecavir" in page
    assert "Switched on 1 July 2026 from Entecavir to Tenofovir alafenamide fumarate." in page
    assert "Sharing of de-identified data: permitted" in page
    assert "Storage of specimens: refused" in page


def test_the_page_leads_to_the_next_lesion_and_to_an_unscheduled_visit(
    coordinator, site, as_member
):
    save(site, DEMOGRAPHY)
    person, lesion = "/en/participants/P001/", "W12/mri_lesion/{}/"
    assert f'"{person}{lesion.format(1)}"' in text_of(coordinator.get(person))
    drafted = {"role": "radiologist", "intent": "draft"}
    save(site, {"lesion_number": "1"}, key=("P001", "W12", "mri_lesion", 1), **drafted)
    page = text_of(coordinator.get(person))
    assert f'"{person}{lesion.format(2)}"' in page
    assert f'"{person}{lesion.format(3)}"' not in page
    assert f'"{person}UNSCHEDULED/mri_read/0/"' in page
    assert f'"{person}UNSCHEDULED/enrolment/0/"' not in page
    scan = {"scan_date": "2026-05-04", "usable": "yes", "lesions_seen": "no"}
    save(site, scan, key=("P001", "UNSCHEDULED", "mri_read", 0), role="radiologist")
    page = text_of(coordinator.get(person))
    assert "<summary>Unscheduled visit 1</summary>" in page  # what else is entered there
    assert f'"{person}UNSCHEDULED/mri_lesion/1/"' in page
    assert f'"{person}UNSCHEDULED_2/mri_read/0/"' in page
    assert "UNSCHEDULED_2" not in text_of(as_member("monitor").get(person))


def test_on_an_empty_site_the_first_page_says_what_comes_first(site, as_member):
    work, coordinator = "/en/my-work/", as_member("coordinator")
    assert '<a href="/en/participants/">Add a participant</a>' in text_of(coordinator.get(work))
    administrator = as_member("administrator")
    assert '<a href="/en/members/">Invite somebody</a>' in text_of(administrator.get(work))
    save(site, DEMOGRAPHY)
    assert "Nobody has been screened" not in text_of(coordinator.get(work))


def test_the_list_of_consents_says_what_everybody_permits(coordinator, site):
    save(site, DEMOGRAPHY)
    page = text_of(coordinator.get("/en/consents/"))
    assert "P001" in page
    assert page.count("not asked") == len(site.definition.site.consent.uses)


def test_the_next_free_number_is_proposed(coordinator):
    assert 'value="P002"' in text_of(coordinator.get("/en/participants/"))


def test_who_may_only_read_a_form_sees_its_values_in_fields_that_take_nothing(
    coordinator, site, as_member
):
    save(site, DEMOGRAPHY)
    page = as_member("monitor").get(FORM).content.decode()
    assert '<fieldset class="bare" disabled>' in page
    assert 'value="complete"' not in page
    assert f'<a href="{FORM.replace("/en/", "/zh-hans/")}" lang="zh-hans">' in page
    assert "disabled>" not in coordinator.get(FORM).content.decode()
