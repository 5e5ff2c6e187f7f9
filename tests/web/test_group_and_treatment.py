"""The group with its date and decision maker, and what was taken when, tried with hostile input."""

import pytest
from site_people import save
from test_participant_status import PERSON, enter, queries

from hand_made import enrolled, entry

ENROLMENT = (PERSON, "ENROLMENT", "enrolment", 0)
TREATMENT = (PERSON, "RUNNING", "study_treatment")


@pytest.fixture
def rehearsed(site):
    """Open decisions of the site refuse nobody."""
    from trialwright_web.capture.models import Study

    Study.objects.update(rehearsal="yes")
    return site


def choose(site, revision, **changed):
    """Save the enrolment again with changed answers."""
    held = next(e for e in enrolled(PERSON) if e.form == "enrolment")
    values = {v.item: v.value for v in held.values} | changed
    save(site, values, key=ENROLMENT, revision=revision, reason="checked against the source")


def scan(site):
    """A complete scan of week 12: the first outcome."""
    values = {"scan_date": "2026-04-04", "usable": "yes", "lesions_seen": "no"}
    save(site, values, key=(PERSON, "W12", "mri_read", 0), role="radiologist")


def asked(origin):
    return [state for _, _, state in queries(origin=origin)]


def test_a_group_changed_before_any_outcome_is_a_slip_like_others(rehearsed):
    enter(rehearsed)
    choose(rehearsed, 1, treatment_group="NA_PEGIFN")
    assert asked("group changed") == []


def test_a_group_changed_after_an_outcome_is_asked_about_whatever_is_saved_later(rehearsed):
    enter(rehearsed)
    scan(rehearsed)
    choose(rehearsed, 1, treatment_group="NA_PEGIFN")
    assert asked("group changed") == ["open"]
    choose(rehearsed, 2, treatment_group="NA_PEGIFN", group_decided_on="2026-03-06")
    assert asked("group changed") == ["open"]  # the journal remembers
    choose(rehearsed, 3, treatment_group="NA")
    assert asked("group changed") == ["open", "open"]  # there and back again is two changes


def test_the_page_tells_the_group_with_its_day_its_decision_maker_and_what_it_was(
    rehearsed, as_member
):
    enter(rehearsed)
    page = as_member("coordinator").get(f"/en/participants/{PERSON}/").content.decode()
    assert "<strong>Nucleos(t)ide analogue alone</strong>" in page
    assert "When it was chosen is not recorded." in page
    told = {"group_decided_on": "2026-03-05", "group_decided_by": "Dr Wang"}
    choose(rehearsed, 1, treatment_group="NA_PEGIFN", **told)
    page = as_member("coordinator").get(f"/en/participants/{PERSON}/").content.decode()
    assert "Chosen on 5 March 2026 by Dr Wang with the participant." in page
    assert "changed since" in page


def test_there_is_one_form_of_the_group_and_no_unscheduled_second(rehearsed, as_member):
    enter(rehearsed)
    scan(rehearsed)
    page = f"/en/participants/{PERSON}/UNSCHEDULED/enrolment/0/"
    sent = {"intent": "complete", "item.treatment_group": "NA_PEGIFN"}
    assert as_member("coordinator").post(page, sent).status_code == 404
    assert as_member("coordinator").get(page.replace("enrolment", "virology")).status_code == 200


@pytest.mark.parametrize("on", ["2026-01-09", "2026-03-08"])
def test_a_choice_before_radical_treatment_or_after_enrolment_is_asked_about(rehearsed, on):
    enter(rehearsed)
    choose(rehearsed, 1, group_decided_on=on)
    assert asked("group decision") == ["open"]
    choose(rehearsed, 2, group_decided_on="2026-03-01")
    assert asked("group decision") == ["closed"]


def test_who_chose_the_group_works_in_the_study_by_account_or_by_name(site):
    from trialwright_web.capture.actions.group_rows import group_findings

    for name, expected in (("investigator", []), ("Dr Nobody", ["not a member"])):
        told = {"enrolment_date": "2026-03-07", "treatment_group": "NA", "group_decided_by": name}
        saved = entry(PERSON, "ENROLMENT", "enrolment", **told)
        found = group_findings(site.definition, saved, rehearsal=False)
        assert [finding.kind for finding in found] == expected


def take(site, repeat, drug, start, end=None, reason=None):
    told = {"drug": drug, "start_date": start}
    told |= {"end_date": end} if end else {}
    told |= {"stop_reason": reason} if reason else {}
    save(site, told, key=(*TREATMENT, repeat))


def test_gaps_and_overlaps_are_asked_about_and_shown_until_they_are_mended(rehearsed, as_member):
    enter(rehearsed, leave_out=("study_treatment",))
    take(rehearsed, 1, "ETV", "2026-03-07", "2026-06-30", "switch")
    take(rehearsed, 2, "TAF", "2026-07-05")
    take(rehearsed, 3, "TDF", "2026-08-01")
    assert asked("treatment period") == ["open", "open"]
    page = as_member("coordinator").get(f"/en/participants/{PERSON}/").content.decode()
    assert "Switch to another analogue" in page
    assert "Nothing was taken from 1 July 2026 to 4 July 2026." in page
    assert "Tenofovir disoproxil fumarate was begun on 1 August 2026 while" in page
    mended = {"drug": "TAF", "start_date": "2026-07-01", "end_date": "2026-07-31"}
    save(rehearsed, mended, key=(*TREATMENT, 2), revision=1, reason="read the chart again")
    assert asked("treatment period") == ["closed", "closed"]
    page = as_member("coordinator").get(f"/en/participants/{PERSON}/").content.decode()
    assert "Nothing was taken" not in page
    assert "was still taken" not in page
