"""A real amendment of PRTRAS 001, while participants are under way.

Version 2 of liver chemistry asks for alkaline phosphatase (new), permits INR up to 25 (changed),
no longer asks for AST (retired), and asks for albumin under another label (its meaning).
"""

import pytest
from member_client import PASSWORD
from site_people import save, saved_form
from site_study import STUDY

from study_copy import StudyCopy
from trialwright.capture.entry import EnteredValue
from trialwright.definition import load_definition
from trialwright.definition.amendment import compare_definitions

KEY = ("P001", "W12", "liver_chemistry", 0)
OTHER = ("P001", "W12", "virology", 0)
FORM = "forms/liver_chemistry.yaml"


@pytest.fixture
def amended(tmp_path, site):
    """The study's folder with version 2 in it; version 1 was kept when the site was installed."""
    from django.test import override_settings

    from trialwright_web.oversight.versions import keep_version
    from trialwright_web.studies.loaded import loaded_study

    keep_version(site.definition, STUDY)
    study = StudyCopy(tmp_path)
    study.edit(FORM, "range: [0.5, 20]", "range: [0.5, 25]")
    study.edit(FORM, "{en: Albumin, zh: 白蛋白}", "{en: Albumin in plasma, zh: 血浆白蛋白}")
    study.edit(FORM, AST, NEW_ITEM + AST.replace("type: integer", RETIRED))
    loaded_study.cache_clear()
    with override_settings(STUDY_DIRECTORY=study.folder):
        yield study
    loaded_study.cache_clear()


AST = "  - {id: ast, label: {en: AST, zh: AST}, type: integer"
RETIRED = "type: integer, required: false, retired: true"
NEW_ITEM = (
    "  - {id: alp, label: {en: Alkaline phosphatase, zh: 碱性磷酸酶}, type: integer, unit: U/L, "
    "range: [1, 5000], sharing: {action: keep}, "
    "source: {assumption: asked for by amendment 1, rules: [OUT-12]}}\n"
)


def fill(site, key, **values):
    """A complete form: what is not given was not done."""
    from trialwright_web.capture.actions.forms import save_form

    save(site, {}, key=(key[0], *OTHER[1:]), intent="draft") if key[0] != "P001" else None
    form = site.definition.forms_by_id[key[2]]
    told = {item.id: EnteredValue(item.id, None, None, "not_done") for item in form.items}
    for item, text in values.items():
        unit = form.by_id[item].units[0] if form.by_id[item].units else None
        told[item] = EnteredValue(item, text, unit)
    save_form(
        by=site.actor("coordinator"),
        definition=site.definition,
        key=key,
        values=told.values(),
        revision=0,
    )


def sign(site, *keys):
    from trialwright_web.capture.actions.signatures import sign_forms

    sign_forms(
        by=site.actor("investigator"), definition=site.definition, keys=keys, meaning="approved"
    )


@pytest.fixture
def under_way(site):
    """One participant with two signed forms, one of which the amendment changes."""
    from trialwright_web.capture.actions.participants import add_participant

    add_participant(by=site.actor("coordinator"), definition=site.definition, number="P001")
    fill(site, KEY, chemistry_date="2026-05-20", albumin="41.5", ast="30")
    fill(site, OTHER, virology_date="2026-05-20")
    sign(site, KEY)
    sign(site, OTHER)


def put_in_force(site, study, role="data_manager", reason="amendment 1, approved 2027-06-01"):
    from trialwright_web.capture.actions.amend import put_in_force as action

    new = load_definition(study.folder)
    action(by=site.actor(role), old=site.definition, new=new, directory=study.folder, reason=reason)
    return new


def test_the_listing_names_new_changed_and_retired_items(site, amended):
    new = load_definition(amended.folder)
    found = {c.item: (c.kind, c.of_meaning) for c in compare_definitions(site.definition, new)}
    assert found == {
        "albumin": ("changed", True),
        "inr": ("changed", False),
        "alp": ("new", False),
        "ast": ("retired", False),
    }


def test_each_change_says_how_many_entries_and_signatures_it_touches(site, amended, under_way):
    from trialwright_web.capture.actions.amend import amendment_consequences

    found = amendment_consequences(site.definition, load_definition(amended.folder))
    told = {c.change.item: (c.entries, c.signed, c.refused) for c in found}
    assert told == {"albumin": (1, 1, ""), "inr": (1, 1, ""), "alp": (0, 0, ""), "ast": (1, 1, "")}


def test_a_signature_over_a_changed_meaning_falls_and_no_other(site, amended, under_way):
    from trialwright_web.capture.models import Signature

    put_in_force(site, amended)
    first, second = Signature.objects.order_by("number")
    assert first.void_because == ("W12/liver_chemistry/0: an amendment changed what an item means")
    assert second.void_because is None
    assert (saved_form(KEY).status, saved_form(KEY).signed_by) == ("complete", None)
    assert saved_form(OTHER).status == "signed"
    assert site.proof().faults == ()


def test_entries_keep_their_version_and_new_ones_are_made_under_the_new(site, amended, under_way):
    from trialwright_web.capture.models import Study, StudyVersion
    from trialwright_web.oversight.versions import kept_version

    new = put_in_force(site, amended)
    assert saved_form(KEY).definition == site.definition.hash
    assert [v.number for v in StudyVersion.objects.order_by("number")] == [1, 2]
    assert Study.objects.get().definition == new.hash
    then = kept_version("prtras001", site.definition.hash).forms_by_id["liver_chemistry"]
    assert then.by_id["albumin"].label.en == "Albumin"
    assert kept_version("prtras001", new.hash).hash == new.hash


def test_the_site_runs_the_version_in_force_until_another_is_put_in_force(site, amended):
    from trialwright_web.studies.loaded import loaded_study

    assert loaded_study().definition.hash == site.definition.hash
    new = put_in_force(site, amended)
    loaded_study.cache_clear()
    assert loaded_study().definition.hash == new.hash


def test_a_retired_item_is_asked_of_nobody_and_what_it_holds_stays(
    site, amended, under_way, as_member
):
    from trialwright.capture.form_content import read_content
    from trialwright_web.studies.loaded import loaded_study

    put_in_force(site, amended)
    loaded_study.cache_clear()
    client = as_member("coordinator")
    page = client.get("/en/participants/P001/W12/liver_chemistry/0/").content.decode()
    assert "No longer asked; what was entered before stays." in page
    assert "Entered under version 1 of the study" in page
    assert "As it was asked then" in page
    told = {"revision": "1", "intent": "complete", "reason": "amendment 1 asks for ALP"}
    told |= {"item.chemistry_date.year": "2026", "item.chemistry_date.month": "5"}
    told |= {"item.chemistry_date.day": "20", "item.albumin": "41.5", "item.ast": "30"}
    told |= {"item.alp": "90", "item.alt.reason": "not_done", "item.platelets.reason": "not_done"}
    for item in ("bilirubin", "inr", "ascites", "encephalopathy", "creatinine", "creatinine_uln"):
        told[f"item.{item}.reason"] = "not_done"
    response = client.post("/en/participants/P001/W12/liver_chemistry/0/", told)
    assert response.status_code == 302, response.content.decode()
    held = read_content(saved_form(KEY).content)
    assert (held["ast"]["value"], held["alp"]["value"]) == ("30", "90")
    assert saved_form(KEY).definition == loaded_study().definition.hash
    empty = client.get("/en/participants/P001/W24/liver_chemistry/0/").content.decode()
    assert 'data-item="ast" hidden' in empty


def test_what_only_the_new_version_asks_for_is_not_missing_in_earlier_entries(
    site, amended, under_way
):
    from trialwright_web.oversight.lock_readiness import lock_readiness

    new = put_in_force(site, amended)
    left = lock_readiness(new).left
    assert [(each.kind, each.form) for each in left] == [("unsigned", KEY)]


@pytest.mark.parametrize(
    ("old", "changed", "what"),
    [
        ("  - {id: inr,", "  - {id: inr_local,", "retired: true"),
        ("label: {en: Albumin in plasma, zh: 血浆白蛋白}, type: decimal", "label: {en: Albumin in plasma, zh: 血浆白蛋白}, type: result", "of the other type"),
    ],
)  # fmt: skip
def test_an_item_that_entries_hold_is_neither_removed_nor_given_another_type(
    site, amended, under_way, old, changed, what, monkeypatch
):
    from trialwright.definition.amendment import AttributeChange, ItemChange
    from trialwright_web.capture.actions import amend
    from trialwright_web.capture.actions.refusals import NotPossible

    # Such a study would be refused for other reasons too; the comparison alone is looked at.
    removed = "inr_local" in changed
    fault = (
        ItemChange("liver_chemistry", "inr", "removed")
        if removed
        else ItemChange(
            "liver_chemistry",
            "albumin",
            "changed",
            (AttributeChange("type", "decimal", "result"),),
        )
    )
    monkeypatch.setattr(amend, "compare_definitions", lambda *_: (fault,))
    with pytest.raises(NotPossible, match=what):
        put_in_force(site, amended)


def test_only_a_data_manager_puts_a_version_in_force_and_says_why(site, amended):
    from trialwright.capture.access import AccessRefused

    with pytest.raises(AccessRefused, match="ask somebody who is data manager"):
        put_in_force(site, amended, role="investigator")
    with pytest.raises(AccessRefused, match="say why"):
        put_in_force(site, amended, reason="")


def test_a_version_does_not_come_into_force_twice(site, amended):
    from trialwright_web.capture.actions.refusals import NotPossible

    put_in_force(site, amended)
    with pytest.raises(NotPossible, match="another version came into force"):
        put_in_force(site, amended)


def test_a_kept_version_that_was_changed_is_not_read(site, amended):
    from trialwright_web.oversight.models import DefinitionFile
    from trialwright_web.oversight.versions import VersionLost, kept_version

    kept_version.cache_clear()
    file = DefinitionFile.objects.get(sha256=dict(site.definition.files)["study.yaml"])
    changed = bytes(file.content).replace(b"\n", b" \n", 1)
    DefinitionFile.objects.filter(sha256=file.sha256).update(content=changed)
    with pytest.raises(VersionLost, match="not kept whole"):
        kept_version("prtras001", site.definition.hash)
    kept_version.cache_clear()


def test_the_page_lists_what_waits_and_puts_it_in_force_with_the_password(
    site, amended, under_way, as_member
):
    client = as_member("data_manager")
    page = client.get("/en/amendments/").content.decode()
    assert "Alkaline" not in page  # items are named as the files name them
    assert "<strong>retired</strong>" in page
    assert "<del>Albumin / 白蛋白</del> → Albumin in plasma / 血浆白蛋白" in page
    waiting = load_definition(amended.folder).hash
    told = {"definition": waiting, "reason": "amendment 1"}
    assert client.post("/en/amendments/", told | {"password": "wrong"}).status_code == 403
    stale = client.post("/en/amendments/", {**told, "definition": "0", "password": PASSWORD})
    assert stale.status_code == 409
    assert client.post("/en/amendments/", told | {"password": PASSWORD}).status_code == 302
    assert "Nothing waits." in client.get("/en/amendments/").content.decode()
    assert as_member("coordinator").get("/en/amendments/").status_code == 403


def test_every_version_is_in_a_backup(site, amended, monkeypatch):
    from site_database import using

    from trialwright_web.operations import sealed_file
    from trialwright_web.operations.backup import back_up
    from trialwright_web.operations.restore import restore
    from trialwright_web.oversight.versions import kept_version

    monkeypatch.setattr(sealed_file, "_COST", {"n": 4, "r": 8, "p": 1})
    new = put_in_force(site, amended)
    backup = site.folder / "night.backup"
    back_up(backup, site.folder / "out", "four words that nobody knows")
    restore(backup, site.folder / "restored", "four words that nobody knows")
    kept_version.cache_clear()
    with using(site.folder / "restored" / "site.sqlite3"):
        for version in (site.definition, new):
            assert kept_version("prtras001", version.hash).hash == version.hash
    kept_version.cache_clear()
