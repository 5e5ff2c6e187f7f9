"""An amendment of PRTRAS 001 that asks everybody again, while participants are under way.

The site first puts the hospital's approved consent text 1.0 in force in place of the draft. Then
amendment 1 brings version 2.0 of the text and alkaline phosphatase, a new item that nobody is asked
about before they agreed to that version.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from member_client import PASSWORD
from site_people import save, saved_form
from site_study import STUDY

from study_copy import StudyCopy
from trialwright.definition import Definition, load_definition

PERSON = "P001"
CONSENT = (PERSON, "RUNNING", "data_consent", 1)
AGAIN = (PERSON, "RUNNING", "data_consent", 2)
CHEMISTRY = (PERSON, "W24", "liver_chemistry", 0)
USES = ("uses_study_data", "shares_data", "stores_specimens", "later_research", "future_contact")
FIRST_TEXT = "    - {version: '1.0', approved: 2025-11-01}\n"
SECOND_TEXT = (
    "    - {version: '2.0', approved: 2026-06-01, reconsent: true, covers: [liver_chemistry.alp]}\n"
)
ALP = (
    "  - {id: alp, label: {en: Alkaline phosphatase, zh: 碱性磷酸酶}, type: integer, unit: U/L, "
    "range: [1, 5000], sharing: {action: keep}, "
    "source: {assumption: asked for by amendment 1, rules: [OUT-12]}}\n"
)


def give_texts(study, texts):
    text = study.path("site.yaml").read_text("utf-8")
    start, end = text.index("  texts:\n"), text.index("parameters:\n")
    study.path("site.yaml").write_text(f"{text[:start]}  texts:\n{texts}{text[end:]}", "utf-8")


@dataclass(frozen=True)
class Version:
    """One version of the study: its folder, and what was loaded from it."""

    folder: Path
    definition: Definition


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    """The study with the approved text 1.0, and the same with amendment 1."""
    found = []
    for texts in (FIRST_TEXT, FIRST_TEXT + SECOND_TEXT):
        study = StudyCopy(tmp_path_factory.mktemp("version"))
        give_texts(study, texts)
        if SECOND_TEXT in texts:
            marker = "  - {id: ast, label: {en: AST, zh: AST}, type: integer"
            study.edit("forms/liver_chemistry.yaml", marker, ALP + marker)
        found.append(Version(study.folder, load_definition(study.folder)))
    return tuple(found)


class Running:
    """The site with the version in force, for the helpers that save forms."""

    def __init__(self, site):
        self.site, self.in_force = site, site.definition

    def __getattr__(self, name):
        return self.in_force if name == "definition" else getattr(self.site, name)

    def put_in_force(self, version, reason):
        from trialwright_web.capture.actions.amend import put_in_force
        from trialwright_web.studies.loaded import loaded_study

        by, old, new = self.actor("data_manager"), self.in_force, version.definition
        put_in_force(by=by, old=old, new=new, directory=version.folder, reason=reason)
        loaded_study.cache_clear()
        self.in_force = new


@pytest.fixture
def running(site, versions):
    """The study with the approved text 1.0 in force, and its folder."""
    from django.test import override_settings

    from trialwright_web.oversight.versions import keep_version
    from trialwright_web.studies.loaded import loaded_study

    keep_version(site.definition, STUDY)
    running = Running(site)
    with override_settings(STUDY_DIRECTORY=versions[0].folder):
        running.put_in_force(versions[0], "approved text 1.0")
    with override_settings(STUDY_DIRECTORY=versions[1].folder):
        yield running
    loaded_study.cache_clear()


def agree(running, version, on, key=CONSENT, **changed):
    answers = dict.fromkeys(USES, "yes") | changed
    save(running, {"given_on": on, "text_version": version, **answers}, key=key)


def measure(running, day="2026-07-01", key=CHEMISTRY, **values):
    """Liver chemistry of which all but the given values was not done."""
    from trialwright.capture.entry import EnteredValue
    from trialwright_web.capture.actions.forms import save_form

    form = running.definition.forms_by_id["liver_chemistry"]
    told = {i.id: EnteredValue(i.id, None, None, "not_done") for i in form.items}
    told["chemistry_date"] = EnteredValue("chemistry_date", day)
    for item, text in values.items():
        unit = form.by_id[item].units[0] if form.by_id[item].units else None
        told[item] = EnteredValue(item, text, unit)
    save_form(
        by=running.actor("coordinator"),
        definition=running.definition,
        key=key,
        values=told.values(),
        revision=0,
    )


@pytest.fixture
def waiting(running):
    """Two participants under way; amendment 1 waits in the study's folder."""
    agree(running, "1.0", "2026-01-05")
    measure(running, day="2026-05-20", key=(PERSON, "W12", "liver_chemistry", 0), alt="30")
    agree(running, "1.0", "2026-01-06", key=("P002", *CONSENT[1:]))
    left = {"withdrawal_date": "2026-03-01", "withdrawal_reason": "moved"}
    save(running, left, key=("P002", "RUNNING", "withdrawal", 0))
    return running


@pytest.fixture
def amended(waiting, versions):
    waiting.put_in_force(versions[1], "amendment 1, approved 2026-05-28")
    return waiting


def test_the_page_lists_who_is_asked_again_before_it_is_in_force(waiting, as_member):
    page = as_member("data_manager").get("/en/amendments/").content.decode()
    assert "Everybody must be asked again: version 2.0" in page
    assert "Liver chemistry › Alkaline phosphatase" in page
    assert "1 participant to ask again" in page
    assert "1.0, due 2.0" in page
    assert "P002" not in page  # has left
    assert "To be asked again" not in as_member("coordinator").get("/en/my-work/").content.decode()


def test_re_consent_is_due_on_my_work_the_participant_and_the_list(amended, as_member):
    coordinator = as_member("coordinator")
    work = coordinator.get("/en/my-work/").content.decode()
    assert "Consent due again" in work
    assert "/en/participants/P001/RUNNING/data_consent/2/" in work
    assert "P002" not in work
    person = coordinator.get("/en/participants/P001/").content.decode()
    assert "Must be asked again: version 2.0 of the consent text is in force." in person
    assert person.count("Must be asked again: version 2.0") >= 3  # in words and in both pictures
    assert "Signed version 1.0 on 5 January 2026." in person
    table = coordinator.get("/en/consents/?format=csv").content.decode()
    assert "P001,1.0,2026-01-05,,2.0," in table
    assert "P002,1.0,2026-01-06,,," in table


def test_a_new_item_is_refused_until_consent_to_it_is_recorded(amended):
    from trialwright_web.capture.actions.refusals import NotComplete

    with pytest.raises(NotComplete, match="Alkaline phosphatase needs consent to version 2"):
        measure(amended, alp="80")
    assert saved_form(CHEMISTRY) is None
    agree(amended, "2.0", "2026-06-15", key=AGAIN)
    measure(amended, alp="80")
    assert saved_form(CHEMISTRY).status == "complete"
    assert amended.proof().faults == ()


def test_a_measurement_of_the_day_before_consent_is_refused(amended):
    from trialwright_web.capture.actions.refusals import NotComplete

    agree(amended, "2.0", "2026-07-02", key=AGAIN)
    with pytest.raises(NotComplete, match="needs consent"):
        measure(amended, day="2026-07-01", alp="80")
    measure(amended, day="2026-07-02", alp="80")


def test_whoever_does_not_agree_again_goes_on_as_before(amended):
    measure(amended, alt="33")
    assert saved_form(CHEMISTRY).status == "complete"
    assert saved_form((PERSON, "W12", "liver_chemistry", 0)).status == "complete"


def test_a_value_that_stood_before_does_not_stop_a_correction(amended):
    """A later text may cover an item that was asked before, of whoever agreed to the first."""
    from trialwright.capture.entry import EnteredValue
    from trialwright.capture.form_content import entered_values, read_content
    from trialwright_web.capture.actions.forms import save_form
    from trialwright_web.capture.actions.refusals import NotComplete

    agree(amended, "2.0", "2026-06-15", key=AGAIN)
    measure(amended, day="2026-07-01", alp="80")
    withdrawn = {"given_on": "2026-06-15", "text_version": "1.0"} | dict.fromkeys(USES, "yes")
    save(amended, withdrawn, key=AGAIN, revision=1, reason="it was the old text")
    held = {v.item: v for v in entered_values(read_content(saved_form(CHEMISTRY).content))}
    options = {"by": amended.actor("coordinator"), "definition": amended.definition}
    options |= {"key": CHEMISTRY, "revision": 1, "reason": "read again"}
    new = held | {"alp": EnteredValue("alp", "81", "U/L")}
    with pytest.raises(NotComplete, match="needs consent"):
        save_form(**options, values=new.values())
    new = held | {"alt": EnteredValue("alt", "31", "U/L")}
    save_form(**options, values=new.values())
    assert saved_form(CHEMISTRY).revision == 2


def test_recorded_consent_clears_what_was_due(amended, as_member):
    agree(amended, "2.0", "2026-06-15", key=AGAIN, shares_data="no")
    coordinator = as_member("coordinator")
    assert "Consent due again" not in coordinator.get("/en/my-work/").content.decode()
    person = coordinator.get("/en/participants/P001/").content.decode()
    assert "Must be asked again" not in person
    assert "Signed version 2.0 on 15 June 2026." in person
    assert "Sharing of de-identified data: refused" in person


def test_the_form_page_says_why_the_new_item_waits(amended, as_member):
    told = {"revision": "0", "intent": "complete", "reason": "", "item.alp": "80"}
    told |= {"item.chemistry_date.year": "2026", "item.chemistry_date.month": "7"}
    told |= {"item.chemistry_date.day": "1"}
    form = amended.definition.forms_by_id["liver_chemistry"]
    told |= {
        f"item.{item.id}.reason": "not_done"
        for item in form.items
        if item.id not in ("alp", "chemistry_date")
    }
    page = as_member("coordinator").post("/en/participants/P001/W24/liver_chemistry/0/", told)
    assert "Alkaline phosphatase needs consent to version 2.0" in page.content.decode()
    assert 'value="80"' in page.content.decode()  # nothing typed is lost


def test_a_draft_text_is_signed_by_nobody_outside_a_rehearsal(site):
    from trialwright_web.capture.actions.refusals import NotComplete

    answers = dict.fromkeys(USES, "yes")
    with pytest.raises(NotComplete, match="is a draft that no ethics committee has approved"):
        save(site, {"given_on": "2026-01-05", "text_version": "draft 1", **answers}, key=CONSENT)


def test_one_use_is_withdrawn_and_the_pages_say_what_that_stops(amended, as_member):
    agree(amended, "2.0", "2026-06-15", key=AGAIN)
    for repeat, use in enumerate(("sharing", "biobank"), 1):
        told = {"withdrawn_on": "2026-08-01", "withdrawn_use": use}
        save(amended, told, key=(PERSON, "RUNNING", "consent_withdrawal", repeat))
    coordinator = as_member("coordinator")
    person = coordinator.get("/en/participants/P001/").content.decode()
    assert "Left out of every later package" in person
    page = coordinator.get("/en/consents/").content.decode()
    specimens = page[page.index("Specimens to destroy") :]
    assert PERSON in specimens[: specimens.index("</section>")]
    assert "A package already released cannot be called back." in page
    row = coordinator.get("/en/consents/?format=csv").content.decode().splitlines()[1]
    assert "permitted,withdrawn,withdrawn,permitted,permitted" in row


def test_the_list_of_specimens_to_destroy_is_never_cut_short(running, as_member, monkeypatch):
    from trialwright_web.capture.views import consents

    for number, use in (("P001", "contact"), ("P002", "biobank")):
        agree(running, "1.0", "2026-01-05", key=(number, *CONSENT[1:]))
        told = {"withdrawn_on": "2026-08-01", "withdrawn_use": use}
        save(running, told, key=(number, "RUNNING", "consent_withdrawal", 1))
    monkeypatch.setattr(consents, "LISTED", 1)
    page = as_member("coordinator").get("/en/consents/").content.decode()
    specimens = page[page.index("Specimens to destroy") :]
    assert "P002" in specimens[: specimens.index("</section>")]
    assert "The first 1 of 2 are shown" in page


def test_the_way_from_the_page_leads_to_the_same_list(waiting, versions, as_member):
    client = as_member("data_manager")
    told = {"definition": versions[1].definition.hash, "reason": "amendment 1"}
    assert client.post("/en/amendments/", told | {"password": PASSWORD}).status_code == 302
    assert "Consent due again" in as_member("coordinator").get("/en/my-work/").content.decode()
