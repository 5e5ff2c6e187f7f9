"""Outcomes by group of real data: kept back until unblinding is recorded."""

import json

import pytest
from made_run import write_run

from trialwright.capture.access import ROLES

FILES = ("report.html", "results.json")
ALWAYS = {"statistician", "dmc_member"}
KEPT_BACK = "Outcomes by group are kept back"

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def real_run(out):
    """A run whose manifest does not say that the participants are simulated."""
    write_run(out)
    for manifest in out.rglob("manifest.json"):
        told = json.loads(manifest.read_text("utf-8"))
        if told.pop("synthetic", None) is not None:
            manifest.write_text(json.dumps(told), "utf-8")
    return out


@pytest.mark.parametrize("role", ROLES)
def test_before_unblinding_only_statistician_and_committee_see_results(
    as_member, real_run, site, role
):
    member = as_member(role)
    sees = role in ALWAYS
    for page in ("", "report/"):
        assert (KEPT_BACK in member.get(f"/en/{page}").content.decode()) != sees
    for name in FILES:
        assert member.get(f"/artefacts/{name}").status_code == (200 if sees else 403)
    as_data = member.get("/en/report/?format=json").status_code
    assert as_data == (200 if sees else 404)


def test_a_stranger_never_sees_results_of_real_people(client, as_member, real_run, site):
    unblind(site)
    assert KEPT_BACK in client.get("/en/").content.decode()
    for name in (*FILES, "package.zip"):
        assert client.get(f"/artefacts/{name}").status_code == 403


def unblind(site):
    from trialwright_web.capture.actions.study import lock_study, unblind

    lock_study(by=site.actor("data_manager"), definition=site.definition)
    by = site.actor("statistician")
    unblind(by=by, definition=site.definition, reason="analysis plan is signed")


def test_after_unblinding_every_member_sees_results_and_the_journal_says_why(
    as_member, real_run, site
):
    unblind(site)
    monitor = as_member("monitor")
    assert KEPT_BACK not in monitor.get("/en/").content.decode()
    assert monitor.get("/artefacts/results.json").status_code == 200
    journal = as_member("inspector").get("/en/journal/").content.decode()
    assert "analysis plan is signed" in journal
    assert site.proof().faults == ()


def test_unblinding_is_recorded_once(site):
    from trialwright_web.capture.actions.refusals import NotPossible

    unblind(site)
    from trialwright_web.capture.actions.study import unblind as again

    with pytest.raises(NotPossible, match="unblinding was recorded at"):
        again(by=site.actor("statistician"), definition=site.definition, reason="once more")


def test_the_page_of_unblinding_asks_for_the_password(as_member, site):
    from trialwright_web.capture.actions.study import lock_study

    lock_study(by=site.actor("data_manager"), definition=site.definition)
    member = as_member("statistician")
    wrong = member.post("/en/unblind/", {"password": "guess", "reason": "plan signed"})
    assert wrong.status_code == 403
    assert "Record the unblinding" in member.get("/en/unblind/").content.decode()


def test_synthetic_results_are_shown_to_all_and_say_so(client, run, site):
    page = client.get("/en/").content.decode()
    assert KEPT_BACK not in page
    assert "SYNTHETIC" in page


def test_only_who_may_export_takes_the_package(as_member, real_run, site):
    unblind(site)
    answers = {role: as_member(role).get("/artefacts/package.zip").status_code for role in ROLES}
    refused = {role for role, status in answers.items() if status == 403}
    assert set(ROLES) - refused == {"data_manager", "statistician", "inspector"}
