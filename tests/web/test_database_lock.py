"""The lock of the database: refused while something stands in its way, and what may stand."""

import pytest
from member_client import PASSWORD
from site_people import DEMOGRAPHY, KEY, save

from trialwright.capture.access import AccessRefused


def lock(site, role="data_manager"):
    from trialwright_web.capture.actions.study import lock_study

    lock_study(by=site.actor(role), definition=site.definition)


def explain(site, obstacles, reason="the source is lost", role="data_manager"):
    from trialwright_web.capture.actions.lock_exceptions import explain_obstacles

    explain_obstacles(
        by=site.actor(role), definition=site.definition, obstacles=obstacles, reason=reason
    )


def left(site):
    from trialwright_web.oversight.lock_readiness import lock_readiness

    return lock_readiness(site.definition).left


def sign(site):
    from trialwright_web.capture.actions.signatures import sign_forms

    sign_forms(
        by=site.actor("investigator"), definition=site.definition, keys=[KEY], meaning="approved"
    )


def test_the_lock_waits_for_the_signature_and_says_of_which_form(site):
    from trialwright_web.capture.actions.study import study_status
    from trialwright_web.oversight.lock_readiness import NotReadyToLock

    save(site, DEMOGRAPHY)
    with pytest.raises(NotReadyToLock, match="P001/SCREENING/demography/0"):
        lock(site)
    assert study_status("prtras001") == "open"
    sign(site)
    lock(site)
    assert study_status("prtras001") == "locked"
    assert site.proof().faults == ()


def test_what_is_explained_may_stand_and_the_explanation_is_proved(site):
    from trialwright_web.oversight.models import LockException

    save(site, {"sex": "F"}, intent="draft")
    explain(site, [each.id for each in left(site)])
    assert left(site) == ()
    lock(site)
    kept = LockException.objects.get()
    assert (kept.kind, kept.because, kept.explained_by) == (
        "draft",
        "the source is lost",
        "data_manager",
    )
    assert site.proof().faults == ()


def test_an_explanation_needs_a_reason_a_role_and_something_in_the_way(site):
    from trialwright_web.capture.actions.refusals import NotPossible

    save(site, DEMOGRAPHY)
    ids = [each.id for each in left(site)]
    with pytest.raises(AccessRefused, match="say why"):
        explain(site, ids, reason=" ")
    with pytest.raises(AccessRefused, match="may not"):
        explain(site, ids, role="coordinator")
    with pytest.raises(NotPossible, match="no longer stands in the way"):
        explain(site, ["0" * 64])
    with pytest.raises(NotPossible, match="nothing was chosen"):
        explain(site, [])


def test_a_second_explanation_replaces_the_first_in_the_journal_and_the_table(site):
    save(site, DEMOGRAPHY)
    ids = [each.id for each in left(site)]
    explain(site, ids)
    explain(site, ids, reason="found, it is correct")
    assert site.proof().faults == ()


def test_only_a_data_manager_locks_and_is_told_so_before_any_obstacle(site):
    save(site, DEMOGRAPHY)
    with pytest.raises(AccessRefused, match="ask somebody who is data manager"):
        lock(site, role="investigator")


def test_the_page_lists_what_stands_in_the_way_and_locks_when_nothing_is_left(site, as_member):
    save(site, DEMOGRAPHY)
    client = as_member("data_manager")
    page = client.get("/en/lock/").content.decode()
    assert "1 thing stands in the way" in page
    assert "1 form of the verification plan is not yet compared with its source." in page
    assert '<button class="button" name="action" value="lock">' not in page
    refused = client.post("/en/lock/", {"action": "lock", "password": PASSWORD})
    assert refused.status_code == 409
    assert "P001/SCREENING/demography/0: unsigned" in refused.content.decode()
    (one,) = left(site)
    told = {"action": "explain", "obstacle": [one.id], "reason": "the investigator has died"}
    assert client.post("/en/lock/", told).status_code == 302
    assert "the investigator has died" in client.get("/en/lock/").content.decode()
    assert client.post("/en/lock/", {"action": "lock", "password": "wrong"}).status_code == 403
    done = client.post("/en/lock/", {"action": "lock", "password": PASSWORD})
    assert done.status_code == 302
    assert "The database is locked" in client.get("/en/lock/").content.decode()
    csv = client.get("/en/lock/?format=csv").content.decode("utf-8-sig")
    assert csv.splitlines()[1].startswith("unsigned,P001,SCREENING,demography,0,")
