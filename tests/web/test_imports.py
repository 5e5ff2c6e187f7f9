"""A file of another system: shown first, then saved as a whole, or not at all."""

import io
import re

import pytest
from site_people import save, saved_form

from trialwright.capture.entry import EnteredValue

CSV = "participant,sample_date,test,result,unit\n"
KEY = ("P001", "W12", "liver_chemistry", 0)
ROWS = "P001,2027-05-20,ALB,41.5,g/L\nP001,2027-05-20,ALT,31,IU/L\n"


@pytest.fixture
def treated(site):
    """Radical treatment on 2027-03-01, as a draft: the date is all that is needed."""
    key = ("P001", "TREATMENT", "radical_treatment", 0)
    save(site, {"procedure_date": "2027-03-01"}, key=key, intent="draft")


def choose(client, text, kind="liver_chemistry", name="lab.csv"):
    file = io.BytesIO(text.encode())
    file.name = name
    return client.post("/en/imports/", {"kind": kind, "file": file})


def agree(client, response, **changed):
    page = response.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    told = {"action": "import", "reason": "monthly export"} | hidden | changed
    return client.post("/en/imports/", told)


def values(key=KEY):
    from trialwright.capture.form_content import read_content

    held = saved_form(key)
    return {} if held is None else read_content(held.content)


def test_a_table_is_shown_first_and_imported_when_it_is_agreed_to(site, as_member, treated):
    client = as_member("laboratory")
    shown = choose(client, CSV + ROWS)
    assert "1 form would be saved" in shown.content.decode()
    assert values() == {}
    done = agree(client, shown)
    assert "lab.csv: 1 form was saved." in done.content.decode()
    assert values()["alt"] == {"value": "31", "unit": "U/L"}
    assert saved_form(KEY).status == "draft"
    assert site.proof().faults == ()


def test_the_journal_names_the_file_and_its_hash(site, as_member, treated):
    from trialwright_web.audit.models import JournalLine

    client = as_member("laboratory")
    agree(client, choose(client, CSV + ROWS))
    last = JournalLine.objects.filter(chain="participant/P001").order_by("-seq").first()
    assert '"reason":"monthly export (imported from lab.csv, SHA-256 ' in last.body


def test_a_row_that_is_wrong_stops_the_whole_file(site, as_member, treated):
    response = choose(as_member("laboratory"), CSV + ROWS + "P002,2027-05-20,ALB,40,g/L\n")
    page = response.content.decode()
    assert response.status_code == 422
    assert "lab.csv:4" in page
    assert "there is no participant &#x27;P002&#x27;" in page
    assert values() == {}


def test_what_changed_since_it_was_shown_is_not_overwritten(site, as_member, treated):
    client = as_member("laboratory")
    shown = choose(client, CSV + ROWS)
    save(site, {"albumin": ("39", "g/L")}, key=KEY, intent="draft")
    response = agree(client, shown)
    assert "forms changed since this import was shown" in response.content.decode()
    assert values()["albumin"]["value"] == "39"


def test_one_save_that_fails_takes_all_others_back(site, treated, monkeypatch):
    from trialwright.capture.imports.plan import ImportedValue
    from trialwright_web.capture.actions import imports as action

    second = ("P001", "W24", "liver_chemistry", 0)
    told = [ImportedValue(k, "albumin", "41", "g/L", 2) for k in (KEY, second)]
    plan = action.planned_import(site.definition, told, "f")
    saves = iter([action.save_form, None])

    def fails_at_the_second(**options):
        next(saves)(**options)

    monkeypatch.setattr(action, "save_form", fails_at_the_second)
    with pytest.raises(TypeError):
        action.import_values(
            by=site.actor("laboratory"),
            definition=site.definition,
            values=told,
            file="f",
            digest=plan.digest,
            reason="r",
        )
    assert (values(), values(second)) == ({}, {})
    assert site.proof().faults == ()


def test_an_import_over_signed_data_makes_the_signature_void(site, as_member, treated):
    from trialwright_web.capture.actions.signatures import sign_forms
    from trialwright_web.capture.models import Signature

    form = site.definition.forms_by_id["liver_chemistry"]
    told = {item.id: EnteredValue(item.id, None, None, "not_done") for item in form.items}
    told["chemistry_date"] = EnteredValue("chemistry_date", "2027-05-20")
    told["albumin"] = EnteredValue("albumin", "39", "g/L")
    from trialwright_web.capture.actions.forms import save_form

    save_form(
        by=site.actor("coordinator"),
        definition=site.definition,
        key=KEY,
        values=told.values(),
        revision=0,
    )
    sign_forms(
        by=site.actor("investigator"), definition=site.definition, keys=[KEY], meaning="approved"
    )
    client = as_member("laboratory")
    agree(client, choose(client, CSV + "P001,2027-05-20,ALB,41.5,g/L\n"))
    assert saved_form(KEY).status == "complete"
    assert Signature.objects.get().void_because.startswith("W12/liver_chemistry/0")
    assert site.proof().faults == ()


def test_an_odm_file_is_imported_in_the_same_way(site, as_member, treated):
    from trialwright.exchange.odm_clinical import NAMESPACE

    text = f"""<ODM xmlns="{NAMESPACE}"><ClinicalData StudyOID="prtras001" MetaDataVersionOID="1">
    <SubjectData SubjectKey="P001"><StudyEventData StudyEventOID="W12"><FormData FormOID="liver_chemistry">
    <ItemGroupData ItemGroupOID="g"><ItemData ItemOID="inr" Value="1.1"/></ItemGroupData>
    </FormData></StudyEventData></SubjectData></ClinicalData></ODM>"""
    client = as_member("laboratory")
    agree(client, choose(client, text, kind="odm", name="lab.xml"))
    assert values()["inr"] == {"value": "1.1"}


@pytest.mark.parametrize("packed", ["", "!!", "eJw=", "AAAA"])
def test_a_file_that_does_not_come_back_whole_is_refused(site, as_member, packed):
    told = {"action": "import", "kind": "odm", "file": "x", "packed": packed, "reason": "r"}
    response = as_member("laboratory").post("/en/imports/", told)
    assert response.status_code == 422
    assert "did not come back whole" in response.content.decode()


def test_a_file_that_unpacks_without_end_is_stopped(site, as_member, monkeypatch):
    from trialwright_web.imports.views import imports

    monkeypatch.setattr(imports, "LIMIT_BYTES", 1000)
    told = {"action": "import", "kind": "odm", "file": "x", "reason": "r"}
    told["packed"] = imports._packed(b"0" * 100_000)
    response = as_member("laboratory").post("/en/imports/", told)
    assert "did not come back whole" in response.content.decode()


def test_a_mapping_is_never_looked_for_by_a_path(site, as_member):
    for kind in ("../study", "/etc/passwd", "no_such_mapping", ""):
        response = choose(as_member("laboratory"), CSV + ROWS, kind=kind)
        assert response.status_code == 422
        assert "there is no mapping" in response.content.decode()


def test_who_may_not_enter_data_may_not_import_them(site, as_member):
    for role in ("data_manager", "monitor", "statistician"):
        assert as_member(role).get("/en/imports/").status_code == 403
