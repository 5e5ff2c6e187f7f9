"""A form that two people enter apart: nobody gets past it, and nobody sees the other's values."""

import json
from dataclasses import replace

import pytest
from site_people import DEMOGRAPHY, KEY, entered, saved_form
from site_study import STUDY

from hand_made import entry
from study_copy import StudyCopy
from trialwright.capture.access import NEW, ROLES, AccessRefused, can
from trialwright.capture.double_entry import ENTERED_ONCE
from trialwright.definition import load_definition

ADDRESS = "/en/participants/P001/SCREENING/demography/0/"
OTHER = DEMOGRAPHY | {"birth_date": "1969-05-03"}
FORM = "forms/demography.yaml"


@pytest.fixture
def twice(site):
    """The study with its demography form entered twice, for actions; one participant."""
    forms = tuple(
        form.model_copy(update={"double_entry": True}) if form.id == "demography" else form
        for form in site.definition.forms
    )
    _add_participant(site)
    return replace(site.definition, forms=forms)


@pytest.fixture
def in_force(tmp_path, site):
    """The same put in force by an amendment, for pages and programs."""
    from django.test import override_settings

    from trialwright_web.capture.actions.amend import put_in_force
    from trialwright_web.oversight.versions import keep_version
    from trialwright_web.studies.loaded import loaded_study

    keep_version(site.definition, STUDY)
    study = StudyCopy(tmp_path)
    study.edit(FORM, "items:", "double_entry: true\nitems:")
    new = load_definition(study.folder)
    put_in_force(
        by=site.actor("data_manager"),
        old=site.definition,
        new=new,
        directory=study.folder,
        reason="the forms arrive on paper",
    )
    _add_participant(site)
    loaded_study.cache_clear()
    with override_settings(STUDY_DIRECTORY=study.folder):
        yield new
    loaded_study.cache_clear()


def _add_participant(site):
    from trialwright_web.capture.actions.participants import add_participant

    by = site.actor("coordinator")
    add_participant(by=by, definition=site.definition, number="P001")


def enter(site, definition, role, values=DEMOGRAPHY, key=KEY):
    from trialwright_web.capture.actions.double_entry import enter_apart

    return enter_apart(by=site.actor(role), definition=definition, key=key, values=entered(values))


def settle(site, definition, role="coordinator", reason="as on paper", **choices):
    from trialwright_web.capture.actions.double_entry import settle_entries

    return settle_entries(
        by=site.actor(role), definition=definition, key=KEY, choices=choices, reason=reason
    )


def save_past_it(site, definition, role="coordinator", values=DEMOGRAPHY, **options):
    from trialwright_web.capture.actions.forms import save_form

    save_form(
        by=site.actor(role),
        definition=definition,
        key=KEY,
        values=entered(values),
        revision=0,
        **options,
    )


def test_two_equal_entries_complete_the_form_at_once(site, twice):
    assert enter(site, twice, "coordinator") == "entered_once"
    assert saved_form(KEY) is None
    assert enter(site, twice, "investigator") == "complete"
    held = saved_form(KEY)
    assert (held.status, held.saved_by) == ("complete", "investigator")
    assert json.loads(held.content)["sex"] == {"value": "F"}
    assert site.proof().faults == ()


def test_the_same_person_does_not_make_both_entries(site, twice):
    from trialwright_web.capture.actions.refusals import NotPossible

    enter(site, twice, "coordinator")
    with pytest.raises(NotPossible, match="another person makes the second"):
        enter(site, twice, "coordinator")
    assert saved_form(KEY) is None


def test_the_same_person_does_not_make_both_entries_in_another_role(site, twice):
    from trialwright_web.capture.actions.double_entry import enter_apart
    from trialwright_web.capture.actions.refusals import NotPossible
    from trialwright_web.capture.actor import Actor

    enter(site, twice, "coordinator")
    with pytest.raises(NotPossible, match="another person makes the second"):
        enter_apart(
            by=Actor.of("coordinator", ["investigator"]),
            definition=twice,
            key=KEY,
            values=entered(DEMOGRAPHY),
        )


def test_who_may_read_the_journal_does_not_make_the_second_entry(site, twice):
    from trialwright_web.capture.actions.double_entry import enter_apart
    from trialwright_web.capture.actions.refusals import NotPossible

    enter(site, twice, "coordinator")
    with pytest.raises(NotPossible, match="where the first entry stands"):
        enter_apart(
            by=site.actor("investigator", "data_manager"),
            definition=twice,
            key=KEY,
            values=entered(DEMOGRAPHY),
        )


@pytest.mark.parametrize("entries", [(), ("coordinator",), ("coordinator", "investigator")])
@pytest.mark.parametrize("intent", ["draft", "complete"])
def test_no_save_goes_past_the_two_entries(site, twice, entries, intent):
    from trialwright_web.capture.actions.refusals import NotPossible

    for role, values in zip(entries, (DEMOGRAPHY, OTHER), strict=False):
        enter(site, twice, role, values)
    with pytest.raises(NotPossible, match="entered twice, by two people"):
        save_past_it(site, twice, intent=intent)
    assert saved_form(KEY) is None


def test_an_import_does_not_go_past_the_two_entries(site, twice):
    from trialwright.capture.imports.plan import ImportedValue
    from trialwright_web.capture.actions.imports import import_values, planned_import
    from trialwright_web.capture.actions.refusals import NotPossible

    enter(site, twice, "investigator")
    values = [ImportedValue(KEY, "sex", "F", None, 1)]
    plan = planned_import(twice, values, "sex.csv")
    with pytest.raises(NotPossible, match="entered twice, by two people"):
        import_values(
            by=site.actor("coordinator"),
            definition=twice,
            values=values,
            file="sex.csv",
            digest=plan.digest,
            reason="from a file",
        )
    assert saved_form(KEY) is None


def test_a_program_does_not_go_past_the_two_entries(site, in_force, client):
    from trialwright_web.capture.actions.tokens import make_token

    told = {"name": "lab", "user": "coordinator", "role": "coordinator", "days": 30}
    secret = make_token(by=site.actor("administrator"), definition=in_force, **told)
    answer = client.put(
        "/api/v1/forms/P001/SCREENING/demography/0",
        data=json.dumps({"values": {"sex": {"value": "F"}}}),
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 409
    assert "entered twice" in answer.content.decode()


def test_differences_are_settled_item_by_item_with_a_reason(site, twice):
    from trialwright_web.capture.actions.refusals import NotPossible

    enter(site, twice, "coordinator")
    assert enter(site, twice, "investigator", OTHER) == "entered_twice"
    with pytest.raises(AccessRefused, match="say why"):
        settle(site, twice, birth_date="second", reason=" ")
    with pytest.raises(NotPossible, match="choose one of the two entries for birth_date"):
        settle(site, twice)
    assert saved_form(KEY) is None
    settle(site, twice, birth_date="second")
    assert json.loads(saved_form(KEY).content)["birth_date"] == {"value": "1969-05-03"}
    assert site.proof().faults == ()


def test_both_entries_and_the_reason_stay_in_the_journal(site, twice):
    from trialwright_web.audit.models import JournalLine

    enter(site, twice, "coordinator")
    enter(site, twice, "investigator", OTHER)
    settle(site, twice, birth_date="second")
    lines = [
        json.loads(line.body)
        for line in JournalLine.objects.filter(chain="participant/P001").order_by("seq")
    ]
    told = [(line["action"], line["by"], line["reason"]) for line in lines[1:]]
    assert told == [
        ("form.enter_first", "coordinator", ""),
        ("form.enter_second", "investigator", ""),
        ("form.settle_entries", "coordinator", "as on paper"),
    ]
    dates = [line["changes"][0]["fields"]["values.birth_date"][1]["value"] for line in lines[1:]]
    assert dates == ["1969-03-05", "1969-05-03", "1969-05-03"]


@pytest.mark.parametrize(
    ("role", "said"),
    [("laboratory", "has made one of them"), ("monitor", "you may not"), ("data_manager", "")],
)
def test_who_settles_has_made_one_of_the_entries_or_manages_the_data(site, twice, role, said):
    enter(site, twice, "coordinator")
    enter(site, twice, "investigator", OTHER)
    if said:
        from trialwright.errors import TrialwrightError

        with pytest.raises(TrialwrightError, match=said):
            settle(site, twice, role, birth_date="first")
        assert saved_form(KEY) is None
    else:
        assert settle(site, twice, role, birth_date="first").status == "complete"


def test_nothing_is_settled_that_neither_person_entered(site, twice):
    from trialwright_web.capture.actions.refusals import NotPossible

    enter(site, twice, "coordinator")
    enter(site, twice, "investigator", OTHER)
    invented = DEMOGRAPHY | {"birth_date": "1990-01-01"}
    with pytest.raises(NotPossible, match="neither person entered"):
        save_past_it(site, twice, values=invented, intent="settle", reason="because")


def test_nothing_is_settled_before_the_second_entry(site, twice):
    enter(site, twice, "coordinator")
    with pytest.raises(AccessRefused, match="entered once"):
        save_past_it(site, twice, intent="settle", reason="because")


def test_an_entry_that_could_not_be_complete_is_not_kept(site, twice):
    from trialwright_web.capture.actions.refusals import NotComplete
    from trialwright_web.capture.models import DoubleEntry

    with pytest.raises(NotComplete):
        enter(site, twice, "coordinator", {"sex": "F"})
    assert not DoubleEntry.objects.exists()


def test_a_third_entry_is_refused(site, twice):
    enter(site, twice, "coordinator")
    enter(site, twice, "investigator", OTHER)
    with pytest.raises(AccessRefused, match="entered twice"):
        enter(site, twice, "laboratory")


def test_a_form_that_is_entered_once_has_no_second_entry(site, twice):
    from trialwright_web.capture.actions.refusals import NotPossible

    other = ("P001", "SCREENING", "medical_history", 0)
    with pytest.raises(NotPossible, match="medical_history is entered once"):
        enter(site, twice, "coordinator", {"cirrhosis": "no"}, key=other)


def test_a_settled_form_is_changed_like_any_other(site, twice):
    from trialwright_web.capture.actions.forms import save_form

    enter(site, twice, "coordinator")
    enter(site, twice, "investigator")
    options = {"definition": twice, "key": KEY, "values": entered(OTHER), "revision": 1}
    save_form(by=site.actor("coordinator"), **options, reason="day and month swapped")
    assert saved_form(KEY).revision == 2
    assert site.proof().faults == ()


def test_what_two_people_entered_and_nobody_settled_stands_in_the_way_of_the_lock(site, twice):
    from trialwright_web.oversight.lock_readiness import lock_readiness

    assert [o for o in lock_readiness(twice).obstacles if o.kind == "unsettled"] == []
    enter(site, twice, "coordinator")
    (obstacle,) = [o for o in lock_readiness(twice).obstacles if o.kind == "unsettled"]
    assert obstacle.form == KEY
    enter(site, twice, "investigator")
    assert [o for o in lock_readiness(twice).obstacles if o.kind == "unsettled"] == []


def test_a_rehearsal_enters_such_a_form_by_two_people_and_leaves_open_what_is_missing(site, twice):
    from trialwright_web.capture.models import DoubleEntry
    from trialwright_web.capture.rehearsal import enter_cohort

    people = [
        entry("P801", "SCREENING", "demography", **DEMOGRAPHY),
        entry("P802", "SCREENING", "demography", sex="F"),
    ]
    enter_cohort(twice, people, signed=False)
    entered_by = DoubleEntry.objects.order_by("participant", "turn").values_list("entered_by")
    assert [name for (name,) in entered_by] == ["coordinator", "investigator"] * 2
    whole, short = (saved_form((number, *KEY[1:])) for number in ("P801", "P802"))
    assert (whole.status, short.status) == ("complete", "complete")
    assert json.loads(short.content)["birth_date"] == {"reason": "unknown"}
    assert site.proof().faults == ()


POSTED = {
    "item.birth_date.year": "1969",
    "item.birth_date.month": "3",
    "item.birth_date.day": "5",
    "item.sex": "F",
    "intent": "enter",
}


def test_the_second_person_is_shown_nothing_of_the_first_entry(site, in_force, as_member):
    first, second = as_member("coordinator"), as_member("investigator")
    assert "First entry" in first.get(ADDRESS).content.decode()
    assert first.post(ADDRESS, POSTED).status_code == 302
    assert "Another person makes the second" in first.get(ADDRESS).content.decode()
    page = second.get(ADDRESS).content.decode()
    assert "Second entry" in page
    for shown in (page, second.get("/en/participants/P001/").content.decode()):
        assert "1969" not in shown
    assert "checked" not in page
    assert "1 form waits for your second entry" in second.get("/en/my-work/").content.decode()
    assert "second entry" not in first.get("/en/my-work/").content.decode()


def test_the_two_compare_their_entries_and_settle_them_on_the_page(site, in_force, as_member):
    first, second = as_member("coordinator"), as_member("investigator")
    first.post(ADDRESS, POSTED)
    second.post(ADDRESS, POSTED | {"item.birth_date.day": "6"})
    page = first.get(ADDRESS).content.decode()
    assert "the entries differ in 1 item" in page
    assert "1969-03-05" in page and "1969-03-06" in page
    assert "1969" not in as_member("laboratory").get(ADDRESS).content.decode()
    assert "1 form waits for its differences to be settled" in (
        as_member("data_manager").get("/en/my-work/").content.decode()
    )
    refused = first.post(ADDRESS, {"reason": "as on paper"})
    assert refused.status_code == 409
    assert "Choose" in refused.content.decode() or "choose" in refused.content.decode()
    settled = {"reason": "as on paper", "choose.birth_date": "second"}
    assert first.post(ADDRESS, settled).status_code == 302
    assert saved_form(KEY).status == "complete"
    assert 'name="revision" value="1"' in first.get(ADDRESS).content.decode()


def test_an_entry_with_a_fault_keeps_what_was_typed(site, in_force, as_member):
    client = as_member("coordinator")
    answer = client.post(ADDRESS, POSTED | {"item.sex": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1969"' in page
    assert "This was not saved" in page


# The table is the library's: one database is enough.
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", ROLES)
def test_only_who_enters_data_makes_an_entry(site, twice, role):
    other = "investigator" if role == "coordinator" else "coordinator"
    assert tries(site, twice, role) == can("form", "enter_first", NEW, [role])
    if saved_form(KEY) is None and not can("form", "enter_first", NEW, [role]):
        enter(site, twice, other)
        assert tries(site, twice, role) == can("form", "enter_second", ENTERED_ONCE, [role])


def tries(site, definition, role):
    try:
        enter(site, definition, role)
    except AccessRefused:
        return False
    return True
