"""The run of all checks before a lock: what is done meanwhile is checked too, and one runs at a time."""

import pytest
from site_people import DEMOGRAPHY, KEY, save


def checked(site, told=lambda _checked, _people: None):
    from trialwright_web.oversight.lock_readiness import run_all_checks

    return run_all_checks(site.definition, told)


def sign(site):
    from trialwright_web.capture.actions.signatures import sign_forms

    sign_forms(
        by=site.actor("investigator"), definition=site.definition, keys=[KEY], meaning="approved"
    )


def begin(site):
    from trialwright_web.summaries.background import begin_run

    begin_run("prtras001", site.actor("data_manager"))


def carry_out(site):
    """The run as it goes on beside the page, here in the test's own thread."""
    from trialwright_web.capture.actions.study import lock_study
    from trialwright_web.summaries.background import carry_out

    by = site.actor("data_manager")
    carry_out(
        "prtras001", lambda tell: lock_study(by=by, definition=site.definition, progress=tell)
    )


def test_what_was_saved_after_the_run_is_checked_in_the_lock(site):
    from trialwright_web.oversight.lock_readiness import NotReadyToLock, check_ready_to_lock

    save(site, DEMOGRAPHY)
    sign(site)
    run = checked(site)
    check_ready_to_lock(site.definition, run)
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="copied wrongly")
    with pytest.raises(NotReadyToLock) as refused:
        check_ready_to_lock(site.definition, run)
    assert {each.form for each in refused.value.left} == {KEY}


def test_a_run_that_found_nothing_wrong_with_others_data_locks_nothing_stale(site):
    """A finding that was kept is not believed: the run reads every entry again."""
    from trialwright_web.summaries.models import CheckedPerson, KeptFinding

    save(site, DEMOGRAPHY)
    checked(site)
    kept = CheckedPerson.objects.get()
    KeptFinding.objects.create(
        study=kept.study,
        participant=kept.participant,
        obstacle="0" * 64,
        visit="SCREENING",
        form="demography",
        repeat=0,
        item="sex",
        what="made up",
    )
    told = []
    (found,) = checked(site, lambda *each: told.append(each))
    assert found.findings == ()
    assert told == [(1, 1)]
    assert not KeptFinding.objects.exists()


def test_a_run_beside_the_page_says_how_it_ended(site, as_member):
    from trialwright_web.capture.actions.study import study_status
    from trialwright_web.summaries.models import LockRun

    save(site, DEMOGRAPHY)
    begin(site)
    page = as_member("data_manager").get("/en/lock/")
    assert page["Refresh"]
    assert "data_manager asked for the lock" in page.content.decode()
    carry_out(site)
    run = LockRun.objects.get()
    assert (run.checked, run.people) == (1, 1)
    assert "P001/SCREENING/demography/0" in run.refused
    page = as_member("data_manager").get("/en/lock/")
    assert "Refresh" not in page
    assert "was refused" in page.content.decode()
    sign(site)
    begin(site)
    carry_out(site)
    assert study_status("prtras001") == "locked"
    assert LockRun.objects.get().refused == ""
    assert site.proof().faults == ()


def test_a_second_run_waits_for_the_first_unless_that_has_died(site):
    from trialwright_web.capture.actions.refusals import NotPossible
    from trialwright_web.summaries.models import LockRun

    begin(site)
    with pytest.raises(NotPossible, match="data_manager asked for it"):
        begin(site)
    LockRun.objects.update(seen_at="2026-01-01T00:00:00.000000+00:00")
    begin(site)
    assert LockRun.objects.get().ended_at is None


def test_with_many_to_check_the_page_says_whose_findings_are_older(site, as_member, monkeypatch):
    from trialwright_web.oversight.views import lock

    begun = []
    monkeypatch.setattr(lock, "CHECKED_AT_ONCE", 0)
    monkeypatch.setattr(lock, "check_in_background", lambda *each: begun.append(each))
    save(site, DEMOGRAPHY)
    text = as_member("data_manager").get("/en/lock/").content.decode()
    assert "The entries of 1 of 1 participants have changed since the checks ran" in text
    assert 'name="action" value="lock"' not in text
    assert len(begun) == 1


def test_an_obstacle_is_explained_by_whose_it_is_or_by_its_id_alone(site):
    from trialwright_web.capture.actions.lock_exceptions import explain_obstacles
    from trialwright_web.capture.actions.refusals import NotPossible
    from trialwright_web.oversight.lock_readiness import lock_readiness
    from trialwright_web.oversight.obstacle_rows import obstacle_groups

    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY, key=("P002", *KEY[1:]))
    first, second = (each.id for each in lock_readiness(site.definition).left)
    common = {"by": site.actor("data_manager"), "definition": site.definition, "reason": "lost"}
    with pytest.raises(NotPossible, match="no longer stands in the way"):
        explain_obstacles(**common, obstacles=[first], participants={"P002"})
    explain_obstacles(**common, obstacles=[first], participants={"P001"})
    (group,) = obstacle_groups("prtras001", 5)
    assert (group.count, group.left) == (2, 1)
    assert [told for _, told in group.shown] == ["", "lost"]
    explain_obstacles(**common, obstacles=[second])
    assert obstacle_groups("prtras001", 5)[0].left == 0
